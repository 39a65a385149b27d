"""Starting, pausing and stopping clocks: every change is an event, and the row is what the events replay to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from feedback import clock as time
from feedback.actions.new_rows import write_new
from feedback.errors import N_, Refused
from feedback.models import Case, Clock, ClockEvent, Leg, Limit
from feedback.queries import calendars, clock_replay, limits
from feedback.queries.clock_replay import calendar_keys
from feedback.queries.ladder import ladder as steps_in_force
from feedback.rules import clock_ledger, ladder, leg_target
from feedback.rules.clock_ledger import Origin
from feedback.rules.deadline import Target
from feedback.rules.working_time import Calendar
from feedback.terms import ClockEventKind, ClockKind, ClockOutcome, ClockState, Unit

Beginning = tuple[Clock, ClockEvent]  # of a clock that is not yet written
OF_CASE = (
    select(Clock)
    .where(Clock.case_id == bindparam("case_id"), Clock.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(Clock.id)
    .options(joinedload(Clock.events))
)  # built once: every act asks for it
NO_LIMIT = N_("Chưa có thời hạn cho “%(clock)s”. Hãy báo quản trị viên bổ sung bảng thời hạn.")


def start(session: Session, case: Case, kind: ClockKind, at: datetime, leg: Leg | None = None) -> Clock:
    """A running clock by the limit in force on the day of `at`. Raises Refused when no limit was set for it."""
    return write(session, case, [prepare(session, case, kind, at, leg)])[0]


def prepare(session: Session, case: Case, kind: ClockKind, at: datetime, leg: Leg | None = None) -> Beginning:
    """A clock that will run once it is written, and what the case shows of it; the case itself may be new.

    Raises Refused when no limit was set for it.
    """
    limit = limits.applicable(session, kind, case.field_code, case.level, time.local(at).date())
    if limit is None:
        raise Refused(NO_LIMIT, clock=kind)
    held = calendars.for_clock(session, time.local(at).date(), limit.unit, leg.agency_code if leg else None)
    promised_at = _promised_at(session, case) if kind is ClockKind.WORK else None
    clock = Clock(leg_id=leg.id if leg else None, kind=kind)
    _take_over(clock, limit, held.id)
    target = _target(limit)
    if leg is not None and kind is ClockKind.WORK:
        target = _leg_target(clock, leg, held.calendar, target, at, promised_at)
    said = {"calendar": held.key, "target": str(target)} | _campaign(limit)
    first = ClockEvent(seq=1, kind=ClockEventKind.START, at=at, payload=said)
    _settle(session, clock, [first])
    _mirror(case, clock)
    return clock, first


def write(session: Session, case: Case, beginnings: Sequence[Beginning]) -> list[Clock]:
    """Let prepared clocks of a written case run: two statements, however many they are."""
    clocks = [clock for clock, _ in beginnings]
    for clock in clocks:
        clock.case_id = case.id
    write_new(session, *clocks)
    for clock, first in beginnings:
        first.clock_id = clock.id
    write_new(session, *(first for _, first in beginnings))
    for clock, first in beginnings:
        set_committed_value(clock, "events", [first])
    return clocks


def pause(session: Session, case: Case, kinds: Sequence[ClockKind], at: datetime, *, leg: Leg) -> None:
    """Pause what runs of the case itself and of this leg; other agencies' turns go on."""
    for clock in active(session, case, kinds):
        if clock.state is ClockState.RUNNING and clock.leg_id in (None, leg.id):
            _append(session, clock, ClockEventKind.PAUSE, at, {})
            _mirror(case, clock)


def resume(session: Session, case: Case, kinds: Sequence[ClockKind], at: datetime) -> None:
    for clock in active(session, case, kinds):
        if clock.state is ClockState.PAUSED:
            _append(session, clock, ClockEventKind.RESUME, at, {})
            _mirror(case, clock)


