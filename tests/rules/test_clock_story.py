"""A clock tells how it came to its deadline, one sentence for each thing that happened to it."""

from __future__ import annotations

from typing import Any

from feedback.rules.clock_ledger import ClockEvent
from feedback.rules.clock_story import tell
from feedback.terms import ClockEventKind
from tests.rules.calendars import OFFICE, at

NINTH, SIXTEENTH = "thứ Năm 9/7/2026", "08:00 thứ Năm 16/7/2026"
CALENDARS = {"office": OFFICE}


def told(*events: tuple[str, str, dict[str, Any]]) -> list[str]:
    ledger = [ClockEvent(n, ClockEventKind(kind), at(when), facts) for n, (kind, when, facts) in enumerate(events, 1)]
    return tell(ledger, CALENDARS)


START = ("start", "2026-07-06 09:00", {"calendar": "office", "target": "5wd"})


def test_pauses_extensions_and_the_end() -> None:
    granted = {"target": "2wd", "requested_at": at("2026-07-09 08:00").isoformat()}
    assert told(
        START,
        ("pause", "2026-07-07 10:00", {}),
        ("resume", "2026-07-07 10:30", {}),
        ("extend", "2026-07-09 09:00", granted),
        ("stop", "2026-07-15 16:00", {}),
    ) == [
        "Nhận 09:00 thứ Hai 6/7/2026.",
        "Không tính ngày nhận, đếm từ ngày làm việc kế tiếp.",
        "Thời hạn 5 ngày làm việc, hạn ban đầu 17:00 thứ Hai 13/7/2026.",
        "Trừ tạm dừng từ 10:00 thứ Ba 7/7/2026 đến 10:30 thứ Ba 7/7/2026: 30 phút.",
        f"Gia hạn thêm 2 ngày làm việc, duyệt lúc 09:00 {NINTH} (đề nghị lúc 08:00 {NINTH}): hạn mới {SIXTEENTH}.",
        "Dừng lúc 16:00 thứ Tư 15/7/2026, hạn khi đó 08:00 thứ Năm 16/7/2026: đúng hạn.",
    ]


def test_a_clock_that_rests_says_so_and_its_earliest_deadline() -> None:
    assert told(START, ("pause", "2026-07-07 10:00", {}))[-2:] == [
        "Đang tạm dừng từ 10:00 thứ Ba 7/7/2026, hạn sẽ dời khi chạy tiếp.",
        "Hạn 17:00 thứ Hai 13/7/2026. Theo luật, ngày cuối kết thúc lúc 24:00 ngày 13/7/2026.",
    ]


def test_a_new_target_and_a_changed_calendar() -> None:
    sentences = told(
        START,
        ("retarget", "2026-07-07 09:00", {"calendar": "office", "target": "1wd"}),
        ("retarget", "2026-07-07 10:00", {"calendar": "office"}),
    )
    assert sentences[3:-1] == [
        "Đổi thời hạn thành 1 ngày làm việc lúc 09:00 thứ Ba 7/7/2026: hạn mới 17:00 thứ Ba 7/7/2026.",
    ]


def test_reopened_after_a_verdict() -> None:
    sentences = told(
        START,
        ("stop", "2026-07-14 09:00", {}),
        ("resume", "2026-07-15 09:00", {"at_least": "1wd"}),
        ("stop", "2026-07-15 10:00", {"outcome": "cancelled"}),
    )
    assert sentences[3].endswith(": trễ hạn.")
    assert sentences[4] == ("Chạy tiếp lúc 09:00 thứ Tư 15/7/2026 vì được mở lại, còn lại ít nhất 1 ngày làm việc.")
    assert sentences[5].endswith(": không tính đúng hay trễ.")
