"""Clocks in words: what is left, until when, and the sum that leads there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback import clock
from feedback.queries.clock_rows import ClockRow
from feedback.rules import say
from feedback.rules.deadline_sum import SumLine
from feedback.terms import ClockKind, ClockOutcome, ClockState, Unit
from feedback.web.languages import language

CALENDAR_DAY_MINUTES = 24 * 60
HALF_SHARE, SHORT_SHARE = 50, 75  # the gauge takes colour, then the words do: time is short


def due_view(row: ClockRow, now: datetime) -> dict[str, Any]:
    """A clock as the macros due, due_chip and clock draw it."""
    return {
        "tone": _tone(row, now),
        "words": _words(row, now),
        "used": row.used_share,
        "moment": say.moment(row.due_at, now, language()),
    }


def row_due(row: ClockRow, now: datetime) -> dict[str, Any]:
    """The same where a row of a list has little room: since when it rests goes below the gauge."""
    view = due_view(row, now)
    if row.state is ClockState.PAUSED and row.rested_at is not None:
        since = say.moment(row.rested_at, now, language())
        view |= {"words": _("tạm dừng"), "moment": _("từ %(moment)s", moment=since)}
    return view


def clock_name(kind: ClockKind) -> str:
    """The name of a clock, short enough to stand beside what is left of it."""
    return _("Trả lại") if kind is ClockKind.TRANSFER else kind.label(language())


def clock_view(row: ClockRow, others: list[ClockRow], lines: list[SumLine], what: str, now: datetime) -> dict[str, Any]:
    """The promise with its sum; `what` names the limit ("Giao thông, mức bình thường")."""
    view = due_view(row, now) | {
        "start": say.moment(row.started_at, now, language()),
        "used_words": _("đã dùng %(used)s trong %(budget)s", used=_span(row, row.used), budget=_span(row, row.budget)),
        "question": _("Vì sao là %(moment)s?", moment=say.moment(row.due_at, now, language())),
        "legal_basis": row.legal_basis,
        "others": [(clock_name(other.kind), due_view(other, now)) for other in others],
    }
    if row.used < timedelta(0):
        view["used_words"] = _("thời hạn %(budget)s", budget=_span(row, row.budget))
    return view | {"sum": [(what, _target(row)), *_sum(row, lines, now)], "total": _total(row, lines)}


def _tone(row: ClockRow, now: datetime) -> str:
    if row.state is ClockState.STOPPED:
        return "done"
    if row.state is ClockState.PAUSED:
        return "paused"
    if row.is_late:
        return "late"
    is_today = clock.day(row.due_at) == clock.day(now)
    if is_today or row.used_share >= SHORT_SHARE:
        return "today"
    return "half" if row.used_share >= HALF_SHARE else "ok"


def _words(row: ClockRow, now: datetime) -> str:
    if row.state is ClockState.STOPPED:
        return _ended(row)
    if row.state is ClockState.PAUSED:
        return say.paused_since(row.rested_at or now, now, language())
    return say.left(row.left, language(), day_minutes=_day_minutes(row))


def _ended(row: ClockRow) -> str:
    if row.outcome is ClockOutcome.CANCELLED:
        return _("không tính nữa")
    if row.outcome is ClockOutcome.EXCUSED:
        return _("xong, trễ có lý do")
    span = _span(row, abs(row.left))
    return _("xong, trễ %(span)s", span=span) if row.is_late else _("xong, sớm %(span)s", span=span)


def _target(row: ClockRow) -> str:
    if row.unit is Unit.WORKING_DAYS:
        return ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", row.amount)
    if row.unit is Unit.MINUTES:
        return _("%(span)s liên tục", span=_span(row, timedelta(minutes=row.amount)))
    return _span(row, timedelta(minutes=row.amount))


def _sum(row: ClockRow, lines: list[SumLine], now: datetime) -> list[tuple[str, str]]:
    is_plain = _counts_days(row, lines)
    return [(_day_words(line, now), _amount(row, line, is_plain and line is lines[0])) for line in lines]


def _amount(row: ClockRow, line: SumLine, is_day_of_receipt: bool) -> str:
    if is_day_of_receipt:
        return _("ngày nhận, không tính")
    return _("không tính") if line.is_off else _span(row, line.counted)


def _total(row: ClockRow, lines: list[SumLine]) -> tuple[str, str]:
    words = _target(row) if _counts_days(row, lines) else _span(row, row.budget)
    return _("Cộng đủ"), words


def _counts_days(row: ClockRow, lines: list[SumLine]) -> bool:
    """Whether the sum is one of whole days: the day of receipt does not count (Civil Code 2015, Article 147)."""
    days = sum(line.days for line in lines[1:])
    return row.unit is Unit.WORKING_DAYS and days == row.amount and not any(line.paused for line in lines)


def _day_words(line: SumLine, now: datetime) -> str:
    words = _date(line.first, now)
    if line.last != line.first:
        words = _("%(first)s đến %(last)s", first=words, last=_date(line.last, now))
    if line.starts_at:
        words = _("%(day)s, từ %(time)s", day=words, time=f"{clock.local(line.starts_at):%H:%M}")
    if line.ends_at:
        words = _("%(day)s, đến %(time)s", day=words, time=f"{clock.local(line.ends_at):%H:%M}")
    if line.paused:
        words = _("%(day)s, trừ %(span)s tạm dừng", day=words, span=say.span(line.paused, language()))
    return words[:1].upper() + words[1:]


def _date(on: Any, now: datetime) -> str:
    """A sum names the day even when it is today: it is read on other days too."""
    said = say.day(on, now - timedelta(days=400), language())
    return said.rsplit("/", 1)[0] if language() == "vi" else said


def _span(row: ClockRow, amount: timedelta) -> str:
    return say.span(amount, language(), day_minutes=_day_minutes(row))


def _day_minutes(row: ClockRow) -> int:
    return CALENDAR_DAY_MINUTES if row.unit is Unit.MINUTES else say.OFFICE_DAY_MINUTES
