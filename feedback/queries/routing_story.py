"""Why a case is where it is: what the system thought, what it went by, and every later word of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feedback.models import Decision
from feedback.queries.matrix import Line, line_then
from feedback.queries.timeline import Names

MOST_CANDIDATES = 3


@dataclass(frozen=True)
class Candidate:
    """An agency that the system thought of; `share` is its probability, 0…1."""

    agency: str
    share: float
    why: str


@dataclass(frozen=True)
class Turn:
    """One decision: to whom (empty: the tray), in which words, when, by whom (empty: the system)."""

    agency: str
    sentence: str
    at: datetime
    by: str
    return_count: int  # how often agencies had given the case back by then


@dataclass(frozen=True)
class Routing:
    """The newest decision, what was decided before it, and what the system thought when it last looked."""

    newest: Turn
    earlier: list[Turn]
    candidates: list[Candidate]
    words: list[str]
    line: Line | None  # of the matrix, as it stood then
    thought: Decision
    place_words: list[str]
    missing: list[str]


def routing_story(session: Session, decisions: Sequence[Decision], known: Names) -> Routing | None:
    """`decisions` come newest first. At most one statement, for the version that the line is kept in."""
    if not decisions:
        return None
    turns = [_turn(row, known) for row in decisions]
    thought = next((row for row in decisions if row.decided_by_id is None and row.rules_version), decisions[0])
    guess = thought.field_guesses[0] if thought.field_guesses else {}
    evidence: dict[str, Any] = thought.place_evidence or {}
    return Routing(
        newest=turns[0],
        earlier=turns[1:],
        candidates=[_candidate(item, known) for item in thought.candidates[:MOST_CANDIDATES]],
        words=list(guess.get("words", ())),
        line=line_then(session, thought.rules_version, thought.rule_id),
        thought=thought,
        place_words=list(evidence.get("words", ())),
        missing=list(thought.missing or ()),
    )


def _turn(row: Decision, known: Names) -> Turn:
    return Turn(
        agency=known.agencies.get(row.agency_code or "", row.agency_code or ""),
        sentence=row.sentence,
        at=row.decided_at,
        by=known.people.get(row.decided_by_id or 0, ""),
        return_count=row.return_count,
    )


def _candidate(item: dict[str, object], known: Names) -> Candidate:
    code = str(item.get("agency", ""))
    return Candidate(known.agencies.get(code, code), float(str(item.get("probability", 0))), str(item.get("why", "")))
