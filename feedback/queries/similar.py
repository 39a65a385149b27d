"""Open cases that may be the same incident: same ward, same field, words in common, of the last thirty days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from feedback.models import Case
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.rules.text import words
from feedback.terms import EXCLUDED_KINDS, Level, State

LAST = timedelta(days=30)
LOOKED_AT = 200  # the newest candidates; a ward has fewer open cases of one field
LEAST_SHARE = 0.12  # below this the words in common are those of any two sentences


@dataclass(frozen=True)
class SimilarCase:
    """An open case and how much of what is said both have in common, 0 to 1."""

    number: str
    title: str
    place_text: str
    received_at: datetime
    state: State
    level: Level
    report_count: int
    share: float


def similar_cases(
    session: Session,
    actor: Actor,
    text: str,
    *,
    ward_code: str | None,
    field_code: str | None,
    now: datetime,
    besides: str = "",
    most: int = 3,
) -> list[SimilarCase]:
    """The likeliest first; none while the ward is not known. `besides` is a case number to leave out. One statement."""
    said = _features(text)
    if ward_code is None or not said:
        return []
    query = (
        select(
            Case.number, Case.title, Case.place_text, Case.received_at, Case.state, Case.level, Case.report_count,
            Case.search_text,
        )
        .where(
            Case.ward_code == ward_code, Case.state.in_(OPEN), Case.received_at >= now - LAST,
            Case.kind.not_in(EXCLUDED_KINDS), Case.number != besides, visible_cases(actor), _in_field(field_code),
        )
        .order_by(Case.received_at.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    found = [SimilarCase(*row[:7], share=_share(said, _features(row[7]))) for row in session.execute(query)]
    likely = [case for case in found if case.share >= LEAST_SHARE]
    return sorted(likely, key=lambda case: -case.share)[:most]


def _in_field(field_code: str | None) -> ColumnElement[bool]:
    """The same top-level field; a case that nobody has classified yet may be of any."""
    if field_code is None:
        return true()
    top = field_code.partition(".")[0]
    return or_(
        Case.field_code.is_(None), Case.field_code == top, Case.field_code.startswith(f"{top}.", autoescape=True)
    )


def _features(text: str) -> frozenset[tuple[str, ...]]:
    """Its words and its pairs of neighbours: in Vietnamese most words are two syllables ("ổ gà", "đèn đường")."""
    found = [word for word in words(text) if len(word) > 1]
    return frozenset({(word,) for word in found} | set(pairwise(found)))


def _share(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Dice's coefficient: what both have, measured against what both say."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
