"""A calendar written down as JSON, for a file or an admin's screen.

{"week": {"mon": [["07:30", "11:30"], ["13:30", "17:00"]], …}, "closed": ["2026-08-31"],
 "open": {"2026-08-22": [["07:30", "11:30"]]}}

A weekday that is not named has no working time. "open" replaces the windows of that date. "24:00" ends a day.
Optional: "code", "continuous" (true for 24/7) and "known_until". Whatever else is written there is refused,
because a misspelt key would silently give wrong deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from feedback.errors import N_, Invalid
from feedback.rules.working_time import DAY_NAMES, MIDNIGHT, Calendar, Window, trouble

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = {"code", "week", "closed", "open", "continuous", "known_until"}
CLOCK_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)


def calendar_from_json(form: object, code: str = "file") -> Calendar:
    """The calendar that `form` (parsed JSON) describes. Raises Invalid with a sentence that names the mistake."""
    form = _mapping(form, "calendar")
    _refuse_unknown(form, KEYS, "calendar")
    week = _mapping(form.get("week", {}), "week")
    _refuse_unknown(week, set(WEEKDAYS), "week")
    calendar = Calendar(
        code=str(form.get("code", code)),
        week=tuple(_windows(week.get(day, []), name) for day, name in zip(WEEKDAYS, DAY_NAMES, strict=True)),
        exceptions=_exceptions(form),
        continuous=form.get("continuous", False) is True,
        known_until=_date(form["known_until"]) if form.get("known_until") else None,
    )
    if not (calendar.continuous or any(calendar.week) or any(calendar.exceptions.values())):
        raise Invalid("calendar", N_("Lịch không có giờ làm việc, không tính được thời hạn"))
    return calendar


def calendar_to_json(calendar: Calendar) -> dict[str, Any]:
    """The form that `calendar_from_json` reads back to an equal calendar."""
    form: dict[str, Any] = {
        "code": calendar.code,
        "week": {day: _pairs(windows) for day, windows in zip(WEEKDAYS, calendar.week, strict=True)},
        "closed": [str(day) for day, windows in sorted(calendar.exceptions.items()) if not windows],
        "open": {str(day): _pairs(windows) for day, windows in sorted(calendar.exceptions.items()) if windows},
    }
    if calendar.continuous:
        form["continuous"] = True
    if calendar.known_until is not None:
        form["known_until"] = str(calendar.known_until)
    return form


def _exceptions(form: Mapping[str, Any]) -> dict[date, tuple[Window, ...]]:
    closed = form.get("closed", [])
    if not isinstance(closed, list):
        raise Invalid("closed", N_('"closed" phải là danh sách ngày, ví dụ ["2026-08-31"]'))
    days: dict[date, tuple[Window, ...]] = {_date(text): () for text in closed}
    for text, windows in _mapping(form.get("open", {}), "open").items():
        day = _date(text)
        if day in days:
            raise Invalid("open", N_("Ngày %(day)s vừa nghỉ vừa làm, hãy bỏ một trong hai"), day=text)
        days[day] = _windows(windows, f"ngày {text}")
    return days


def _windows(form: object, name: str) -> tuple[Window, ...]:
    if not isinstance(form, list):
        raise Invalid("windows", N_('%(name)s: khung giờ phải viết như [["07:30", "11:30"]]'), name=name)
    windows = tuple(sorted(_window(pair, name) for pair in form))
    sentence = trouble(windows, name)
    if sentence is not None:
        raise Invalid("windows", "%(sentence)s", sentence=sentence)
    return windows


def _window(pair: object, name: str) -> Window:
    if not isinstance(pair, list) or len(pair) != 2:
        raise Invalid("windows", N_('%(name)s: khung giờ phải viết như ["07:30", "11:30"]'), name=name)
    start, end = (_time(text, name) for text in pair)
    if (end == MIDNIGHT) != (pair[1] == "24:00") or pair[0] == "24:00":
        raise Invalid("windows", N_("%(name)s: cuối ngày viết là 24:00, đầu ngày viết là 00:00"), name=name)
    return Window(start, end)


def _time(text: object, name: str) -> time:
    match = CLOCK_TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Invalid("windows", N_("%(name)s: giờ “%(text)s” phải viết như 07:30"), name=name, text=text)
    return MIDNIGHT if text == "24:00" else time(int(match[1]), int(match[2]))


def _date(text: object) -> date:
    if isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # a day that does not exist gets the same sentence as one written another way
    raise Invalid("day", N_("Ngày “%(text)s” phải viết như 2026-08-31"), text=text)


def _mapping(form: object, name: str) -> Mapping[str, Any]:
    if not isinstance(form, dict):
        raise Invalid(name, N_('Phần "%(name)s" của lịch phải nằm trong dấu { }'), name=name)
    return form


def _refuse_unknown(form: Mapping[str, Any], known: set[str], name: str) -> None:
    unknown = sorted(set(form) - known)
    if unknown:
        raise Invalid(name, N_('Lịch không có mục "%(unknown)s"'), unknown=", ".join(unknown))


def _pairs(windows: tuple[Window, ...]) -> list[list[str]]:
    return [
        [f"{window.start:%H:%M}", "24:00" if window.end == MIDNIGHT else f"{window.end:%H:%M}"]
        for window in sorted(windows)
    ]
