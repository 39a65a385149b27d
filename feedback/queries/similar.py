"""Open cases that may be the same incident: near in place, time and words, or from the same caller; a person merges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, false, or_, select, true, union_all
from sqlalchemy.orm import Session

from feedback.models import Case, Report
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import OPEN, Actor
from feedback.rules.map_drawing import Point, bounds, metres_between
from feedback.rules.text import words
from feedback.terms import EXCLUDED_KINDS, Level, State

LAST = timedelta(days=30)
LOOKED_AT = 200  # the newest candidates; a ward has fewer open cases of one field
LEAST_SHARE = 0.12  # below this the words in common are those of any two sentences
AGED = 0.3  # what a case of thirty days ago loses against one of today
SAME_CALLER = 0.2  # who called before, with some of the same words, probably calls again about it
LEAST_OF_CALLER = 0.06
AGAIN = 0.15  # ... and more so who says so
NEAR_M = 300  # beyond it, another ward is another place
SAME_SPOT = 0.15  # what the very same spot adds, less and less up to that distance
SAYS_AGAIN = ("lan 2", "lan 3", "lan 4", "lan thu", "lan hai", "lan ba", "nhac lai", "phan anh lai", "nhieu lan")
# words that any two reports share
EMPTY = frozenset(
    """kinh gui mong de nghi co quan chuc nang xu ly som toi chung em con o tai tren cua va la thi ma bi dang da cho
    rat nhieu khong duoc nay do voi cac nhung xin cam on phan anh nguoi dan""".split()  # noqa: SIM905
)


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
    phone: str = "",
    spot: Point | None = None,
    most: int = 3,
) -> list[SimilarCase]:
    """The likeliest first. `besides` is a case number to leave out, `phone` the caller's (+84…). One statement.

    Looked at is what lies in the same ward, what lies near `spot` in whichever ward, and what the same caller said.
    """
    said = _features(text)
    if not said or not (ward_code or phone or spot):
        return []
    is_again = any(f" {phrase} " in f" {' '.join(words(text))} " for phrase in SAYS_AGAIN)
    rows = session.execute(
        select(
            Case.number, Case.title, Case.place_text, Case.received_at, Case.state, Case.level, Case.report_count,
            Case.search_text, Case.lat, Case.lon, _is_from(phone).label("is_same_caller"),
        )
        .where(
            Case.id.in_(_looked_at(phone, ward_code, field_code, spot)),
            Case.state.in_(OPEN), Case.received_at >= now - LAST,
            Case.kind.not_in(EXCLUDED_KINDS), Case.number != besides, visible_cases(actor),
        )
        .order_by(Case.received_at.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    likely = []
    for row in rows:
        share = _likeness(said, row._mapping, now, spot, is_again=is_again)
        if share >= LEAST_SHARE:
            likely.append(SimilarCase(*row[:7], share=share))
    return sorted(likely, key=lambda case: -case.share)[:most]


def _likeness(
    said: frozenset[tuple[str, ...]], row: Mapping[str, Any], now: datetime, spot: Point | None, *, is_again: bool
) -> float:
    """Words in common, less for what is old, more for who called before and for the same spot."""
    share = _share(said, _features(str(row["search_text"])))
    received_at = row["received_at"]
    age = (now - received_at) / LAST if isinstance(received_at, datetime) else 0.0
    likeness = share * (1 - AGED * min(max(age, 0.0), 1.0))
    if row["is_same_caller"] and share >= LEAST_OF_CALLER:
        likeness += SAME_CALLER + (AGAIN if is_again else 0.0)
    if spot is not None and row["lat"] is not None and row["lon"] is not None and share >= LEAST_OF_CALLER:
        likeness += SAME_SPOT * max(0.0, 1 - metres_between(spot, (row["lat"], row["lon"])) / NEAR_M)
    return min(likeness, 1.0)


def _looked_at(phone: str, ward_code: str | None, field_code: str | None, spot: Point | None) -> CompoundSelect[int]:
    """The ids of each sort by its own index: all in one condition made PostgreSQL walk every open case of the city."""
    near = select(Case.id).where(_is_near(spot), _in_field(field_code), Case.state.in_(OPEN))
    in_ward = select(Case.id).where(Case.ward_code == ward_code, _in_field(field_code), Case.state.in_(OPEN))
    said = select(Report.case_id).where(Report.submitter_phone == phone if phone else false())
    return union_all(near, in_ward, said)


def _is_from(phone: str) -> ColumnElement[bool]:
    if not phone:
        return false()
    return exists().where(Report.case_id == Case.id, Report.submitter_phone == phone)


def _is_near(spot: Point | None) -> ColumnElement[bool]:
    if spot is None:
        return false()
    (south, west), (north, east) = bounds(spot, NEAR_M)
    return and_(Case.lat.between(south, north), Case.lon.between(west, east))


def _in_field(field_code: str | None) -> ColumnElement[bool]:
    """The same top-level field; a case that nobody has classified yet may be of any."""
    if field_code is None:
        return true()
    top = field_code.partition(".")[0]
    return or_(
        Case.field_code.is_(None), Case.field_code == top, Case.field_code.startswith(f"{top}.", autoescape=True)
    )


def _features(text: str) -> frozenset[tuple[str, ...]]:
    """Its telling words and its pairs of neighbours: most Vietnamese words are two syllables ("ổ gà", "đèn đường")."""
    found = [word for word in words(text) if len(word) > 1]
    pairs = {pair for pair in pairwise(found) if not EMPTY.issuperset(pair)}
    return frozenset({(word,) for word in found if word not in EMPTY} | pairs)


def _share(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Dice's coefficient: what both have, measured against what both say."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
