"""The report on a programme of the steering committee: its sentences and its table, whatever paper it is put on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback import clock
from feedback.rules import say

HEADER = ("số", "tên", "đơn vị", "trạng thái", "tiến độ", "hạn")  # the columns that loading a sheet asks for


@dataclass(frozen=True)
class ItemLine:
    """One target or task as its row in the table. `progress_pct` is 0..100."""

    number: int
    name: str
    owner: str
    status: str
    progress_pct: int
    due_on: date | None


@dataclass(frozen=True)
class ProgrammeReport:
    """What a report says, as of an instant. Counts are those of `queries/programme.py`; shares None for nothing."""

    code: str
    name: str
    period: str
    source: str
    made_at: datetime
    targets_met: int
    targets_pct: float | None
    done: int
    in_progress: int
    not_started: int
    done_pct: float | None
    targets: Sequence[ItemLine]
    tasks: Sequence[ItemLine]

    @property
    def title(self) -> str:
        return f"BÁO CÁO {self.name.upper()}"

    @property
    def sentences(self) -> tuple[str, str]:
        """The two results, with their shares to two decimals."""
        met, whole = f"{self.targets_met}/{len(self.targets)}", f"{self.done}/{len(self.tasks)}"
        rest = f"{self.in_progress} nhiệm vụ đang thực hiện, {self.not_started} nhiệm vụ chưa thực hiện"
        return (
            f"Chỉ tiêu: {met} chỉ tiêu đã đạt ({say.percent(self.targets_pct, 2)}).",
            f"Nhiệm vụ: {whole} nhiệm vụ đã hoàn thành ({say.percent(self.done_pct, 2)}); {rest}.",
        )

    @property
    def footing(self) -> str:
        return f"Kỳ {self.period}. Số liệu đến {clock.local(self.made_at):%H:%M ngày %d/%m/%Y}. Nguồn: {self.source}"


def cells(line: ItemLine) -> tuple[str, ...]:
    """A row as words, in the order of the header."""
    due = f"{line.due_on.day}/{line.due_on.month}/{line.due_on.year}" if line.due_on else ""
    return str(line.number), line.name, line.owner, line.status, f"{line.progress_pct}%", due
