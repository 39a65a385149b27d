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


L = TypeVar("L", bound=LimitLine)


def pick(lines: Iterable[L], clock: ClockKind, field_code: str | None, level: Level, on: date) -> L | None:
    """The line for this clock, field and level in force on a day, or None if nobody has set one.

    A level that is named beats a field that is named (urgent is urgent everywhere); a sub-field beats its field;
    among equals the one that came into force last wins.
    """
    fitting = [line for line in lines if line.clock is clock and _fits(line, field_code, level, on)]
    return max(fitting, key=_weight, default=None)


def _fits(line: LimitLine, field_code: str | None, level: Level, on: date) -> bool:
    in_force = line.valid_from <= on and (line.valid_to is None or on <= line.valid_to)
    return in_force and line.level in (None, level) and _covers(line.field_code, field_code)


def _covers(wide: str | None, narrow: str | None) -> bool:
    return wide is None or (narrow is not None and (narrow == wide or narrow.startswith(f"{wide}.")))


def _weight(line: LimitLine) -> tuple[bool, int, date]:
    return line.level is not None, len((line.field_code or "").split(".")) if line.field_code else 0, line.valid_from
