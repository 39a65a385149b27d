"""Trying a matrix on the latest reports: which of them would go elsewhere, from whom to whom, and why.

What was read from the words when each came in is kept with its decision, so nothing is read again: one statement,
and a bounded time however long the lines are. The words of citizens are not copied into the outcome.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case, Decision, Report
from feedback.queries import matrix
from feedback.queries.city import city, thresholds
from feedback.queries.knowledge import Knowledge, knowledge
from feedback.queries.matrix import Line
from feedback.rules import routing
from feedback.rules.gazetteer import Candidate
from feedback.rules.keywords import Guess
from feedback.rules.place_names import PlaceEvidence
from feedback.rules.rule_line import City, RuleRow, Situation, covers
from feedback.terms import EXCLUDED_KINDS, Channel, Level

LATEST = 1_000
LISTED = 200
PATIENCE_S = 4.0
CHOSEN = 0.95  # what a person chose, as routing takes it


@dataclass(frozen=True)
class Moved:
    """One report that would go elsewhere; None is the dispatcher's tray."""

    number: str
    before: str | None
    after: str | None
    why: str


@dataclass(frozen=True)
class Outcome:
    """`looked_at` reports were asked about, as on `day`; `rows` are the first of those that would move."""

    day: date
    looked_at: int
    moved: int
    to_tray: int
    rows: tuple[Moved, ...]
    is_complete: bool  # False when the time was over before all were asked

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"day": self.day.isoformat(), "rows": [asdict(row) for row in self.rows]}


@dataclass(frozen=True)
class _Past:
    """A report as the matrix meets it."""

    number: str
    guesses: tuple[Guess, ...]
    place: PlaceEvidence
    situation: Situation


def dry_run(session: Session, before: Sequence[Line], after: Sequence[Line], now: datetime) -> Outcome:
    """One statement beside the knowledge, whatever the matrix says."""
    known, began = knowledge(session), time.monotonic()
    day = _day(before, after, clock.day(now))
    judge = _Judge(known, known.city_on(day), thresholds(city(session)))
    old, new = [matrix.rule_of(line) for line in before], [matrix.rule_of(line) for line in after]
    touched = _touched(before, after)
    moved: list[Moved] = []
    looked_at = 0
    for past in _latest(session, day):
        if time.monotonic() - began > PATIENCE_S:
            break
        looked_at += 1
        if any(covers(wide, guess.field_code) for wide in touched for guess in past.guesses):
            moved += judge.difference(past, old, new)
    return Outcome(
        day=day,
        looked_at=looked_at,
        moved=len(moved),
        to_tray=sum(one.after is None for one in moved),
        rows=tuple(moved[:LISTED]),
        is_complete=time.monotonic() - began <= PATIENCE_S,
    )


@dataclass(frozen=True)
class _Judge:
    known: Knowledge
    city: City
    measures: routing.Thresholds

    def difference(self, past: _Past, old: Sequence[RuleRow], new: Sequence[RuleRow]) -> list[Moved]:
        was, would = (
            routing.decide(past.guesses, past.place, past.situation, rows, self.city, self.measures)
            for rows in (old, new)
        )
        if was.agency_code == would.agency_code:
            return []
        return [Moved(past.number, was.agency_code, would.agency_code, would.sentence_vi)]


def _day(before: Sequence[Line], after: Sequence[Line], today: date) -> date:
    """The day to ask about: today, or the first on which every changed line holds."""
    starts = [new["valid_from"] for _, new in matrix.differing(before, after) if new]
    return max([today, *(date.fromisoformat(start) for start in starts)])


def _touched(before: Sequence[Line], after: Sequence[Line]) -> set[str]:
    return {line["field_code"] for pair in matrix.differing(before, after) for line in pair if line}


def _latest(session: Session, day: date) -> Iterator[_Past]:
    newest = (
        select(func.max(Decision.id))
        .where(Decision.case_id == Case.id, Decision.decided_by_id.is_(None))
        .correlate(Case)
        .scalar_subquery()
    )
    channel = select(func.min(Report.channel)).where(Report.case_id == Case.id).correlate(Case).scalar_subquery()
    columns = (Case.number, Case.kind, Case.level, Case.field_code, Case.ward_code, Case.received_at)
    query = (
        select(*columns, channel.label("channel"), Decision.field_guesses, Decision.place_evidence)
        .outerjoin(Decision, Decision.id == newest)
        .where(Case.kind.not_in(EXCLUDED_KINDS))
        .order_by(Case.id.desc())
        .limit(LATEST)
    )
    for row in session.execute(query):
        evidence = row.place_evidence or {}
        dangers = evidence.get("danger") or row.level is Level.URGENT
        facts = {"kind": row.kind.value, "channel": (row.channel or Channel.IMPORT)}
        facts |= {"danger": "yes"} if dangers else {}
        yield _Past(
            row.number,
            _guesses(row.field_code, row.field_guesses or []),
            _place(row.ward_code, evidence),
            Situation(row.level, clock.local(row.received_at), facts, on=day),
        )


def _guesses(field_code: str | None, stored: Sequence[dict[str, Any]]) -> tuple[Guess, ...]:
    if field_code:
        return (Guess(field_code, CHOSEN, ()),)
    return tuple(Guess(one["field"], one["probability"], ()) for one in stored)


def _place(ward_code: str | None, evidence: dict[str, Any]) -> PlaceEvidence:
    if ward_code:
        candidates = (Candidate(ward_code, CHOSEN, ""),)
    else:
        candidates = tuple(
            Candidate(one["ward_code"], one["confidence"], "") for one in evidence.get("ward_candidates", ())
        )
    return PlaceEvidence(
        ward_candidates=candidates,
        street=evidence.get("street"),
        is_elsewhere=bool(evidence.get("is_elsewhere")) and not ward_code,
    )
