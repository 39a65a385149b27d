"""The file of one made-up case while its life is told: what will be its rows, in plain values."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from feedback.cli.bench.shape import Arrival
from feedback.cli.bench.ticking import Ticking, start
from feedback.cli.bench.timeline import instant
from feedback.cli.bench.town import Problem, Spot, Town
from feedback.rules.say import moment
from feedback.terms import (
    Channel,
    ClockKind,
    ClockOutcome,
    Dialogue,
    Kind,
    LegState,
    Level,
    Publication,
    Role,
    State,
)


class Who(NamedTuple):
    """Who acts, as an entry names them."""

    role: Role
    id: int | None
    agency: str


SYSTEM = Who(Role.SYSTEM, None, "")
CITIZEN = Who(Role.CITIZEN, None, "")


class NotYet(Exception):
    """What comes next lies in the future."""


class Numbers:
    """Row ids, counted by table: the same in every process that tells the same stories."""

    def __init__(self) -> None:
        self._counts: dict[str, count[int]] = defaultdict(lambda: count(1))

    def next(self, table: str) -> int:
        return next(self._counts[table])


@dataclass
class Turn:
    """A leg."""

    id: int
    agency: str
    decision_id: int | None
    sent: int
    state: LegState = LegState.SENT
    officer: int | None = None
    accepted: int | None = None
    ended: int | None = None
    return_code: str | None = None
    return_note: str = ""
    pauses: int = 0
    is_short: bool = False
    is_returned_late: bool = False


@dataclass
class File:
    """One case with its report. Rows of other tables gather in `rows`, lines of the ledger in `entries`."""

    town: Town
    numbers: Numbers
    chance: random.Random
    id: int
    number: str
    arrival: Arrival
    problem: Problem
    spot: Spot
    place: str
    text: str
    channel: Channel
    kind: Kind
    level: Level
    phone: str = ""
    email: str = ""
    name: str = ""
    operator: int | None = None
    state: State = State.RECEIVED
    dialogue: Dialogue = Dialogue.NONE
    publication: Publication = Publication.PRIVATE
    holder: str = ""
    version: int = 1
    changed: int = 0
    tray_reason: str = ""
    result_id: int | None = None
    resolved: int | None = None
    closed: int | None = None
    published: int | None = None
    answer: str = ""
    refusal_code: str | None = None
    referred_to: str | None = None
    merged_into: int | None = None
    report_count: int = 1
    reopens: int = 0
    returns: int = 0
    rating: int | None = None
    rated: int | None = None
    code: str = ""  # the lookup code, once drawn
    code_attempt: int = 0
    turns: list[Turn] = field(default_factory=list)
    clocks: list[Ticking] = field(default_factory=list)
    entries: list[tuple[int, str, Who, str, int, dict[str, Any]]] = field(default_factory=list)
    rows: dict[str, list[tuple]] = field(default_factory=lambda: defaultdict(list))
    answered: list[int] = field(default_factory=list)  # when citizens were told

    @property
    def at(self) -> int:
        return self.arrival.at

    @property
    def turn(self) -> Turn:
        return self.turns[-1]

    @property
    def is_reachable(self) -> bool:
        return bool(self.phone or self.email)

    def clock(self, kind: ClockKind) -> Ticking | None:
        """The newest of this kind."""
        return next((clock for clock in reversed(self.clocks) if clock.kind is kind), None)

    def promised(self) -> Ticking:
        found = self.clock(ClockKind.RESOLVE)
        if found is None:
            raise LookupError("only cases inside the process have a promise")
        return found.settle(self.town)

    # what acts do

    def act(self, at: int, event: str, who: Who, **facts: object) -> None:
        """One line about the case, at its time. Raises NotYet."""
        self.reach(at)
        self.note(at, event, who, "case", self.id, facts)
        self.version += 1
        self.changed = at

    def reach(self, at: int) -> None:
        if at > self.town.now:
            raise NotYet

    def note(self, at: int, event: str, who: Who, about: str, number: int, facts: dict[str, Any]) -> None:
        self.entries.append((at, event, who, about, number, facts))

    def start(self, kind: ClockKind, at: int, turn: Turn | None = None) -> None:
        limit = self.town.limit(kind, self.problem.field_code, self.level)
        if limit is None:
            raise LookupError(f"no limit for {kind}")
        promised = self.promised().due if kind is ClockKind.WORK else None
        number = self.numbers.next("clock")
        begun = start(self.town, number, kind, limit, at, turn.id if turn else None, promised)
        self.clocks.append(begun)
        if turn is not None:
            turn.is_short = turn.is_short or begun.is_short

    def stop(self, at: int, *kinds: ClockKind, outcome: ClockOutcome | None = None) -> None:
        for clock in self.clocks:
            if clock.kind in kinds:
                clock.stop(at, outcome)

    def tell_citizen(self, at: int, template: str, case_id: int | None = None, **values: str) -> None:
        if not self.is_reachable:
            return
        number = self.numbers.next("notice")
        self.rows["notice"].append((number, case_id or self.id, self.id, None, template, values, at, at + 4, 1))
        self.owe("send_notice", number, at)

    def tell_agency(self, at: int, whom: str, template: str, **values: str) -> None:
        number = self.numbers.next("notice")
        self.rows["notice"].append((number, self.id, None, whom, template, values, at, at, 0))

    def owe(self, kind: str, subject: int, at: int, run_at: int | None = None) -> None:
        """Background work, done unless its time has not come."""
        self.rows["task"].append((kind, subject, at, run_at or at))

    def due_words(self, at: int) -> str:
        return moment(instant(self.promised().due), instant(at))
