"""Which time limit applies: the most specific line in force on the day the clock starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from feedback.terms import ClockKind, Level


class LimitLine(Protocol):
    """One line of the limits: empty field or level means "all"."""

    @property
    def clock(self) -> ClockKind: ...
    @property
    def field_code(self) -> str | None: ...
    @property
    def level(self) -> Level | None: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def campaign(self) -> str: ...


L = TypeVar("L", bound=LimitLine)


def pick(lines: Iterable[L], clock: ClockKind, field_code: str | None, level: Level, on: date) -> L | None:
    """The line for this clock, field and level in force on a day, or None if nobody has set one.

    Urgent is urgent everywhere; then a campaign beats what holds at other times, a level that is named beats a field
    that is named, a sub-field its field; among equals the one that came into force last wins.
    """
    fitting = [line for line in lines if line.clock is clock and _fits(line, field_code, level, on)]
    return max(fitting, key=_weight, default=None)


def _fits(line: LimitLine, field_code: str | None, level: Level, on: date) -> bool:
    in_force = line.valid_from <= on and (line.valid_to is None or on <= line.valid_to)
    return in_force and line.level in (None, level) and _covers(line.field_code, field_code)


def _covers(wide: str | None, narrow: str | None) -> bool:
    return wide is None or (narrow is not None and (narrow == wide or narrow.startswith(f"{wide}.")))


def _weight(line: LimitLine) -> tuple[bool, bool, bool, int, date]:
    depth = len(line.field_code.split(".")) if line.field_code else 0
    return line.level is Level.URGENT, line.campaign != "", line.level is not None, depth, line.valid_from
