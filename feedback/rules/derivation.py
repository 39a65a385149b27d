"""How a deadline came about, in plain Vietnamese sentences: for the case page, for complaints, for tests (R15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from feedback.rules import say
from feedback.rules.deadline import (
    Extension,
    Pause,
    Target,
    counting,
    due,
    extensions,
    first_due,
    legal_due_at,
    merged,
)
from feedback.rules.working_time import DAY_NAMES, Calendar, advance, in_utc, worked
from feedback.terms import Unit

AN_INSTANT = timedelta(microseconds=1)


def explain(
    calendar: Calendar,
    start: datetime,
    target: Target,
    pauses: Iterable[Pause] = (),
    extension: Extension = None,
) -> list[str]:
    """The deadline step by step, the last sentence being the deadline itself."""
    pauses = list(pauses)
    unpaused = said_moment(calendar, first_due(calendar, start, target))
    return [
        f"Nhận {said_moment(calendar, start)}.",
        counted_from_words(calendar, start, target),
        f"Thời hạn {target.amount} {unit_words(target)}, hạn ban đầu {unpaused}.",
        *_pauses(calendar, start, target, pauses),
        *(f"Gia hạn thêm {extra.amount} {unit_words(extra)}." for extra in extensions(extension)),
        due_words(calendar, due(calendar, start, target, pauses, extension), target),
    ]


def counted_from_words(calendar: Calendar, start: datetime, target: Target) -> str:
    if target.unit is Unit.MINUTES:
        return "Tính liên tục cả đêm và ngày nghỉ."
    if target.unit is Unit.WORKING_DAYS:
        return "Không tính ngày nhận, đếm từ ngày làm việc kế tiếp."
    counted_from = advance(calendar, start, AN_INSTANT) - AN_INSTANT
    if counted_from == in_utc(start):
        return "Tính ngay vì đang trong giờ làm việc."
    return f"Ngoài giờ làm việc nên tính từ {said_moment(calendar, counted_from)}."


def _pauses(calendar: Calendar, start: datetime, target: Target, pauses: list[Pause]) -> Iterator[str]:
    open_at = {in_utc(pause.start) for pause in pauses if pause.end is None}
    for begins, ends in merged(start, pauses):
        if begins == ends and begins in open_at:
            yield f"Đang tạm dừng từ {said_moment(calendar, begins)}, hạn sẽ dời khi chạy tiếp."
            continue
        lost = worked(counting(calendar, target.unit), begins, ends)
        told = say.span(lost) if lost else "không mất giờ làm việc nào"
        yield f"Trừ tạm dừng từ {said_moment(calendar, begins)} đến {said_moment(calendar, ends)}: {told}."


def due_words(calendar: Calendar, due_at: datetime, target: Target) -> str:
    sentence = f"Hạn {said_moment(calendar, due_at)}."
    if target.unit is not Unit.WORKING_DAYS:
        return sentence
    last_day = (legal_due_at(calendar, due_at, target.unit) - AN_INSTANT).astimezone(calendar.zone)
    return f"{sentence} Theo luật, ngày cuối kết thúc lúc 24:00 ngày {say.numeric_date(last_day.date())}."


def unit_words(target: Target) -> str:
    return target.unit.vi + (" liên tục" if target.unit is Unit.MINUTES else "")


def said_moment(calendar: Calendar, at: datetime) -> str:
    """Always with its weekday and date: an explanation is read on other days too."""
    local = at.astimezone(calendar.zone)
    clock_time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{clock_time} {DAY_NAMES[local.weekday()]} {say.numeric_date(local.date())}"
