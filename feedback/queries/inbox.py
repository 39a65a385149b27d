"""The inbox of an agency: its open cases, soonest due first, with saved queues; and what it answered lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, func, literal, or_, select, tuple_, union_all
from sqlalchemy import case as when
from sqlalchemy.orm import Session, aliased, contains_eager

from feedback import clock
from feedback.models import Account, Agency, Case, Field, Leg, Notice, Ward
from feedback.models.base import UtcDateTime
from feedback.queries.clock_rows import ClockRow, clock_rows
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor
from feedback.rules.text import excerpt, words
from feedback.terms import ClockKind, ClockState, LegState, State

PLACE_LENGTH = 40
WORDS_MAX = 8  # of a search; more words than that find nothing more
ANSWERED_DAYS = 14
NEWS_DAYS = 3
NEWS_MOST = 8
NO_DUE = datetime(9000, 1, 1, tzinfo=clock.HO_CHI_MINH)  # a case without a promise stands last
Turn = aliased(Leg)  # beside the turns that decide who may see a case
ACTIVE = Turn.state.in_((LegState.SENT, LegState.ACCEPTED))
NOBODY = "none"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Saved(StrEnum):
    """The saved queues of an inbox."""

    OPEN = "open"
    OVERDUE = "overdue"
    TODAY = "today"
    UNASSIGNED = "unassigned"
    APPROVAL = "approval"
    CITIZEN = "citizen"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for. `officer` is an account id, or "none" for cases that nobody holds yet."""

    queue: Saved = Saved.OPEN
    text: str = ""
    state: str = ""
    field: str = ""
    ward: str = ""
    officer: str = ""
    after: str = ""  # key of the last row of the page before
    before: str = ""  # key of the first row of the page after


@dataclass(frozen=True)
class InboxRow:
    """One line. `resolve` is the citizen's promise; `accept` runs until the agency has accepted."""

    number: str
    title: str
    field: Field | None
    place: str  # the ward, or for the ward's own agency where in it
    reports: int
    is_urgent: bool
    is_reopened: bool
    officer: str
    state: State
    resolve: ClockRow | None
    accept: ClockRow | None


@dataclass(frozen=True)
class Choice:
    """One line of a filter. `kind` is field, ward or officer."""

    kind: str
    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Inbox:
    rows: list[InboxRow]
    counts: dict[Saved, int]
    choices: list[Choice]
    next_key: str
    previous_key: str


def inbox(session: Session, actor: Actor, wanted: Wanted, now: datetime, size: int) -> Inbox:
    """One page. Five statements, whatever its size (and two once in the life of a process, for the calendars)."""
    found, next_key, previous_key = _page(session, actor, wanted, now, size)
    return Inbox(
        rows=_rows(session, found, now),
        counts=_counts(session, actor, now),
        choices=_choices(session, actor),
        next_key=next_key,
        previous_key=previous_key,
    )


def news(session: Session, actor: Actor, now: datetime) -> list[tuple[Notice, str]]:
    """The newest messages to the reader's agency, with the number of the case each is about."""
    query = (
        select(Notice, Case.number)
        .join(Case, Case.id == Notice.case_id)
        .where(Notice.agency_code.in_(actor.agencies), Notice.created_at >= now - timedelta(days=NEWS_DAYS))
        .where(visible_cases(actor))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
    )
    return [(notice, number) for notice, number in session.execute(query.limit(NEWS_MOST))]


def _page(
    session: Session, actor: Actor, wanted: Wanted, now: datetime, size: int
) -> tuple[list[tuple[Case, Leg]], str, str]:
    """The cases of one page, and the keys to walk on and back (empty where there is no further page)."""
    is_back, key = bool(wanted.before), _key(wanted.before or wanted.after)
    is_rising = (wanted.queue is not Saved.ANSWERED) != is_back
    sort = _sort(wanted.queue)
    query = _of_agency(actor).add_columns(sort).where(_in_queue(wanted.queue, now), *_filters(wanted))
    if key is not None:
        place = tuple_(literal(key[0], UtcDateTime()), literal(key[1]))
        query = query.where(tuple_(sort, Case.id) > place if is_rising else tuple_(sort, Case.id) < place)
    order = (sort, Case.id) if is_rising else (sort.desc(), Case.id.desc())
    found = list(session.execute(query.order_by(*order).limit(size + 1)))
    is_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    ends = [f"{(row[2] - EPOCH) // MICROSECOND}_{row[0].id}" for row in (found[:1] + found[-1:])]
    has_next, has_previous = (bool(key), is_more) if is_back else (is_more, bool(key))
    return (
        [(row[0], row[1]) for row in found],
        ends[-1] if ends and has_next else "",
        ends[0] if ends and has_previous else "",
    )


def _of_agency(actor: Actor) -> Select:
    """Cases with a turn of the reader's agency. Which turns, the queue says."""
    return (
        select(Case, Turn)
        .join(Turn, Turn.case_id == Case.id)
        .outerjoin(Field, Field.code == Case.field_code)
        .outerjoin(Ward, Ward.code == Case.ward_code)
        .outerjoin(Account, Account.id == Turn.officer_id)
        .join(Agency, Agency.code == Turn.agency_code)
        .options(
            contains_eager(Case.field),
            contains_eager(Case.ward),
            contains_eager(Turn.officer),
            contains_eager(Turn.agency),
        )
        .where(Turn.agency_code.in_(actor.agencies), visible_cases(actor))
    )


