"""The inbox of an agency: its open cases with filters, queues and an order; and what it answered lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, cast, func, literal, or_, select, tuple_, union_all
from sqlalchemy import case as when
from sqlalchemy.orm import Session, contains_eager

from feedback import clock
from feedback.models import Account, Agency, Case, Division, Field, Leg, Notice, Ward
from feedback.models.base import UtcDateTime
from feedback.queries.clock_rows import ClockRow, clock_rows
from feedback.queries.inbox_filters import ACTIVE, Turn, conditions, in_queue, one_turn
from feedback.queries.queues import Queues, queues
from feedback.queries.visible import their_turns, visible_cases
from feedback.queries.wanted import Saved, Sort, Wanted
from feedback.rules.lifecycle import Actor
from feedback.rules.text import excerpt
from feedback.terms import ClockKind, ClockState, LegRole, Level, State

PLACE_LENGTH = 40
NEWS_DAYS = 3
NEWS_MOST = 8
NO_DUE = datetime(9000, 1, 1, tzinfo=clock.HO_CHI_MINH)  # a case without a promise stands last
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
RANKS = {Level.URGENT: 0, Level.COMPLEX: 1, Level.NORMAL: 2}


@dataclass(frozen=True)
class InboxRow:
    """One line. `resolve` is the citizen's promise; `accept` runs until the agency has accepted."""

    number: str
    version: int
    title: str
    field: Field | None
    place: str  # the ward, or for the ward's own agency where in it
    reports: int
    is_urgent: bool
    is_reopened: bool
    is_cooperating: bool
    officer: str
    state: State
    resolve: ClockRow | None  # of a cooperating agency: its own clock
    accept: ClockRow | None


@dataclass(frozen=True)
class Choice:
    """One line of a filter. `kind` is field, sub, ward, officer or division."""

    kind: str
    code: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Inbox:
    rows: list[InboxRow]
    queues: Queues
    choices: list[Choice]
    next_key: str
    previous_key: str


def inbox(session: Session, actor: Actor, wanted: Wanted, now: datetime, size: int) -> Inbox:
    """One page. Six statements, whatever its size (and two once in the life of a process, for the calendars)."""
    found, next_key, previous_key = _page(session, actor, wanted, now, size)
    return Inbox(
        rows=_rows(session, found, now),
        queues=queues(session, actor, wanted, now),
        choices=choices(session, actor),
        next_key=next_key,
        previous_key=previous_key,
    )


def news(session: Session, actor: Actor, now: datetime) -> list[tuple[Notice, str]]:
    """The newest messages to the reader and to the reader's agency, with the number of the case each is about."""
    query = (
        select(Notice, Case.number)
        .join(Case, Case.id == Notice.case_id)
        .where(or_(Notice.agency_code.in_(actor.agencies), Notice.account_id == actor.user_id))
        .where(Notice.template != "alert_sms", Notice.created_at >= now - timedelta(days=NEWS_DAYS))
        .where(visible_cases(actor))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
    )
    return [(notice, number) for notice, number in session.execute(query.limit(NEWS_MOST))]


def number_after(session: Session, actor: Actor, wanted: Wanted, about: Case, now: datetime) -> str:
    """The number of the case that follows this one in a list, also when this one has left it; empty after the last."""
    sorts, is_rising = _order(wanted)
    here = session.execute(select(*sorts).where(Case.id == about.id)).one()
    if any(part is None for part in here):
        return ""
    place = tuple_(*sorts, Case.id)
    key = tuple_(*(literal(part, sort.type) for part, sort in zip(here, sorts, strict=True)), literal(about.id))
    query = _of_agency(actor).where(Case.id != about.id)
    query = query.where(in_queue(wanted.queue, now), *conditions(session, wanted, actor, now))
    query = query.where(place > key if is_rising else place < key)
    order = [column if is_rising else column.desc() for column in (*sorts, Case.id)]
    found = session.execute(query.order_by(*order).limit(1)).first()
    return found[0].number if found else ""


def ids_of(session: Session, actor: Actor, wanted: Wanted, now: datetime, most: int) -> list[int]:
    """The cases of a whole list in its order, at most so many: what the pages show one after another."""
    sorts, is_rising = _order(wanted)
    query = (
        select(Case.id)
        .join(Turn, Turn.case_id == Case.id)
        .where(their_turns(actor, Turn), visible_cases(actor), *one_turn(actor))
        .where(in_queue(wanted.queue, now), *conditions(session, wanted, actor, now))
    )
    order = [column if is_rising else column.desc() for column in (*sorts, Case.id)]
    return list(session.scalars(query.order_by(*order).limit(most)))


def _page(
    session: Session, actor: Actor, wanted: Wanted, now: datetime, size: int
) -> tuple[list[tuple[Case, Leg]], str, str]:
    """The cases of one page, and the keys to walk on and back (empty where there is no further page)."""
    is_back, (sorts, is_rising) = bool(wanted.before), _order(wanted)
    key = _key(wanted.before or wanted.after, sorts)
    is_rising = is_rising != is_back
    query = _of_agency(actor).add_columns(*sorts)
    query = query.where(in_queue(wanted.queue, now), *conditions(session, wanted, actor, now))
    place = tuple_(*sorts, Case.id)
    if key is not None:
        query = query.where(place > key if is_rising else place < key)
    order = [column if is_rising else column.desc() for column in (*sorts, Case.id)]
    found = list(session.execute(query.order_by(*order).limit(size + 1)))
    is_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    ends = ["_".join(str(_number(part)) for part in (*row[2:], row[0].id)) for row in found[:1] + found[-1:]]
    has_next, has_previous = (key is not None, is_more) if is_back else (is_more, key is not None)
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
        .where(their_turns(actor, Turn), visible_cases(actor), *one_turn(actor))
    )


