from __future__ import annotations

from feedback.rules.deadline import Pause, parse_target
from feedback.rules.derivation import explain
from tests.rules.calendars import OFFICE, at


def test_minutes_received_outside_hours() -> None:
    assert explain(OFFICE, at("2026-07-10 17:30"), parse_target("120min")) == [
        "Nhận 17:30 thứ Sáu 10/7/2026.",
        "Ngoài giờ làm việc nên tính từ 07:30 thứ Hai 13/7/2026.",
        "Thời hạn 120 phút làm việc, hạn ban đầu 09:30 thứ Hai 13/7/2026.",
        "Hạn 09:30 thứ Hai 13/7/2026.",
    ]


def test_days_with_pauses_and_an_extension() -> None:
    pauses = [
        Pause(at("2026-07-07 10:00"), at("2026-07-07 10:30")),
        Pause(at("2026-07-07 17:00"), at("2026-07-08 07:30")),
        Pause(at("2026-07-09 08:00")),
    ]
    assert explain(OFFICE, at("2026-07-06 09:00"), parse_target("5wd"), pauses, parse_target("2wd")) == [
        "Nhận 09:00 thứ Hai 6/7/2026.",
        "Không tính ngày nhận, đếm từ ngày làm việc kế tiếp.",
        "Thời hạn 5 ngày làm việc, hạn ban đầu 17:00 thứ Hai 13/7/2026.",
        "Trừ tạm dừng từ 10:00 thứ Ba 7/7/2026 đến 10:30 thứ Ba 7/7/2026: 30 phút.",
        "Trừ tạm dừng từ 17:00 thứ Ba 7/7/2026 đến 07:30 thứ Tư 8/7/2026: không mất giờ làm việc nào.",
        "Đang tạm dừng từ 08:00 thứ Năm 9/7/2026, hạn sẽ dời khi chạy tiếp.",
        "Gia hạn thêm 2 ngày làm việc.",
        "Hạn 08:00 thứ Năm 16/7/2026. Theo luật, ngày cuối kết thúc lúc 24:00 ngày 16/7/2026.",
    ]


def test_urgent_work_runs_through_the_night() -> None:
    assert explain(OFFICE, at("2026-08-31 23:50:20"), parse_target("120min24x7")) == [
        "Nhận 23:50:20 thứ Hai 31/8/2026.",
        "Tính liên tục cả đêm và ngày nghỉ.",
        "Thời hạn 120 phút liên tục, hạn ban đầu 01:50:20 thứ Ba 1/9/2026.",
        "Hạn 01:50:20 thứ Ba 1/9/2026.",
    ]


def test_inside_hours_it_counts_at_once() -> None:
    assert explain(OFFICE, at("2026-07-06 08:00"), parse_target("1min"))[1] == "Tính ngay vì đang trong giờ làm việc."