def _in_queue(queue: Saved, now: datetime) -> ColumnElement[bool]:
    if queue is Saved.ANSWERED:
        recent = now - timedelta(days=ANSWERED_DAYS)
        newest = select(func.max(Leg.id)).where(Leg.case_id == Case.id).correlate(Case).scalar_subquery()
        return and_(
            Turn.state == LegState.DONE, Turn.ended_at >= recent, Case.resolved_at.is_not(None), Turn.id == newest
        )
    return and_(ACTIVE, _marks(now).get(queue, literal(value=True)))


def _marks(now: datetime) -> dict[Saved, ColumnElement[bool]]:
    """What tells each saved queue of open cases. A promise that rests is neither overdue nor due today."""
    runs = Case.state != State.AWAITING_INFO
    tonight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        Saved.OVERDUE: and_(runs, Case.resolve_due_at < now),
        Saved.TODAY: and_(runs, Case.resolve_due_at >= now, Case.resolve_due_at < tonight),
        Saved.UNASSIGNED: Turn.officer_id.is_(None),
        Saved.APPROVAL: Case.state == State.AWAITING_APPROVAL,
        Saved.CITIZEN: Case.state == State.AWAITING_INFO,
    }


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [Case.search_text.contains(word, autoescape=True) for word in words(wanted.text)[:WORDS_MAX]]
    if wanted.state in {state.value for state in State}:
        found.append(Case.state == State(wanted.state))
    if wanted.field:
        found.append(
            or_(Case.field_code == wanted.field, Case.field_code.startswith(f"{wanted.field}.", autoescape=True))
        )
    if wanted.ward:
        found.append(Case.ward_code == wanted.ward)
    if wanted.officer == NOBODY:
        found.append(Turn.officer_id.is_(None))
    elif wanted.officer.isdecimal():
        found.append(Turn.officer_id == int(wanted.officer[:9]))
    return found


def _sort(queue: Saved) -> Any:
    if queue is Saved.ANSWERED:
        return Case.resolved_at
    return func.coalesce(Case.resolve_due_at, literal(NO_DUE, UtcDateTime()))


def _key(text: str) -> tuple[datetime, int] | None:
    """The key of a row as it stands in an address; None when somebody has changed it to nonsense."""
    instant, _, number = text.partition("_")
    try:
        return EPOCH + int(instant) * MICROSECOND, int(number)
    except (ValueError, OverflowError):
        return None


def _counts(session: Session, actor: Actor, now: datetime) -> dict[Saved, int]:
    """How many cases each saved queue holds, in one statement."""
    marks = _marks(now)
    sums = [func.coalesce(func.sum(when((mark, 1), else_=0)), 0).label(queue.value) for queue, mark in marks.items()]
    ours = and_(Turn.agency_code.in_(actor.agencies), visible_cases(actor))
    answered = select(func.count()).select_from(Turn).join(Case, Case.id == Turn.case_id)
    answered = answered.where(ours, _in_queue(Saved.ANSWERED, now)).scalar_subquery().label(Saved.ANSWERED.value)
    query = select(func.count().label(Saved.OPEN.value), *sums, answered)
    query = query.select_from(Turn).join(Case, Case.id == Turn.case_id).where(ours, ACTIVE)
    return {Saved(name): int(count) for name, count in session.execute(query).one()._mapping.items()}


def _choices(session: Session, actor: Actor) -> list[Choice]:
    """The fields, wards and officers that occur among the open cases: a filter never leads to nothing."""
    open_ones = select(Turn.case_id).where(Turn.agency_code.in_(actor.agencies), ACTIVE)
    fields = select(Case.field_code).where(Case.id.in_(open_ones), visible_cases(actor))
    wards = select(Case.ward_code).where(Case.id.in_(open_ones), visible_cases(actor))
    officers = select(Turn.officer_id).where(Turn.agency_code.in_(actor.agencies), ACTIVE)
    text = Account.full_name.type
    query = union_all(
        select(literal("field").label("kind"), Field.code.label("code"), Field.name_vi, Field.name_en).where(
            Field.code.in_(fields)
        ),
        select(literal("ward"), Ward.code, Ward.kind + " " + Ward.name, literal("", text)).where(Ward.code.in_(wards)),
        select(literal("officer"), cast(Account.id, text), Account.full_name, literal("", text)).where(
            Account.id.in_(officers)
        ),
    )
    return sorted((Choice(*row) for row in session.execute(query)), key=lambda choice: choice.name_vi)


def _rows(session: Session, found: list[tuple[Case, Leg]], now: datetime) -> list[InboxRow]:
    kinds = (ClockKind.RESOLVE, ClockKind.ACCEPT)
    clocks = {(row.case_id, row.kind): row for row in clock_rows(session, [case.id for case, _ in found], now, kinds)}
    return [_row(case, leg, clocks) for case, leg in found]


def _row(case: Case, leg: Leg, clocks: dict[tuple[int, ClockKind], ClockRow]) -> InboxRow:
    accept = clocks.get((case.id, ClockKind.ACCEPT))
    return InboxRow(
        number=case.number,
        title=case.title,
        field=case.field,
        place=_place(case, leg),
        reports=case.report_count,
        is_urgent=case.level.value == "urgent",
        is_reopened=case.reopen_count > 0,
        officer=leg.officer.full_name if leg.officer else "",
        state=case.state,
        resolve=clocks.get((case.id, ClockKind.RESOLVE)),
        accept=accept if accept is not None and accept.state is ClockState.RUNNING else None,
    )


def _place(case: Case, leg: Leg) -> str:
    if case.ward is not None and case.ward_code != leg.agency.ward_code:
        return f"{case.ward.kind} {case.ward.name}"
    return excerpt(case.place_text, PLACE_LENGTH)
