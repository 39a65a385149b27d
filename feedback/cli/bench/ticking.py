"""Clocks of made-up cases: started and stopped by sorted lists, replayed by the rules as soon as more happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from feedback.cli.bench.timeline import MINUTE_S, instant
from feedback.cli.bench.town import Town
from feedback.models import Limit
from feedback.rules.clock_ledger import ClockEvent, ClockReading, replay
from feedback.rules.deadline import Target
from feedback.rules.ladder import following, rungs
from feedback.rules.leg_target import FLOOR
from feedback.terms import ClockEventKind, ClockKind, ClockOutcome, ClockState, Unit

FLOOR_S = int(FLOOR.total_seconds())
Happening = tuple[ClockEventKind, int, dict[str, Any]]


@dataclass
class Ticking:
    """One clock: its row, and its ledger in `events`."""

    id: int
    kind: ClockKind
    leg_id: int | None
    limit: Limit
    amount: int
    unit: Unit
    started: int
    due: int
    budget: int
    state: ClockState = ClockState.RUNNING
    stopped: int | None = None
    outcome: ClockOutcome | None = None
    due_version: int = 1
    is_short: bool = False
    is_replayed: bool = False  # more happened than a start and a stop
    is_unsettled: bool = False  # and nobody has replayed it since
    events: list[Happening] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.state is ClockState.STOPPED

    def stop(self, at: int, outcome: ClockOutcome | None = None) -> None:
        if self.is_over:
            return
        self._happen(ClockEventKind.STOP, at, {"outcome": outcome.value} if outcome else {})
        self.state, self.stopped = ClockState.STOPPED, at
        self.outcome = outcome or (ClockOutcome.MET if at <= self.due else ClockOutcome.MISSED)

    def pause(self, at: int) -> None:
        self._happen(ClockEventKind.PAUSE, at, {})

    def resume(self, at: int, at_least: str = "") -> None:
        self._happen(ClockEventKind.RESUME, at, {"at_least": at_least} if at_least else {})
        self.state, self.stopped, self.outcome = ClockState.RUNNING, None, None

    def extend(self, at: int, target: Target, asked: int) -> None:
        payload = {"target": str(target), "requested_at": instant(asked).isoformat()}
        self._happen(ClockEventKind.EXTEND, at, payload)

    def settle(self, town: Town) -> Ticking:
        """What a clock with more than a start and a stop amounts to, replayed by the rules."""
        if self.is_unsettled:
            reading = self._reading(town)
            self.due, self.budget = int(reading.due_at.timestamp()), reading.budget_seconds
            self.due_version, self.state, self.outcome = reading.due_version, reading.state, reading.outcome
            self.stopped = int(reading.stopped_at.timestamp()) if reading.stopped_at else None
            self.is_unsettled = False
        return self

    def next_fire(self, town: Town) -> int | None:
        """The next step of the ladder, everything before now being told already."""
        if self.state is not ClockState.RUNNING:
            return None
        counted_by = town.held[self.unit].calendar
        steps = rungs(
            town.steps, self._reading(town), instant(self.events[-1][1]), counted_by, town.office.calendar, self.unit
        )
        at = following(steps, instant(town.now))
        return int(at.timestamp()) if at else None

    def _happen(self, kind: ClockEventKind, at: int, payload: dict[str, Any]) -> None:
        self.events.append((kind, max(at, self.events[-1][1]), payload))
        self.is_replayed = self.is_replayed or kind is not ClockEventKind.STOP
        self.is_unsettled = self.is_replayed

    def _reading(self, town: Town) -> ClockReading:
        ledger = [ClockEvent(seq, kind, instant(at), said) for seq, (kind, at, said) in enumerate(self.events, 1)]
        held = town.held[self.unit]
        return replay(ledger, {held.key: held.calendar})


@cache
def _written(amount: int, unit: Unit) -> str:
    return str(Target(amount, unit))


def start(
    town: Town, number: int, kind: ClockKind, limit: Limit, at: int, leg_id: int | None, promised: int | None = None
) -> Ticking:
    """A running clock; `promised` is the citizen's deadline, which a turn at an agency must not outlast (R5)."""
    amount, unit, is_short = limit.amount, limit.unit, False
    due = town.office.due(at, amount, unit)
    if promised is not None and due > promised:
        floor = min(FLOOR_S, town.office.counted(at, due, unit))
        left = town.office.counted(at, promised, unit)
        unit = Unit.MINUTES if unit is Unit.MINUTES else Unit.WORKING_MINUTES
        amount, is_short = max(1, max(left, floor) // MINUTE_S), left < floor
        due = town.office.due(at, amount, unit)
    budget = town.office.counted(at, due, unit)
    begun = Ticking(number, kind, leg_id, limit, amount, unit, at, due, budget, is_short=is_short)
    said = {"calendar": town.held[unit].key, "target": _written(amount, unit)}
    begun.events.append((ClockEventKind.START, at, said))
    return begun
