"""A clock is an append-only ledger of events; everything else about it is replayed from them.

Payloads, by kind of event:
    start     {"calendar": code, "target": "5wd"}, and "campaign": its name where one set the target (also retarget)
    pause     {}
    resume    {} after a pause; {"at_least": "1wd"} when a stopped clock runs again (sent back, reopened: R9);
              {"undone": true} when the stop is void: the clock counts as if it had run all the time
    extend    {"target": "2wd", "requested_at": ISO instant with zone}; requested_at is when it was asked for
    retarget  {"target": …, "calendar": …, "grace_minutes": 30}; each may be missing, and then stays as it is.
              "from": "now" counts anew from this instant (made urgent: R10), "from": "start" again from the first one,
              with the pauses and extensions of the whole time (no longer urgent: R10, R11)
    stop      {}, or {"outcome": "cancelled"}

Deadlines follow R4, the reopening floor R9, retargeting R11, extensions decided after the deadline R7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from feedback.errors import N_, Invalid
from feedback.rules import deadline
from feedback.rules.deadline import Pause, Target, parse_target
from feedback.rules.working_time import NO_TIME, Calendar, in_utc, worked
from feedback.terms import ClockEventKind, ClockOutcome, ClockState

GRACE_MINUTES = 30  # R11: working minutes granted when a new policy would make a clock late at once


class Origin(StrEnum):
    """From when a retargeted clock counts: anew from that instant, or again from its first event (R10)."""

    NOW = "now"
    START = "start"


class ClockEvent(NamedTuple):
    seq: int
    kind: ClockEventKind
    at: datetime
    payload: Mapping[str, Any] = {}


@dataclass(frozen=True)
class ClockReading:
    """What the events of a clock amount to. While paused, `due_at` is the earliest the deadline can be."""

    started_at: datetime
    due_at: datetime
    legal_due_at: datetime
    budget: timedelta
    due_version: int
    state: ClockState
    stopped_at: datetime | None
    outcome: ClockOutcome | None
    remaining: timedelta  # counted time left at the last event; negative when it was overdue

    @property
    def budget_seconds(self) -> int:
        return int(self.budget.total_seconds())


def replay(events: Iterable[ClockEvent], calendars: Mapping[str, Calendar]) -> ClockReading:
    """Exactly what happened, from the events alone. Raises Invalid when they do not follow one another."""
    ordered = sorted(events, key=lambda event: event.seq)
    if not ordered or ordered[0].kind is not ClockEventKind.START:
        raise Invalid("events", N_("Đồng hồ phải bắt đầu bằng việc “Bắt đầu”"))
    ledger = _Ledger(ordered[0], calendars)
    for event in ordered[1:]:
        ledger.apply(event)
    return ledger.read()


@dataclass
class _Ledger:
    """The clock while its events are read one after another. What was granted stands with the event that did it."""

    first: ClockEvent
    calendars: Mapping[str, Calendar]
    granted: list[tuple[int, Target]] = field(default_factory=list)
    spans: list[Pause] = field(default_factory=list)
    floors: list[tuple[int, timedelta]] = field(default_factory=list)  # grace, reopening: no target explains them
    due_version: int = 1
    state: ClockState = ClockState.RUNNING
    outcome: ClockOutcome | None = None
    breach: ClockOutcome | None = None  # an earlier breach stays on record whatever happens later

    def __post_init__(self) -> None:
        self.started_at = self.at = in_utc(self.first.at)
        self.since = self.seq = self.first.seq  # `since`: the event from which it counts
        self.calendar = self._calendar(self.first.payload["calendar"])
        self.target = parse_target(self.first.payload["target"])
        self.counted: tuple[object, timedelta] = (None, NO_TIME)  # the budget, and what it was counted from
        self.due_at = self._due()

    def apply(self, event: ClockEvent) -> None:
        if event.seq != self.seq + 1 or in_utc(event.at) < self.at:
            raise Invalid("events", N_("Các việc của đồng hồ không liền nhau theo thứ tự"))
        self.seq, self.at = event.seq, in_utc(event.at)
        allowed, change = STEPS[event.kind]
        if self.state not in allowed:
            raise Invalid("events", N_("Đồng hồ đang “%(state)s” thì không thể “%(kind)s”"), **_words(self, event))
        only_rests = self.state is ClockState.RUNNING and event.kind in (ClockEventKind.PAUSE, ClockEventKind.STOP)
        change(self, event.payload)
        if not only_rests:  # standing still moves no deadline: running on does
            self._settle()

    def read(self) -> ClockReading:
        return ClockReading(
            started_at=self.started_at,
            due_at=self.due_at,
            legal_due_at=deadline.legal_due_at(self.calendar, self.due_at, self.target.unit),
            budget=self._budget(),
            due_version=self.due_version,
            state=self.state,
            stopped_at=self.spans[-1].start if self.state is ClockState.STOPPED else None,
            outcome=self.outcome,
            remaining=self._remaining(),
        )

    def pause(self, payload: Mapping[str, Any]) -> None:
        self.state = ClockState.PAUSED
        self.spans.append(Pause(self.at))

    def stop(self, payload: Mapping[str, Any]) -> None:
        self.outcome = ClockOutcome(payload["outcome"]) if payload.get("outcome") else self._verdict()
        if self.state is ClockState.PAUSED:
            self._end_pause()
        self.state = ClockState.STOPPED
        self.spans.append(Pause(self.at))

    def resume(self, payload: Mapping[str, Any]) -> None:
        if self.state is ClockState.STOPPED:
            self.breach = self.outcome if self.outcome in BREACHES else self.breach
            self.outcome = None
        if payload.get("undone"):
            self.spans.pop()
        else:
            self._end_pause()
        self.state = ClockState.RUNNING
        if payload.get("at_least"):
            self._raise_to(self._worth(parse_target(payload["at_least"])))

    def extend(self, payload: Mapping[str, Any]) -> None:
        if self._is_late():
            requested_at = payload.get("requested_at")
            in_time = requested_at is not None and in_utc(datetime.fromisoformat(requested_at)) <= self.due_at
            self.breach = self.breach or ClockOutcome.EXCUSED if in_time else ClockOutcome.MISSED
        self.granted.append((self.seq, parse_target(payload["target"])))

    def retarget(self, payload: Mapping[str, Any]) -> None:
        was_late = self._is_late()
        self.target = parse_target(payload["target"]) if payload.get("target") else self.target
        self.calendar = self._calendar(payload["calendar"]) if payload.get("calendar") else self.calendar
        if payload.get("from"):
            self._count_from(Origin(payload["from"]))
        if payload.get("target") or not was_late:  # a calendar that changes alone must not absolve a late clock
            self._raise_to(timedelta(minutes=payload.get("grace_minutes", GRACE_MINUTES)), when_spent=True)

    def _count_from(self, origin: Origin) -> None:
        is_now = origin is Origin.NOW
        self.since = self.seq if is_now else self.first.seq
        self.started_at = self.at if is_now else in_utc(self.first.at)

    def _end_pause(self) -> None:
        self.spans[-1] = Pause(self.spans[-1].start, self.at)

    def _raise_to(self, floor: timedelta, when_spent: bool = False) -> None:
        remaining = self._remaining()
        if remaining <= NO_TIME or (remaining < floor and not when_spent):
            self.floors.append((self.seq, floor - remaining))

    def _worth(self, target: Target) -> timedelta:
        return worked(self._counting(), self.at, deadline.first_due(self.calendar, self.at, target))

    def _settle(self) -> None:
        due_at = self._due()
        self.due_version += due_at != self.due_at
        self.due_at = due_at

    def _is_late(self) -> bool:
        """Whether the deadline passed while the clock ran: before now, or before the pause that still runs."""
        return (self.spans[-1].start if self.state is ClockState.PAUSED else self.at) > self.due_at

    def _verdict(self) -> ClockOutcome:
        if self._is_late():
            return ClockOutcome.MISSED
        return self.breach or ClockOutcome.MET

    def _counting(self) -> Calendar:
        return deadline.counting(self.calendar, self.target.unit)

    def _budget(self) -> timedelta:
        made_of = (self.since, self.started_at, self.target, self.calendar, len(self.granted), len(self.floors))
        if self.counted[0] != made_of:
            self.counted = (made_of, self._count_budget())
        return self.counted[1]

    def _count_budget(self) -> timedelta:
        extensions = [target for seq, target in self.granted if seq >= self.since]
        floors = sum((floor for seq, floor in self.floors if seq >= self.since), NO_TIME)
        return deadline.budget(self.calendar, self.started_at, self.target, extensions) + floors

    def _due(self) -> datetime:
        return deadline.spend(self._counting(), self.started_at, self._budget(), self._rests())

    def _rests(self) -> list[deadline.Span]:
        """The pauses since it counts, in order; one that began earlier counts from there."""
        since = self.started_at
        later = [Pause(max(one.start, since), one.end) for one in self.spans if one.end is None or one.end >= since]
        return deadline.merged(since, later)

    def _remaining(self) -> timedelta:
        spans = self._rests()
        until = self.at if self.state is ClockState.RUNNING else self.spans[-1].start
        until = max(until, self.started_at)
        return self._budget() - deadline.counted(self._counting(), self.started_at, until, spans)

    def _calendar(self, code: str) -> Calendar:
        if code not in self.calendars:
            raise Invalid("calendar", N_("Không có lịch làm việc “%(code)s”"), code=code)
        return self.calendars[code]


def _words(ledger: _Ledger, event: ClockEvent) -> dict[str, ClockState | ClockEventKind]:
    return {"state": ledger.state, "kind": event.kind}


BREACHES = (ClockOutcome.MISSED, ClockOutcome.EXCUSED)
RUNNING, PAUSED, STOPPED = ClockState.RUNNING, ClockState.PAUSED, ClockState.STOPPED

# what may happen to a clock, and in which state it must then be
STEPS: dict[ClockEventKind, tuple[tuple[ClockState, ...], Callable[[_Ledger, Mapping[str, Any]], None]]] = {
    ClockEventKind.START: ((), _Ledger.pause),
    ClockEventKind.PAUSE: ((RUNNING,), _Ledger.pause),
    ClockEventKind.RESUME: ((PAUSED, STOPPED), _Ledger.resume),
    ClockEventKind.EXTEND: ((RUNNING, PAUSED), _Ledger.extend),
    ClockEventKind.RETARGET: ((RUNNING, PAUSED), _Ledger.retarget),
    ClockEventKind.STOP: ((RUNNING, PAUSED), _Ledger.stop),
}