def _order(wanted: Wanted) -> tuple[list[Any], bool]:
    """What the list is ordered by before the id, and whether it rises. What was answered stands newest first."""
    due = func.coalesce(Case.resolve_due_at, literal(NO_DUE, UtcDateTime()))
    if wanted.queue is Saved.ANSWERED and wanted.sort is Sort.DUE:
        return [Case.resolved_at], False
    return {
        Sort.DUE: ([due], True),
        Sort.RECEIVED: ([Case.received_at], False),
        Sort.CHANGED: ([Case.changed_at], False),
        Sort.LEVEL: ([when({level.value: rank for level, rank in RANKS.items()}, value=Case.level), due], True),
    }[wanted.sort]


def _key(text: str, sorts: list[Any]) -> Any:
    """The key of a row as it stands in an address, to compare with; None when somebody has changed it to nonsense."""
    parts = text.split("_")
    if not text or len(parts) != len(sorts) + 1:
        return None
    try:
        values = [_part(int(part), sort) for part, sort in zip(parts, sorts, strict=False)]
        return tuple_(*values, literal(int(parts[-1][:18])))
    except (ValueError, OverflowError):
        return None


def _part(number: int, sort: Any) -> Any:
    if isinstance(sort.type, UtcDateTime):
        return literal(EPOCH + number * MICROSECOND, UtcDateTime())
    return literal(number if abs(number) < len(RANKS) else 0)


def _number(part: Any) -> int:
    return (part - EPOCH) // MICROSECOND if isinstance(part, datetime) else int(part)


def choices(session: Session, actor: Actor) -> list[Choice]:
    """The fields, wards, officers and divisions that occur among the open cases: a filter never leads to nothing."""
    open_ones = select(Turn.case_id).where(their_turns(actor, Turn), ACTIVE)
    fields = select(Case.field_code).where(Case.id.in_(open_ones), visible_cases(actor))
    above = select(Field.parent_code).where(Field.code.in_(fields), Field.parent_code.is_not(None))
    wards = select(Case.ward_code).where(Case.id.in_(open_ones), visible_cases(actor))
    officers = select(Turn.officer_id).where(their_turns(actor, Turn), ACTIVE)
    divisions = select(Turn.division_id).where(their_turns(actor, Turn), ACTIVE)
    text = Account.full_name.type
    kind = when((Field.parent_code.is_(None), "field"), else_="sub")
    query = union_all(
        select(kind.label("kind"), Field.code.label("code"), Field.name_vi, Field.name_en).where(
            or_(Field.code.in_(fields), Field.code.in_(above))
        ),
        select(literal("ward"), Ward.code, Ward.kind + " " + Ward.name, literal("", text)).where(Ward.code.in_(wards)),
        select(literal("officer"), cast(Account.id, text), Account.full_name, literal("", text)).where(
            Account.id.in_(officers)
        ),
        select(literal("division"), cast(Division.id, text), Division.name, literal("", text)).where(
            Division.id.in_(divisions)
        ),
    )
    return sorted((Choice(*row) for row in session.execute(query)), key=lambda choice: choice.name_vi)


def _rows(session: Session, found: list[tuple[Case, Leg]], now: datetime) -> list[InboxRow]:
    kinds = (ClockKind.RESOLVE, ClockKind.ACCEPT, ClockKind.WORK)
    read = clock_rows(session, [case.id for case, _ in found], now, kinds)
    clocks = {(row.leg_id if row.kind is ClockKind.WORK else row.case_id, row.kind): row for row in read}
    return [_row(case, leg, clocks) for case, leg in found]


def _row(case: Case, leg: Leg, clocks: dict[tuple[int | None, ClockKind], ClockRow]) -> InboxRow:
    is_lead = leg.role is LegRole.LEAD
    accept = clocks.get((case.id, ClockKind.ACCEPT)) if is_lead else None
    return InboxRow(
        number=case.number,
        version=case.version,
        title=case.title,
        field=case.field,
        place=_place(case, leg),
        reports=case.report_count,
        is_urgent=case.level.value == "urgent",
        is_reopened=case.reopen_count > 0,
        is_cooperating=not is_lead,
        officer=leg.officer.full_name if leg.officer else "",
        state=case.state,
        resolve=clocks.get((case.id, ClockKind.RESOLVE) if is_lead else (leg.id, ClockKind.WORK)),
        accept=accept if accept is not None and accept.state is ClockState.RUNNING else None,
    )


def _place(case: Case, leg: Leg) -> str:
    if case.ward is not None and case.ward_code != leg.agency.ward_code:
        return f"{case.ward.kind} {case.ward.name}"
    return excerpt(case.place_text, PLACE_LENGTH)