def stop(
    session: Session,
    case: Case,
    kinds: Sequence[ClockKind],
    at: datetime,
    *,
    leg: Leg | None = None,
    outcome: ClockOutcome | None = None,
    cancel: Sequence[ClockKind] = (),
) -> None:
    """Stop what still runs of these kinds; of one leg only, if named. The outcome follows from the ledger.

    `cancel` names more kinds, which end without having been kept or missed.
    """
    for clock in active(session, case, (*kinds, *cancel)):
        if leg is None or clock.leg_id == leg.id:
            said = ClockOutcome.CANCELLED if clock.kind in cancel else outcome
            _append(session, clock, ClockEventKind.STOP, at, {"outcome": said.value} if said else {})


def restart(session: Session, case: Case, kind: ClockKind, at: datetime, at_least: str) -> None:
    """Let the citizen's stopped clock run again with what was left, but at least `at_least` ("1wd"; R9)."""
    stopped = (
        select(Clock)
        .where(Clock.case_id == case.id, Clock.kind == kind, Clock.state == ClockState.STOPPED)
        .order_by(Clock.id.desc())
    )
    clock = session.scalars(stopped.limit(1)).first()
    if clock is not None:
        _append(session, clock, ClockEventKind.RESUME, at, {"at_least": at_least})
        _mirror(case, clock)


def undo_stop(session: Session, case: Case, kinds: Sequence[ClockKind], at: datetime) -> None:
    """Let clocks that were cancelled run on as if they had never stopped: the time in between counts."""
    cancelled = select(Clock).where(
        Clock.case_id == case.id, Clock.kind.in_(kinds), Clock.outcome == ClockOutcome.CANCELLED
    )
    for clock in session.scalars(cancelled.order_by(Clock.id)).all():
        _append(session, clock, ClockEventKind.RESUME, at, {"undone": True})
        _mirror(case, clock)


def extend(session: Session, case: Case, extra: Target, *, requested_at: datetime, at: datetime, leg_id: int) -> None:
    """Give the citizen's promise so much more time, and the lead's own target as much counted time (R7)."""
    asked = {"requested_at": requested_at.isoformat()}
    for promise in active(session, case, (ClockKind.RESOLVE,)):
        before = promise.budget_s
        _append(session, promise, ClockEventKind.EXTEND, at, {"target": str(extra), **asked})
        _mirror(case, promise)
        minutes = (promise.budget_s - before) // 60
        for clock in active(session, case, (ClockKind.WORK,)):
            if clock.leg_id == leg_id and (clock.unit is Unit.MINUTES) == (promise.unit is Unit.MINUTES) and minutes:
                unit = Unit.MINUTES if clock.unit is Unit.MINUTES else Unit.WORKING_MINUTES
                _append(session, clock, ClockEventKind.EXTEND, at, {"target": str(Target(minutes, unit)), **asked})


def retarget(
    session: Session, case: Case, kinds: Sequence[ClockKind], at: datetime, origin: Origin | None = None
) -> None:
    """Recompute running clocks under the limit that the case's field and level now ask for (R11).

    `origin` says from when they count afterwards: anew from `at`, or again from their beginning (R10).
    """
    for clock in active(session, case, kinds):
        since = at if origin is Origin.NOW else clock.events[0].at if origin is Origin.START else clock.started_at
        limit = limits.applicable(session, clock.kind, case.field_code, case.level, time.local(since).date())
        if limit is None or limit.code == clock.limit_code:
            continue
        leg = session.get(Leg, clock.leg_id) if clock.leg_id else None
        held = calendars.for_clock(session, time.local(at).date(), limit.unit, leg.agency_code if leg else None)
        _take_over(clock, limit, held.id)
        target = _target(limit)
        if leg is not None and clock.kind is ClockKind.WORK:
            target = _leg_target(clock, leg, held.calendar, target, since, _promised_at(session, case))
        counted = ({"from": origin.value} if origin else {}) | _campaign(limit)
        _append(session, clock, ClockEventKind.RETARGET, at, {"calendar": held.key, "target": str(target), **counted})
        _mirror(case, clock)


def recount(session: Session, clock: Clock, calendar_id: int, key: str, at: datetime) -> None:
    """Let a clock count by another version of its calendar; its target stays (R12)."""
    clock.calendar_id = calendar_id
    _append(session, clock, ClockEventKind.RETARGET, at, {"calendar": key})


