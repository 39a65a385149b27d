"""The rows of a month's open data: counts by ward, field and channel, none of fewer than k cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Fact, Field, Ward
from feedback.queries.measures import Scope, on_time, within
from feedback.rules.k_anonymity import OTHER, Key, pooled
from feedback.terms import Channel

COLUMNS = (
    "month", "ward_code", "ward", "field_code", "field", "channel_code", "channel", "cases", "on_time",
    "median_answer_hours",
)  # fmt: skip
DICTIONARY: dict[str, tuple[str, str]] = {  # what each column says, in Vietnamese and English
    "month": ("Tháng nhận, ví dụ 2026-07 (giờ Việt Nam)", "Month of receipt, such as 2026-07 (Vietnam's time)"),
    "ward_code": (
        "Mã phường, xã theo danh mục hành chính; “*” là các nơi còn lại; trống là chưa rõ",
        "Code of the ward in the national list; “*” is the remaining ones, empty is unknown",
    ),
    "ward": ("Tên phường, xã", "Name of the ward"),
    "field_code": ("Mã lĩnh vực; “*” là các lĩnh vực còn lại", "Code of the field; “*” is the remaining ones"),
    "field": ("Tên lĩnh vực", "Name of the field, in Vietnamese"),
    "channel_code": ("Mã kênh tiếp nhận; “*” là các kênh còn lại", "Code of the channel; “*” is the remaining ones"),
    "channel": ("Tên kênh tiếp nhận", "Name of the channel, in Vietnamese"),
    "cases": ("Số vụ việc, không bao giờ dưới ngưỡng k", "Cases; never fewer than the threshold k"),
    "on_time": (
        "Số vụ việc đúng hạn theo Bộ chỉ số 766 (Quyết định 766/QĐ-TTg), xét lúc công bố",
        "Cases on time by Decision 766/QĐ-TTg, as of the publication",
    ),
    "median_answer_hours": (
        "Trung vị số giờ từ lúc nhận đến lúc trả lời; trống khi có dưới k vụ đã trả lời",
        "Median hours from receipt to answer; empty where fewer than k are answered",
    ),
}
UNKNOWN, REST = "Chưa rõ", "Còn lại"


@dataclass
class Cell:
    """What is counted of one group."""

    cases: int = 0
    on_time: int = 0
    answer_s: list[int] = field(default_factory=list)

    def take_in(self, other: Cell) -> None:
        self.cases += other.cases
        self.on_time += other.on_time
        self.answer_s += other.answer_s


def open_rows(session: Session, scope: Scope, k: int) -> list[dict[str, Any]]:
    """The rows in their order, by the names of COLUMNS. Three statements."""
    cells = _cells(session, scope)
    names = pooled({key: cell.cases for key, cell in cells.items()}, k)
    found: dict[Key, Cell] = {}
    for key, name in names.items():
        found.setdefault(name, Cell()).take_in(cells[key])
    wards = {
        code: f"{kind.capitalize()} {name}"
        for code, kind, name in session.execute(select(Ward.code, Ward.kind, Ward.name))
    }
    fields: dict[str, str] = dict(session.execute(select(Field.code, Field.name_vi)).all())
    channels = {one.value: one.vi for one in Channel}
    return [
        {
            "month": scope.period.code,
            "ward_code": ward,
            "ward": _name(wards, ward),
            "field_code": topic,
            "field": _name(fields, topic),
            "channel_code": channel,
            "channel": _name(channels, channel),
            "cases": cell.cases,
            "on_time": cell.on_time,
            "median_answer_hours": round(median(cell.answer_s) / 3600, 1) if len(cell.answer_s) >= k else None,
        }
        for (ward, topic, channel), cell in sorted(found.items())
    ]


def _cells(session: Session, scope: Scope) -> dict[Key, Cell]:
    """Each case once, under its ward, the field above its own, and its first channel."""
    query = select(Fact.ward_code, Fact.field_code, Fact.channel, on_time(scope.as_of), Fact.answer_s).where(
        within(scope)
    )
    cells: dict[Key, Cell] = {}
    for ward, topic, channel, is_on_time, answer_s in session.execute(query):
        key = (ward or "", (topic or "").partition(".")[0], channel.value)
        cells.setdefault(key, Cell()).take_in(Cell(1, int(is_on_time), [] if answer_s is None else [answer_s]))
    return cells


def _name(names: dict[str, str], code: str) -> str:
    return REST if code == OTHER else names.get(code, UNKNOWN)
