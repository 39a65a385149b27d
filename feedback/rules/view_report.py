"""Kept views of the leaders' pages: which addresses may be kept, when their reports go out, and what a report says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from feedback.clock import HO_CHI_MINH
from feedback.errors import N_, Invalid
from feedback.rules.index766 import Ratio
from feedback.rules.say import number, percent

SCHEDULES = ("", "daily", "weekly", "monthly")
HOUR = time(7)
PATH = re.compile(
    r"/leadership/(today|week|league|wards|(?P<place>agencies|wards|fields)/(?P<code>[a-z0-9._-]{1,60}))?"
)
CHOICES = ("period", "agency", "ward", "field", "by", "show")
NOT_A_VIEW = N_("Chỉ lưu được các trang số liệu của lãnh đạo.")
ADDRESS_MAX = 300
OF_PLACE = {"agencies": "agency", "wards": "ward", "fields": "field"}


@dataclass(frozen=True)
class Seen:
    """What an address looks at; "" for the whole city or the running month."""

    path: str
    period: str
    agency: str
    ward: str
    field: str


@dataclass(frozen=True)
class Figures:
    """What a report tells: shares of the period, and what stands open now."""

    place: str
    period: str
    received: int
    answered: int
    on_time: Ratio
    reopened: Ratio
    satisfied: Ratio
    standing: Mapping[str, int]


@dataclass(frozen=True)
class Links:
    """The way to the page, and the way to end the mail."""

    page: str
    end: str


MAILS = {
    "vi": """{name}
{place}, {period}. Số liệu đến {known}.

Nhận: {received}. Đã trả lời: {answered}.
Đúng hạn (766): {on_time}. Bị mở lại: {reopened}.
Hài lòng (766): {satisfied}.
Lúc này: {open} việc đang mở, {overdue} quá hạn, {urgent} khẩn, {unaccepted} chưa tiếp nhận, {due} đến hẹn trong 7 ngày.

Xem từng vụ việc: {link}
Thôi nhận thư này: {end}""",
    "en": """{name}
{place}, {period}. Figures up to {known}.

Received: {received}. Answered: {answered}.
On time (766): {on_time}. Opened again: {reopened}.
Satisfied (766): {satisfied}.
Now: {open} open, {overdue} overdue, {urgent} urgent, {unaccepted} not accepted, {due} due within seven days.

See each case: {link}
Stop this mail: {end}""",
}


def tidy_address(address: str) -> str:
    """The path and the choices that pages know, nothing else. Raises Invalid naming `address`."""
    parts = urlsplit(address)
    if PATH.fullmatch(parts.path) is None or parts.scheme or parts.netloc or len(address) > ADDRESS_MAX:
        raise Invalid("address", NOT_A_VIEW)
    given = parse_qs(parts.query)
    kept = {name: given[name][0] for name in CHOICES if given.get(name, [""])[0]}
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def seen(address: str) -> Seen:
    """What a tidy address looks at."""
    parts = urlsplit(address)
    found, given = PATH.fullmatch(parts.path), parse_qs(parts.query)
    chosen = {name: given.get(name, [""])[0] for name in CHOICES}
    if found is not None and found["place"]:
        chosen[OF_PLACE[found["place"]]] = found["code"]
    return Seen(parts.path, chosen["period"], chosen["agency"], chosen["ward"], chosen["field"])


def next_at(schedule: str, now: datetime) -> datetime | None:
    """The next seven in the morning in Vietnam after `now`: of any day, of a Monday, of the first of a month."""
    if not schedule:
        return None
    local = now.astimezone(HO_CHI_MINH)
    day = local.date() if local.time() < HOUR else local.date() + timedelta(days=1)
    while not _fits(schedule, day):
        day += timedelta(days=1)
    return datetime.combine(day, HOUR, HO_CHI_MINH).astimezone(UTC)


def _fits(schedule: str, day: date) -> bool:
    return schedule == "daily" or (day.weekday() == 0 if schedule == "weekly" else day.day == 1)


def report(name: str, figures: Figures, known: str, links: Links, language: str = "vi") -> str:
    """The mail: figures in words, how often it came back beside on time, the way to the page and the way out."""
    said = {what: number(count, language=language) for what, count in figures.standing.items()}
    ratios = {"on_time": figures.on_time, "reopened": figures.reopened, "satisfied": figures.satisfied}
    rates = {what: _said(ratio, language) for what, ratio in ratios.items()}
    return MAILS[language].format(
        name=name, place=figures.place, period=figures.period, known=known, link=links.page, end=links.end,
        received=number(figures.received, language=language), answered=number(figures.answered, language=language),
        **rates, **said,
    )  # fmt: skip


def _said(ratio: Ratio, language: str) -> str:
    share = percent(float(ratio.percent) if ratio.percent is not None else None, 2, language)
    return f"{share} ({number(ratio.numerator, language=language)}/{number(ratio.denominator, language=language)})"
