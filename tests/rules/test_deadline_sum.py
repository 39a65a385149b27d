"""The sum behind a deadline adds up, and says what was not counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from feedback.clock import HO_CHI_MINH
from feedback.rules.deadline import Pause, Target, budget, due
from feedback.rules.deadline_sum import day_by_day
from feedback.terms import Unit
from tests.rules.calendars import OFFICE


def at(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=HO_CHI_MINH)


def test_days_of_one_kind_become_one_line_and_all_add_up() -> None:
    start, target = at("2026-07-08T15:30"), Target(5, Unit.WORKING_DAYS)
    end = due(OFFICE, start, target)
    lines = day_by_day(OFFICE, target.unit, start, end)
    assert [(line.first.day, line.last.day, line.days, line.is_off) for line in lines] == [
        (8, 8, 1, False), (9, 10, 2, False), (11, 12, 0, True), (13, 14, 2, False), (15, 15, 1, False),
    ]  # fmt: skip
    assert lines[0].starts_at == start
    assert lines[-1].ends_at == end
    assert sum((line.counted for line in lines), timedelta(0)) == budget(OFFICE, start, target)


def test_pause_is_taken_out_of_its_days() -> None:
    start, target = at("2026-07-09T15:30"), Target(960, Unit.WORKING_MINUTES)
    pauses = [Pause(at("2026-07-10T07:00"), at("2026-07-10T09:00"))]
    end = due(OFFICE, start, target, pauses)
    lines = day_by_day(OFFICE, target.unit, start, end, [(pauses[0].start, at("2026-07-10T09:00"))])
    friday = next(line for line in lines if line.first.day == 10)
    assert friday.paused == timedelta(minutes=90)
    assert sum((line.counted for line in lines), timedelta(0)) == timedelta(minutes=960)


def test_round_the_clock_is_one_line() -> None:
    start = at("2026-07-11T22:00")
    (line,) = day_by_day(OFFICE, Unit.MINUTES, start, start + timedelta(hours=4))
    assert line.counted == timedelta(hours=4)
    assert (line.starts_at, line.ends_at) == (start, start + timedelta(hours=4))
