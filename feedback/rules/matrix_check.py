"""What is wrong with a matrix, before it holds: each fault is a sentence that names the line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from feedback.errors import N_
from feedback.rules.rule_line import FACTS, KIND_OF_WARD, WARD, RuleRow, covers, window

ALL_WEEK = "1234567"


class FaultKind(StrEnum):
    """What may be wrong with a line."""

    DATES = "dates"
    FIELD = "field"
    PLACE = "place"
    STREET = "street"
    FACT = "fact"
    TIME = "time"
    AGENCY = "agency"
    UNREACHABLE = "unreachable"
    CONFLICT = "conflict"


SENTENCES = {
    FaultKind.DATES: N_("Dòng %(line)s kết thúc trước khi bắt đầu."),
    FaultKind.FIELD: N_("Dòng %(line)s ghi lĩnh vực “%(what)s” không có trong danh mục."),
    FaultKind.PLACE: N_("Dòng %(line)s ghi nơi “%(what)s” không có trong danh mục phường, xã."),
    FaultKind.STREET: N_("Dòng %(line)s ghi tuyến đường “%(what)s” không có trong danh mục."),
    FaultKind.FACT: N_("Dòng %(line)s hỏi điều hệ thống không biết trả lời: “%(what)s”."),
    FaultKind.TIME: N_("Dòng %(line)s ghi giờ hoặc thứ “%(what)s” không đọc được. Hãy viết như 17:00-07:00."),
    FaultKind.AGENCY: N_(
        "Dòng %(line)s giao cho “%(what)s”: không có cơ quan này, hoặc không hoạt động suốt thời gian đó."
    ),
    FaultKind.UNREACHABLE: N_("Dòng %(line)s không bao giờ được dùng: dòng %(what)s đứng trước đã nhận hết."),
    FaultKind.CONFLICT: N_("Dòng %(line)s và dòng %(what)s cùng điều kiện, ngày chồng nhau, mà giao hai nơi."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `line` is the position of the line, `what` the value or the other line."""

    kind: FaultKind
    line: int
    what: str

    @property
    def sentence(self) -> str:
        """Vietnamese, with places %(line)s and %(what)s; a key of the catalogue."""
        return SENTENCES[self.kind]


@dataclass(frozen=True)
class Known:
    """What lines may name. `agencies` says between which days each was or is in force (None: no end)."""

    agencies: Mapping[str, tuple[date, date | None]]
    fields: AbstractSet[str]
    wards: Mapping[str, str]  # ward code -> "phường Tân An"
    streets: AbstractSet[str]


def faults(rows: Iterable[RuleRow], known: Known) -> list[Fault]:
    """Everything wrong with these lines, in their order."""
    ordered = sorted(rows, key=lambda row: row.position)
    found: list[Fault] = []
    for place, row in enumerate(ordered):
        own = [Fault(kind, row.position, what) for kind, what in _names(row, known)]
        found += own or _against(row, ordered[:place], known)
    return found


def new_faults(before: Iterable[RuleRow], after: Iterable[RuleRow], known: Known) -> list[Fault]:
    """What a change breaks; what was wrong before it does not stand in its way."""
    old = set(faults(before, known))
    return [fault for fault in faults(after, known) if fault not in old]


def _names(row: RuleRow, known: Known) -> Iterator[tuple[FaultKind, str]]:
    """What is wrong with a line taken by itself."""
    if row.valid_to is not None and row.valid_to < row.valid_from:
        yield FaultKind.DATES, ""
    if row.field_code not in known.fields:
        yield FaultKind.FIELD, row.field_code
    if row.place and not _wards(row, known):
        yield FaultKind.PLACE, row.place
    if row.street and row.street not in known.streets:
        yield FaultKind.STREET, row.street
    for name, wanted in row.facts:
        if wanted not in FACTS.get(name, ()):
            yield FaultKind.FACT, f"{name} = {wanted}"
    if not set(row.weekdays) <= set(ALL_WEEK) or not _is_window(row.hours):
        yield FaultKind.TIME, f"{row.weekdays} {row.hours}".strip()
    for agency in (row.agency, *row.cooperating):
        if not _serves(agency, row, known):
            yield FaultKind.AGENCY, agency


def _is_window(hours: str) -> bool:
    try:
        return not hours or len(set(window(hours))) == 2
    except ValueError:
        return False


def _serves(agency: str, row: RuleRow, known: Known) -> bool:
    """Whether an agency is in force as long as the line is; one that ends later than today is known to end."""
    if agency == WARD:
        return True
    if agency not in known.agencies:
        return False
    begin, end = known.agencies[agency]
    return begin <= row.valid_from and (end is None or (row.valid_to is not None and row.valid_to <= end))


def _against(row: RuleRow, earlier: Sequence[RuleRow], known: Known) -> list[Fault]:
    """What is wrong with a line among those before it."""
    takers = [one for one in earlier if _asks_no_more(one, row) and _lasts(one, row)]
    left = _wards(row, known)
    for one in takers:
        left = left - _wards(one, known)
        if not left:
            return [Fault(FaultKind.UNREACHABLE, row.position, str(one.position))]
    twins = (one for one in earlier if _scope(one) == _scope(row) and one.agency != row.agency and _overlap(one, row))
    return [Fault(FaultKind.CONFLICT, row.position, str(one.position)) for one in twins][:1]


def _asks_no_more(wide: RuleRow, narrow: RuleRow) -> bool:
    """Whether whatever meets the narrow line, apart from its ward and its days, surely meets the wide one too."""
    wide_days, narrow_days = wide.weekdays or ALL_WEEK, narrow.weekdays or ALL_WEEK
    return (
        covers(wide.field_code, narrow.field_code)
        and wide.level in (None, narrow.level)
        and wide.street in ("", narrow.street)
        and wide.owner in (None, narrow.owner)
        and set(wide.facts) <= set(narrow.facts)
        and set(narrow_days) <= set(wide_days)
        and _within(wide.hours, narrow.hours)
    )


def _within(wide: str, narrow: str) -> bool:
    """Whether every minute of the narrow hours lies in the wide ones."""
    if not wide or wide == narrow:
        return True
    if not narrow or not (_is_window(wide) and _is_window(narrow)):
        return False
    (a, b), (c, d) = ((_minute(at) for at in window(hours)) for hours in (wide, narrow))
    return (c - a) % 1440 + (d - c) % 1440 <= (b - a) % 1440


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _lasts(wide: RuleRow, narrow: RuleRow) -> bool:
    ends = wide.valid_to is None or (narrow.valid_to is not None and narrow.valid_to <= wide.valid_to)
    return wide.valid_from <= narrow.valid_from and ends


def _overlap(one: RuleRow, other: RuleRow) -> bool:
    first = one.valid_to is None or other.valid_from <= one.valid_to
    return first and (other.valid_to is None or one.valid_from <= other.valid_to)


def _scope(row: RuleRow) -> tuple[object, ...]:
    """Everything that a line asks for, apart from its days."""
    asked = (row.field_code, row.place, row.level, row.street, row.owner)
    return (*asked, frozenset(row.facts), row.weekdays, row.hours)


def _wards(row: RuleRow, known: Known) -> frozenset[str]:
    """The wards that the line's place means."""
    if not row.place:
        return frozenset(known.wards)
    if row.place.startswith(KIND_OF_WARD):
        kind = row.place.removeprefix(KIND_OF_WARD) + " "
        return frozenset(code for code, name in known.wards.items() if name.startswith(kind))
    return frozenset({row.place} & known.wards.keys())
