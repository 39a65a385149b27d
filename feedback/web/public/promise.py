"""Our promise to a citizen: by when, what is left, and the sum that leads there."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback import clock
from feedback.queries.clock_rows import ClockRow
from feedback.queries.public_status import Promise
from feedback.rules import deadline_sum, say
from feedback.rules.deadline_sum import SumLine
from feedback.terms import ClockOutcome, ClockState, Unit
from feedback.web.languages import language

ALL_DAY_MINUTES = 1440
A_MINUTE = timedelta(minutes=1)
Sum = list[tuple[str, str]]


def promise_view(promise: Promise | None) -> SimpleNamespace | None:
    """For the macro components/notices.promise; None when nothing was promised or it no longer counts."""
    if promise is None or promise.clock.outcome is ClockOutcome.CANCELLED:
        return None
    row, now = promise.clock, clock.now()
    lines, total = _sum(promise)
    view = SimpleNamespace(
        lead=_("Chúng tôi hẹn trả lời bạn"),
        moment=say.before(row.due_at, now, language()),
        left=_left(row),
        used=row.used_share,
        tone=_tone(row, now),
        outcome="",
        because=_because(row),
        sum=lines,
        total=total,
    )
    if row.state is ClockState.STOPPED:
        view.lead, view.left, view.used = _("Chúng tôi đã hẹn trả lời bạn"), "", None
        view.outcome = _outcome(row, now)
    elif row.state is ClockState.PAUSED and row.rested_at is not None:
        view.left = _(
            "Đang chờ bạn trả lời nên %(paused)s; hẹn sẽ dời thêm chừng ấy.",
            paused=say.paused_since(row.rested_at, now, language()),
        )
    return view


def _left(row: ClockRow) -> str:
    if row.unit is Unit.MINUTES:
        return say.left(row.left, language(), day_minutes=ALL_DAY_MINUTES)
    return say.left(row.left, language(), to_citizen=True)


def _tone(row: ClockRow, now: datetime) -> str:
    if row.state is ClockState.STOPPED:
        return "done"
    if row.state is ClockState.PAUSED:
        return "paused"
    if row.is_late:
        return "late"
    return "today" if clock.day(row.due_at) == clock.day(now) else "ok"


def _outcome(row: ClockRow, now: datetime) -> str:
    at = say.moment(row.rested_at or now, now, language())
    if row.outcome is ClockOutcome.MISSED:
        return _("Đã trả lời lúc %(at)s, trễ hơn hẹn.", at=at)
    return _("Đã trả lời lúc %(at)s, sớm hơn hẹn.", at=at)


def _because(row: ClockRow) -> str:
    limit = f"{say.number(row.amount, language=language())} {row.unit.label(language())}"
    if row.unit is Unit.WORKING_MINUTES:
        limit = _("%(span)s làm việc", span=say.span(timedelta(minutes=row.amount), language()))
    if row.unit is Unit.MINUTES:
        limit = say.span(timedelta(minutes=row.amount), language(), day_minutes=ALL_DAY_MINUTES)
    sentence = _("Chuyện này được trả lời trong %(limit)s.", limit=limit)
    if row.unit is Unit.MINUTES:
        return sentence + " " + _("Tính cả đêm và ngày nghỉ.")
    return sentence + " " + _("Thứ Bảy, Chủ nhật, ngày lễ và lúc chờ bạn trả lời thì không tính.")


def _sum(promise: Promise) -> tuple[Sum, tuple[str, str] | None]:
    """The lines and their total; nothing where they would not add up to the promise (it moved by a rule of its own)."""
    row = promise.clock
    if row.unit is Unit.MINUTES or row.state is ClockState.PAUSED:
        return [], None
    lines = deadline_sum.day_by_day(row.calendar, row.unit, row.started_at, row.due_at, promise.rests)
    counted = sum((line.counted for line in lines), timedelta())
    if abs(counted - row.budget) > A_MINUTE:
        return [], None
    if row.unit is Unit.WORKING_DAYS and not promise.rests:
        return _in_days(lines)
    said = [(_days(line), say.span(line.counted, language()) if line.counted else _("không tính")) for line in lines]
    return said, (_("Cộng đủ"), say.span(counted, language()))


def _in_days(lines: list[SumLine]) -> tuple[Sum, tuple[str, str] | None]:
    """A term in days does not count the day of receipt (Civil Code 2015, Article 147)."""
    days = sum(line.days for line in lines[1:])
    said = [(_days(lines[0]), _("ngày nhận, không tính"))]
    said += [
        (_days(line), ngettext("%(num)s ngày", "%(num)s ngày", line.days) if line.days else _("không tính"))
        for line in lines[1:]
    ]
    return said, (_("Cộng đủ"), ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", days))


def _days(line: SumLine) -> str:
    """ "Thứ Năm 9/7, từ 15:30", "Thứ Bảy 11/7 đến Chủ nhật 12/7"."""
    now, local = clock.now(), language()
    words = say.day(line.first, now, local)
    if line.last != line.first:
        words = _("%(first)s đến %(last)s", first=words, last=say.day(line.last, now, local))
    if line.starts_at:
        words = _("%(day)s, từ %(time)s", day=words, time=f"{clock.local(line.starts_at):%H:%M}")
    if line.ends_at:
        words = _("%(day)s, đến %(time)s", day=words, time=f"{clock.local(line.ends_at):%H:%M}")
    return words[:1].upper() + words[1:]
