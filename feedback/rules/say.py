"""Dates, spans and numbers as people say them, in Vietnamese and in English (the writing rules of the interface).

The present is always given, never read. Times are shown as Vietnam's clocks show them, 24 hours.
`language` is "vi" or "en".
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from feedback.clock import HO_CHI_MINH
from feedback.rules.working_time import DAY_NAMES

ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
OFFICE_DAY_MINUTES = 480  # from eight working hours on, spans are said in days
PHONE = re.compile(r"0\d{9}", re.ASCII)


class _Words(NamedTuple):
    day: str
    hour: str
    minute: str
    left: str
    over: str
    just_over: str
    soon: str
    working: str


VIETNAMESE = _Words("{} ngày", "{} giờ", "{} phút", "còn {}{}", "quá {}{}", "vừa quá hạn", "dưới 1 phút", " làm việc")
ENGLISH = _Words(
    "{} day",
    "{} hour",
    "{} minute",
    "{}{} left",
    "{}{} overdue",
    "just overdue",
    "less than a minute",
    " of working time",
)


def moment(at: datetime, now: datetime, language: str = "vi") -> str:
    """ "09:10 hôm nay", "17:00 thứ Hai 13/7", with the year when it is another one."""
    return f"{at.astimezone(HO_CHI_MINH):%H:%M} {day(at, now, language)}"


def day(on: date, now: date, language: str = "vi") -> str:
    """ "hôm nay", "thứ Hai 13/7", "thứ Hai 13/7/2025". Instants are taken as their day in Vietnam."""
    on, today = _day_in_vietnam(on), _day_in_vietnam(now)
    if on == today:
        return "today" if language == "en" else "hôm nay"
    year = "" if on.year == today.year else f"{' ' if language == 'en' else '/'}{on.year}"
    if language == "en":
        return f"{ENGLISH_DAYS[on.weekday()]} {on.day} {ENGLISH_MONTHS[on.month - 1]}{year}"
    return f"{DAY_NAMES[on.weekday()]} {on.day}/{on.month}{year}"


def before(at: datetime, now: datetime, language: str = "vi") -> str:
    """A promise always says "before": "trước 17:00 thứ Hai 13/7"."""
    return f"{'before' if language == 'en' else 'trước'} {moment(at, now, language)}"


def numeric_date(on: date) -> str:
    """ "6/7/2026", the same in both languages."""
    return f"{on.day}/{on.month}/{on.year}"


def span(
    amount: timedelta, language: str = "vi", *, narrow: bool = False, day_minutes: int = OFFICE_DAY_MINUTES
) -> str:
    """ "6 giờ 30 phút", "1 ngày 5 giờ"; minutes are dropped from a day on, and where the place is `narrow`.

    Part of a minute is not counted. `day_minutes` is how long a day is: of working time, or 1440 of calendar time.
    """
    words = _words(language)
    minutes = int(abs(amount).total_seconds() // 60)
    if minutes == 0:
        return words.soon
    days, hours, rest = _split(minutes, day_minutes)
    parts = [(words.day, days), (words.hour, hours)]
    if not days and not (narrow and hours):
        parts.append((words.minute, rest))
    return " ".join(_counted(word, count, language) for word, count in parts if count)


def left(
    amount: timedelta,
    language: str = "vi",
    *,
    narrow: bool = False,
    to_citizen: bool = False,
    day_minutes: int = OFFICE_DAY_MINUTES,
) -> str:
    """ "còn 6 giờ 30 phút", or "quá 2 giờ 42 phút" when `amount` is negative; a citizen hears "làm việc" too."""
    words = _words(language)
    if timedelta(minutes=-1) < amount < timedelta(0):
        return words.just_over
    said = span(amount, language, narrow=narrow, day_minutes=day_minutes)
    return (words.left if amount >= timedelta(0) else words.over).format(said, words.working if to_citizen else "")


def paused_since(at: datetime, now: datetime, language: str = "vi") -> str:
    """ "tạm dừng từ 15:20" today, "tạm dừng từ 15:20 thứ Hai 13/7" of another day."""
    local = at.astimezone(HO_CHI_MINH)
    same_day = local.date() == now.astimezone(HO_CHI_MINH).date()
    said = f"{local:%H:%M}" if same_day else moment(at, now, language)
    return f"paused since {said}" if language == "en" else f"tạm dừng từ {said}"


def number(value: float, places: int = 0, language: str = "vi") -> str:
    """ "1.284", "3,8"; "1,284", "3.8" in English. At most `places` decimals, without needless zeros."""
    said = f"{value:,.{places}f}"
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    said = "0" if said == "-0" else said
    return said if language == "en" else said.translate(str.maketrans(",.", ".,"))


def percent(value: float | None, places: int = 1, language: str = "vi") -> str:
    """ "94,6%" for 94.6; a dash when there is nothing to divide by."""
    return "–" if value is None else f"{number(value, places, language)}%"


def phone(digits: str) -> str:
    """ "0907 418 562"; a number of another shape is shown as it is."""
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}" if PHONE.fullmatch(digits) else digits


def _day_in_vietnam(on: date) -> date:
    return on.astimezone(HO_CHI_MINH).date() if isinstance(on, datetime) else on


def _words(language: str) -> _Words:
    return ENGLISH if language == "en" else VIETNAMESE


def _split(minutes: int, day_minutes: int) -> tuple[int, int, int]:
    days, rest = divmod(minutes, day_minutes)
    return days, rest // 60, rest % 60


def _counted(word: str, count: int, language: str) -> str:
    plural = "s" if language == "en" and count != 1 else ""
    return word.format(count) + plural
