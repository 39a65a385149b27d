from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.rules import say
from tests.rules.calendars import at

NOW = at("2026-07-10 08:00")  # a Friday


def test_moments() -> None:
    assert say.moment(at("2026-07-10 09:10"), NOW) == "09:10 hôm nay"
    assert say.moment(at("2026-07-13 17:00"), NOW) == "17:00 thứ Hai 13/7"
    assert say.moment(at("2026-07-12 07:05"), NOW) == "07:05 Chủ nhật 12/7"
    assert say.moment(at("2025-12-31 17:00"), NOW) == "17:00 thứ Tư 31/12/2025"
    assert say.moment(datetime(2026, 7, 10, 17, 30, tzinfo=UTC), NOW) == "00:30 thứ Bảy 11/7"
    assert say.before(at("2026-07-13 17:00"), NOW) == "trước 17:00 thứ Hai 13/7"


def test_moments_in_english() -> None:
    assert say.moment(at("2026-07-10 09:10"), NOW, "en") == "09:10 today"
    assert say.moment(at("2026-07-13 17:00"), NOW, "en") == "17:00 Monday 13 July"
    assert say.moment(at("2025-12-31 17:00"), NOW, "en") == "17:00 Wednesday 31 December 2025"
    assert say.before(at("2026-07-13 17:00"), NOW, "en") == "before 17:00 Monday 13 July"


def test_days() -> None:
    assert say.day(date(2026, 7, 10), NOW) == "hôm nay"
    assert say.day(datetime(2026, 7, 9, 17, 30, tzinfo=UTC), NOW) == "hôm nay"
    assert say.day(date(2026, 7, 11), date(2026, 7, 10), "en") == "Saturday 11 July"


def test_a_date_in_figures() -> None:
    assert say.numeric_date(date(2026, 7, 6)) == "6/7/2026"


@pytest.mark.parametrize(
    ("minutes", "vietnamese", "english"),
    [
        (48, "còn 48 phút", "48 minutes left"),
        (78, "còn 1 giờ 18 phút", "1 hour 18 minutes left"),
        (390, "còn 6 giờ 30 phút", "6 hours 30 minutes left"),
        (360, "còn 6 giờ", "6 hours left"),
        (480, "còn 1 ngày", "1 day left"),
        (480 + 300 + 12, "còn 1 ngày 5 giờ", "1 day 5 hours left"),
        (0, "còn dưới 1 phút", "less than a minute left"),
        (-162, "quá 2 giờ 42 phút", "2 hours 42 minutes overdue"),
    ],
)
def test_what_is_left(minutes: int, vietnamese: str, english: str) -> None:
    assert say.left(timedelta(minutes=minutes)) == vietnamese
    assert say.left(timedelta(minutes=minutes), "en") == english


def test_what_is_left_in_narrow_places_to_citizens_and_around_the_clock() -> None:
    assert say.left(timedelta(minutes=390), narrow=True) == "còn 6 giờ"
    assert say.left(timedelta(minutes=48), narrow=True) == "còn 48 phút"
    assert say.left(timedelta(minutes=780), to_citizen=True) == "còn 1 ngày 5 giờ làm việc"
    assert say.left(timedelta(hours=20), day_minutes=1440) == "còn 20 giờ"
    assert say.left(timedelta(seconds=-20)) == "vừa quá hạn"


def test_pauses() -> None:
    assert say.paused_since(at("2026-07-10 07:20"), NOW) == "tạm dừng từ 07:20"
    assert say.paused_since(at("2026-07-09 15:20"), NOW) == "tạm dừng từ 15:20 thứ Năm 9/7"
    assert say.paused_since(at("2026-07-10 07:20"), NOW, "en") == "paused since 07:20"


def test_numbers() -> None:
    assert say.number(1284) == "1.284"
    assert say.number(1284, language="en") == "1,284"
    assert say.number(3.8, 1) == "3,8"
    assert say.number(1284.5, 2) == "1.284,5"
    assert say.number(-0.01, 1) == "0"
    assert say.percent(94.6) == "94,6%"
    assert say.percent(100.0) == "100%"
    assert say.percent(99.98, 2, "en") == "99.98%"
    assert say.percent(None) == "–"


def test_telephone_numbers() -> None:
    assert say.phone("0907418562") == "0907 418 562"
    assert say.phone("1022") == "1022"