def active(session: Session, case: Case, kinds: Sequence[ClockKind]) -> Sequence[Clock]:
    """The clocks that have not stopped. New ones are written at once, and what this transaction changed of others is
    seen in the session: nothing needs to be flushed before.
    """
    with session.no_autoflush:
        found = session.scalars(OF_CASE, {"case_id": case.id, "kinds": kinds}).unique()
    return [clock for clock in found if clock.state is not ClockState.STOPPED]


def _take_over(clock: Clock, limit: Limit, calendar_id: int) -> None:
    clock.limit_code, clock.legal_basis = limit.code, limit.legal_basis
    clock.amount, clock.unit, clock.calendar_id = limit.amount, limit.unit, calendar_id


def _campaign(limit: Limit) -> dict[str, str]:
    """What the ledger says about a limit that holds for a while only."""
    return {"campaign": limit.campaign} if limit.campaign else {}


def _target(limit: Limit) -> Target:
    return Target(limit.amount, limit.unit)


def _leg_target(
    clock: Clock, leg: Leg, calendar: Calendar, policy: Target, at: datetime, promised_at: datetime | None
) -> Target:
    """The agency's own target: the limit, or what is left to the citizen, but at least four hours (R5).

    Where those four hours bite, the turn is marked short: its delay is not the agency's alone.
    """
    allowed = leg_target.leg_target(calendar, at, policy, promised_at)
    leg.is_short = allowed.is_short
    clock.amount, clock.unit = allowed.target.amount, allowed.target.unit
    return allowed.target


def _promised_at(session: Session, case: Case) -> datetime | None:
    promise = next(iter(active(session, case, (ClockKind.RESOLVE,))), None)
    return promise.due_at if promise is not None else None


def _append(session: Session, clock: Clock, kind: ClockEventKind, at: datetime, payload: dict[str, Any]) -> None:
    last = clock.events[-1]
    at = max(at, last.at)  # two actions of one instant keep their order
    clock.events.append(ClockEvent(seq=last.seq + 1, kind=kind, at=at, payload=payload))
    _settle(session, clock, clock.events)


def _settle(session: Session, clock: Clock, events: Sequence[ClockEvent]) -> None:
    """Let the row say what its events replay to."""
    reading = clock_replay.reading(session, events)
    clock.started_at, clock.due_at = reading.started_at, reading.due_at
    clock.budget_s, clock.due_version = reading.budget_seconds, reading.due_version
    clock.state, clock.stopped_at, clock.outcome = reading.state, reading.stopped_at, reading.outcome
    clock.next_fire_at = _next_fire(session, clock, reading, events)


def rungs(session: Session, clock: Clock) -> list[ladder.Rung]:
    """When the steps of the ladder come for a running clock."""
    return _rungs(session, clock, clock_replay.replay(session, clock), clock.events)


def office(session: Session, clock: Clock, at: datetime) -> Calendar:
    """When the people of this clock work: those of an agency by the calendar of its group."""
    return _office(session, clock.unit, calendar_keys(clock.events)[-1], at)


def _office(session: Session, unit: Unit, key: str, at: datetime) -> Calendar:
    code = calendars.OFFICE if unit is Unit.MINUTES else key.partition("@")[0]
    return calendars.in_force(session, time.local(at).date())[code].calendar


def _next_fire(
    session: Session, clock: Clock, reading: clock_ledger.ClockReading, events: Sequence[ClockEvent]
) -> datetime | None:
    """The next step of the ladder; nothing while the clock does not run."""
    if reading.state is not ClockState.RUNNING:
        return None
    return ladder.following(_rungs(session, clock, reading, events), events[-1].at)


def _rungs(
    session: Session, clock: Clock, reading: clock_ledger.ClockReading, events: Sequence[ClockEvent]
) -> list[ladder.Rung]:
    key, last_at = calendar_keys(events)[-1], events[-1].at
    counted_by = calendars.named(session, [key])[key]
    works = _office(session, clock.unit, key, last_at)
    return ladder.rungs(steps_in_force(session), reading, last_at, counted_by, works, clock.unit)


def _mirror(case: Case, clock: Clock) -> None:
    if clock.kind is ClockKind.RESOLVE:
        case.resolve_due_at = clock.due_at
