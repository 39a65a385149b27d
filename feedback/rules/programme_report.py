"""The report on a programme of the steering committee: its sentences and its table, whatever paper it is put on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback import clock
from feedback.rules import say
from feedback.terms import ProgrammeStatus

HEADER = ("số", "tên", "đơn vị", "trạng thái", "tiến độ", "hạn")  # the columns that loading a sheet asks for
HISTORY_HEADER = ("mục", "lúc", "người ghi", "từ", "đến", "lý do")
OVERDUE = "quá hạn"


@dataclass(frozen=True)
class ItemLine:
    """One target or task as its row in the table. `progress_pct` is 0..100."""

    number: int
    name: str
    owner: str
    status: str
    progress_pct: int
    due_on: date | None
    person: str = ""
    is_overdue: bool = False


@dataclass(frozen=True)
class ChangeLine:
    """One line of the history of an item."""

    is_target: bool
    number: int
    at: datetime
    who: str
    from_status: ProgrammeStatus | None
    to_status: ProgrammeStatus
    from_pct: int
    to_pct: int
    why: str


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
    changes: Sequence[ChangeLine] = ()

    @property
    def title(self) -> str:
        return f"BÁO CÁO {self.name.upper()}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """The two results, with their shares to two decimals, and what is overdue where anything is."""
        met, whole = f"{self.targets_met}/{len(self.targets)}", f"{self.done}/{len(self.tasks)}"
        rest = f"{self.in_progress} nhiệm vụ đang thực hiện, {self.not_started} nhiệm vụ chưa thực hiện"
        results = (
            f"Chỉ tiêu: {met} chỉ tiêu đã đạt ({say.percent(self.targets_pct, 2)}).",
            f"Nhiệm vụ: {whole} nhiệm vụ đã hoàn thành ({say.percent(self.done_pct, 2)}); {rest}.",
        )
        late = [sum(line.is_overdue for line in lines) for lines in (self.targets, self.tasks)]
        return (*results, f"Quá hạn: {late[0]} chỉ tiêu, {late[1]} nhiệm vụ.") if any(late) else results

    @property
    def footing(self) -> str:
        return f"Kỳ {self.period}. Số liệu đến {clock.local(self.made_at):%H:%M ngày %d/%m/%Y}. Nguồn: {self.source}"


def cells(line: ItemLine) -> tuple[str, ...]:
    """A row as words, in the order of the header."""
    due = f"{line.due_on.day}/{line.due_on.month}/{line.due_on.year}" if line.due_on else ""
    owner = ", ".join(words for words in (line.owner, line.person) if words)
    late = f"{due} ({OVERDUE})" if line.is_overdue else due
    return str(line.number), line.name, owner, line.status, f"{line.progress_pct}%", late


def history_cells(change: ChangeLine) -> tuple[str, ...]:
    """A line of the history as words, in the order of its header."""
    before = f"{change.from_status.vi}, {change.from_pct}%" if change.from_status else ""
    return (
        f"{'CT' if change.is_target else 'NV'} {change.number}",
        f"{clock.local(change.at):%H:%M %d/%m/%Y}",
        change.who,
        before,
        f"{change.to_status.vi}, {change.to_pct}%",
        change.why,
    )
