"""Counts of what stands open at this moment: those kept up to an entry of the ledger, and what happened since.

The cases that later entries tell of are read themselves, in place of what was kept of them; promises that ended
meanwhile are looked up by their time. So a count is that of the cases at this moment, at the price of what is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, String, and_, cast, literal, null, or_, select, true, union_all
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case, ChainHead, Entry, FactProgress, StandingCase, StandingCount
from feedback.queries.fact_projection import COUNTED
from feedback.rules.lifecycle import AT_THE_CENTRE, OPEN
from feedback.rules.needs import RETURNS_TO_A_LEADER
from feedback.terms import Level, State

NAME = "standing"  # of its row of progress
SEEN = "standing_followed"
EVER = date(1970, 1, 1)
CITY = ""
SINGLE = ("open", "overdue", "urgent", "unaccepted", "tray", "disputed")
DUE, AGE = "due", "age"  # counted by days
MOST_BEHIND = 5_000  # entries; with more to catch up on, walking over what is open costs less
PLACES = {CITY: None, "agency": "holder_code", "ward": "ward_code", "field": "field_code"}
Key = tuple[str, str, str, date]  # dimension, name, key, day
Counts = Counter[tuple[str, date]]  # of one place, by name and day


class Standing(NamedTuple):
    """An open case as far as counts go."""

    case_id: int
    holder_code: str
    ward_code: str | None
    field_code: str | None
    state: State
    is_urgent: bool
    return_count: int
    received_at: datetime
    resolve_due_at: datetime | None


def columns(of: type[Case] | type[StandingCase]) -> tuple[Any, ...]:
    """Those of `Standing`, of a case itself or of what was kept of it."""
    own = (of.id, of.level == Level.URGENT) if issubclass(of, Case) else (of.case_id, of.is_urgent)
    middle = (of.holder_code, of.ward_code, of.field_code, of.state)
    return own[0], *middle, own[1], of.return_count, of.received_at, of.resolve_due_at


STANDS = and_(COUNTED, Case.state.in_(OPEN))


def told(case: Standing, at: datetime) -> Iterator[tuple[str, date]]:
    """What a case counts for at an instant. A paused promise runs out for nobody."""
    yield "open", EVER
    yield AGE, clock.day(case.received_at)
    if case.is_urgent:
        yield "urgent", EVER
    if case.state is State.FORWARDED:
        yield "unaccepted", EVER
    if case.state in AT_THE_CENTRE:
        yield "tray", EVER
    if case.state is State.RETURNED and case.return_count >= RETURNS_TO_A_LEADER:
        yield "disputed", EVER
    if case.state is not State.AWAITING_INFO and case.resolve_due_at is not None:
        is_past = case.resolve_due_at < at
        yield ("overdue", EVER) if is_past else (DUE, clock.day(case.resolve_due_at))


def counted(cases: Iterable[Standing], at: datetime) -> Counter[Key]:
    """What some cases add up to, in every place."""
    found: Counter[Key] = Counter()
    for case in cases:
        here = [(CITY, CITY), *((name, getattr(case, column) or "") for name, column in PLACES.items() if column)]
        found.update((place, name, key, day) for name, day in told(case, at) for place, key in here)
    return found


def counts(
    session: Session, now: datetime, dimension: str, days: Sequence[date], key: str | None = None
) -> dict[str, Counts] | None:
    """What stands open by key of a dimension, or all under "" for one key (a field with those below it) and the city.

    Promises by these days; ages only of one place. None where nothing is counted yet, or too much has happened since.
    Three statements at most.
    """
    kept = _kept(session)
    if kept is None:
        return None
    is_one = key is not None or dimension == CITY
    names = [*SINGLE, AGE] if is_one else [*SINGLE]
    wanted = or_(StandingCount.name.in_(names), and_(StandingCount.name == DUE, StandingCount.day.in_(days)))
    found: dict[str, Counts] = {}
    changed: list[tuple[str, Standing]] = []
    seq, until = kept
    for what, key_, name, day, n, *case in session.execute(_asked(dimension, key, wanted, seq, (until, now))):
        if what == "sum":
            found.setdefault("" if is_one else key_, Counter())[name, day] += n
        elif what == "at":
            until = case[7]
        else:
            changed.append((what, Standing(*case)))
    for what, one in changed:
        place = "" if is_one else getattr(one, PLACES[dimension] or "") or ""
        here = found.setdefault(place, Counter())
        if what != "is":
            here.subtract(told(one, until))
        if what != "was":
            here.update(told(one, now))
    return found


def _kept(session: Session) -> tuple[int, datetime] | None:
    """Up to which entry and instant, asked once in a session: an older answer only makes more cases be read anew."""
    if SEEN not in session.info:
        query = select(FactProgress.seq, FactProgress.refreshed_at, FactProgress.rebuild_from, ChainHead.seq)
        found = session.execute(query.join(ChainHead, true()).where(FactProgress.name == NAME)).first()
        is_near = found is not None and found[2] is None and found[3] - found[0] <= MOST_BEHIND
        session.info[SEEN] = (found[0], found[1]) if found is not None and is_near else None
    return session.info[SEEN]


def _asked(
    dimension: str, key: str | None, wanted: ColumnElement[bool], seq: int, span: tuple[datetime, datetime]
) -> Any:
    """Counts, what was kept of cases that entries tell of since, those cases, promises that ended: of one moment."""
    touched = select(Entry.case_id).where(Entry.seq > seq, Entry.case_id.is_not(None)).distinct().cte("touched")
    ids, of_sums = select(touched.c.case_id), StandingCount
    nothing = (cast(null(), String), cast(null(), String), cast(null(), Date), cast(null(), Integer))
    passed = and_(StandingCase.resolve_due_at >= min(span), StandingCase.resolve_due_at < max(span))
    empty = [null()] * len(Standing._fields)
    return union_all(
        select(literal("is", String).label("what"), *nothing, *columns(Case))
        .where(Case.id.in_(ids), STANDS, _at(Case, dimension, key)),
        select(literal("was", String), *nothing, *columns(StandingCase))
        .where(StandingCase.case_id.in_(ids), _at(StandingCase, dimension, key)),
        select(literal("passed", String), *nothing, *columns(StandingCase))
        .where(passed, StandingCase.case_id.not_in(ids), _at(StandingCase, dimension, key)),
        select(literal("sum", String), of_sums.key, of_sums.name, of_sums.day, of_sums.n, *empty)
        .where(StandingCount.dimension == dimension, wanted, _of(StandingCount.key, dimension, key)),
        select(literal("at", String), *[null()] * 4, *empty[:7], FactProgress.refreshed_at, null())
        .where(FactProgress.name == NAME),
    )  # fmt: skip


def _at(of: type[Case] | type[StandingCase], dimension: str, key: str | None) -> ColumnElement[bool]:
    column = PLACES[dimension]
    return _of(getattr(of, column), dimension, key) if column else true()


def _of(column: Any, dimension: str, key: str | None) -> ColumnElement[bool]:
    if key is None:
        return true()
    own = column == key
    return or_(own, column.startswith(f"{key}.")) if dimension == "field" else own
