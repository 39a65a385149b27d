"""A closed period as one text that anybody can seal again: its figures line by line, each with the seal of its rows.

The first line is the period, the version, the instant in UTC and the reason; then one line for each figure, in the
order of agency and indicator, its parts separated by tabs. The rows of a figure are lines of a case's number and 1
when the part (numerator) counts it, 0 otherwise, in the order of numbers.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from feedback.errors import N_
from feedback.rules.lifecycle import Actor
from feedback.terms import Role

VIEWERS = (Role.CITY_LEADER, Role.AUDITOR)
NOT_OVER = N_("Kỳ này chưa kết thúc hoặc số liệu chưa theo kịp ngày cuối kỳ, chưa khóa được.")
NEEDS_REASON = N_("Kỳ này đã khóa và không mở lại được. Nếu cần đính chính, hãy ghi lý do: hệ thống lưu một bản mới.")


@dataclass(frozen=True)
class Sealed:
    """A figure as the seal sees it."""

    agency_code: str
    indicator: str
    definition_version: int
    value: str
    points: str
    numerator: int
    n: int
    rows: bytes

    def line(self) -> str:
        rows = sha256(zlib.decompress(self.rows)).hexdigest()
        parts = (self.agency_code, self.indicator, self.definition_version, self.value, self.points, self.numerator)
        return "\t".join(str(part) for part in (*parts, self.n, rows))


def may_close(actor: Actor) -> bool:
    """A city leader, or whoever runs the system at its console."""
    return actor.role in (Role.CITY_LEADER, Role.SYSTEM)


def may_check(actor: Actor) -> bool:
    """Whoever may look at closed periods, the night and the console."""
    return actor.role in (*VIEWERS, Role.SYSTEM)


def packed(counted: Iterable[str], others: Iterable[str]) -> bytes:
    """The rows of a figure: cases that the part counts, and the others of its population."""
    lines = sorted([*((number, "1") for number in counted), *((number, "0") for number in others)])
    return zlib.compress("".join(f"{number}\t{flag}\n" for number, flag in lines).encode())


def unpacked(rows: bytes) -> list[tuple[str, bool]]:
    lines = zlib.decompress(rows).decode().splitlines()
    return [(number, flag == "1") for number, flag in (line.split("\t") for line in lines)]


def digest(period: str, version: int, as_of_at: datetime, reason: str, figures: Iterable[Sealed]) -> str:
    """The SHA-256 of the whole text. Figures are taken one by one: only their lines are in memory."""
    seal = sha256("\t".join((period, str(version), as_of_at.astimezone(UTC).isoformat(), reason)).encode())
    for _agency_code, _indicator, line in sorted((one.agency_code, one.indicator, one.line()) for one in figures):
        seal.update(f"\n{line}".encode())
    return seal.hexdigest()
