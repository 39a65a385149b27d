"""The inbox of an agency: its open cases with filters, queues and an order; and what it answered lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, literal, or_, select, tuple_
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Account, Case, Notice
from feedback.models.base import UtcDateTime
from feedback.queries.clock_rows import ClockRow, clock_rows
from feedback.queries.inbox_choices import Choice, choices
from feedback.queries.inbox_filters import Turn, conditions, in_queue, one_turn
from feedback.queries.known_names import Name, Names, known_names
from feedback.queries.queues import Queues, queues
from feedback.queries.visible import visible_cases, visible_turns
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
    field: Name | None
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
class Inbox:
    rows: list[InboxRow]
    queues: Queues
    choices: list[Choice]
    next_key: str
    previous_key: str


OFFICER = select(Account.full_name).where(Account.id == Turn.officer_id).scalar_subquery()
COLUMNS = (
    Case.id, Case.number, Case.version, Case.title, Case.state, Case.level, Case.field_code, Case.ward_code,
    Case.place_text, Case.report_count, Case.reopen_count, Turn.id.label("leg_id"), Turn.role, Turn.agency_code,
    OFFICER.label("officer"),
)  # fmt: skip


def inbox(session: Session, actor: Actor, wanted: Wanted, now: datetime, size: int) -> Inbox:
    """One page. Six statements, whatever its size (and a few once in the life of a process: calendars, names)."""
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
    turns = select(*sorts).join(Turn, Turn.case_id == Case.id).where(Case.id == about.id, visible_turns(actor, Turn))
    here = session.execute(turns.order_by(Turn.id.desc()).limit(1)).first()
    if here is None or any(part is None for part in here):
        return ""
    place = tuple_(*sorts, Case.id)
    key = tuple_(*(literal(part, sort.type) for part, sort in zip(here, sorts, strict=True)), literal(about.id))
    query = _of_agency(actor).where(Case.id != about.id)
    query = query.where(in_queue(wanted.queue, now), *conditions(session, wanted, actor, now))
    query = query.where(place > key if is_rising else place < key)
    order = [column if is_rising else column.desc() for column in (*sorts, Case.id)]
    found = session.execute(query.order_by(*order).limit(1)).first()
    return found.number if found else ""


def ids_of(session: Session, actor: Actor, wanted: Wanted, now: datetime, most: int) -> list[int]:
    """The cases of a whole list in its order, at most so many: what the pages show one after another."""
    sorts, is_rising = _order(wanted)
    query = (
        select(Case.id)
        .join(Turn, Turn.case_id == Case.id)
        .where(visible_turns(actor, Turn), *one_turn(actor))
        .where(in_queue(wanted.queue, now), *conditions(session, wanted, actor, now))
    )
    order = [column if is_rising else column.desc() for column in (*sorts, Case.id)]
    return list(session.scalars(query.order_by(*order).limit(most)))


def _page(session: Session, actor: Actor, wanted: Wanted, now: datetime, size: int) -> tuple[list[Row[Any]], str, str]:
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
    ends = ["_".join(str(_number(part)) for part in (*row[len(COLUMNS) :], row.id)) for row in found[:1] + found[-1:]]
    has_next, has_previous = (key is not None, is_more) if is_back else (is_more, key is not None)
    return found, ends[-1] if ends and has_next else "", ends[0] if ends and has_previous else ""


def _of_agency(actor: Actor) -> Select:
    """Cases with a turn of the reader's agency. Which turns, the queue says."""
    turns = select(*COLUMNS).join(Turn, Turn.case_id == Case.id)
    return turns.where(visible_turns(actor, Turn), *one_turn(actor))


def _order(wanted: Wanted) -> tuple[list[Any], bool]:
    """What the list is ordered by before the id, and whether it rises. What was answered stands newest first."""
    due = func.coalesce(Case.resolve_due_at, literal(NO_DUE, UtcDateTime()))
    if wanted.queue is Saved.ANSWERED and wanted.sort is Sort.DUE:
        return [Turn.ended_at], False  # the instant of the answer, in the order of an index
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


def _rows(session: Session, found: list[Row[Any]], now: datetime) -> list[InboxRow]:
    kinds = (ClockKind.RESOLVE, ClockKind.ACCEPT, ClockKind.WORK)
    read, names = clock_rows(session, [line.id for line in found], now, kinds), known_names(session)
    clocks = {(row.leg_id if row.kind is ClockKind.WORK else row.case_id, row.kind): row for row in read}
    return [_row(line, clocks, names) for line in found]


def _row(line: Row[Any], clocks: dict[tuple[int | None, ClockKind], ClockRow], names: Names) -> InboxRow:
    is_lead = line.role is LegRole.LEAD
    accept = clocks.get((line.id, ClockKind.ACCEPT)) if is_lead else None
    return InboxRow(
        number=line.number,
        version=line.version,
        title=line.title,
        field=names.fields.get(line.field_code),
        place=_place(line, names),
        reports=line.report_count,
        is_urgent=line.level is Level.URGENT,
        is_reopened=line.reopen_count > 0,
        is_cooperating=not is_lead,
        officer=line.officer or "",
        state=line.state,
        resolve=clocks.get((line.id, ClockKind.RESOLVE) if is_lead else (line.leg_id, ClockKind.WORK)),
        accept=accept if accept is not None and accept.state is ClockState.RUNNING else None,
    )


def _place(line: Row[Any], names: Names) -> str:
    if line.ward_code is not None and line.ward_code != names.home_wards.get(line.agency_code):
        return names.ward_titles[line.ward_code]
    return excerpt(line.place_text, PLACE_LENGTH)
