"""Which version of a definition a figure is counted by, where nobody names one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar


class Version(Protocol):
    """A version of a definition: its number, from which day it is in force, and when this system learned of it."""

    @property
    def version(self) -> int: ...

    @property
    def valid_from(self) -> date | None: ...

    @property
    def since_at(self) -> datetime: ...


Kept = TypeVar("Kept", bound=Version)


def in_force(versions: Iterable[Kept], on: date, at: datetime) -> Kept:
    """The highest version in force on a day, of those that were known at an instant.

    Before anything was known, what was learned first counts; before anything was in force, the lowest version.
    """
    every = list(versions)
    known_at = max(at, min(one.since_at for one in every))
    known = [one for one in every if one.since_at <= known_at]
    valid = [one for one in known if one.valid_from is None or one.valid_from <= on]
    return max(valid, key=lambda one: one.version) if valid else min(known, key=lambda one: one.version)
