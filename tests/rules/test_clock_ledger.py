from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.errors import Invalid
from feedback.rules.clock_ledger import ClockEvent, ClockReading, replay
from feedback.rules.deadline import Pause, due, parse_target
from feedback.rules.working_time import Calendar
from feedback.terms import ClockEventKind, ClockOutcome, ClockState
from tests.rules.calendars import OFFICE, at

STORM = Calendar(code="storm", week=OFFICE.week, exceptions={**OFFICE.exceptions, at("2026-07-08 00:00").date(): ()})
CALENDARS = {"office": OFFICE, "storm": STORM}
Line = tuple[str, str, dict[str, Any]]


def read(*lines: Line) -> ClockReading:
    return replay(
        [
            ClockEvent(seq, ClockEventKind(kind), at(when), payload)
            for seq, (kind, when, payload) in enumerate(lines, 1)
        ],
        CALENDARS,
    )


FIVE_DAYS: Line = ("start", "2026-07-06 09:00", {"calendar": "office", "target": "5wd"})  # due Mon 13/7 17:00
TWO_HOURS: Line = ("start", "2026-07-06 08:00", {"calendar": "office", "target": "120min"})


def test_a_clock_that_runs() -> None:
    reading = read(FIVE_DAYS)
    assert reading.state is ClockState.RUNNING
    assert reading.due_at == at("2026-07-13 17:00")
    assert reading.legal_due_at == at("2026-07-14 00:00")
    assert reading.budget == reading.remaining == timedelta(minutes=360 + 5 * 450)
    assert reading.budget_seconds == 2610 * 60
    assert reading.due_version == 1
    assert reading.outcome is None


def test_a_paused_clock_says_what_is_left() -> None:
    reading = read(TWO_HOURS, ("pause", "2026-07-06 09:00", {}))
    assert reading.state is ClockState.PAUSED
    assert reading.remaining == timedelta(hours=1)
    assert reading.due_at == at("2026-07-06 10:00")


def test_pauses_move_the_deadline_as_the_rules_say() -> None:
    reading = read(FIVE_DAYS, ("pause", "2026-07-07 10:00", {}), ("resume", "2026-07-07 10:30", {}))
    assert reading.due_at == at("2026-07-14 08:00")
    assert reading.due_version == 2
    at_night = read(FIVE_DAYS, ("pause", "2026-07-07 17:00", {}), ("resume", "2026-07-08 07:30", {}))
    assert at_night.due_at == at("2026-07-13 17:00")
    assert at_night.due_version == 1


@pytest.mark.parametrize(
    ("when", "outcome"), [("2026-07-13 17:00", ClockOutcome.MET), ("2026-07-13 17:01", ClockOutcome.MISSED)]
)
def test_the_deadline_itself_is_in_time(when: str, outcome: ClockOutcome) -> None:
    reading = read(FIVE_DAYS, ("stop", when, {}))
    assert reading.outcome is outcome
    assert reading.stopped_at == at(when)


def test_stopping_in_a_pause_is_in_time_unless_it_was_late_before() -> None:
    in_time = read(TWO_HOURS, ("pause", "2026-07-06 09:00", {}), ("stop", "2026-07-08 09:00", {}))
    assert in_time.outcome is ClockOutcome.MET
    late = read(TWO_HOURS, ("pause", "2026-07-06 10:01", {}), ("stop", "2026-07-08 09:00", {}))
    assert late.outcome is ClockOutcome.MISSED


def test_cancelled_is_neither() -> None:
    reading = read(TWO_HOURS, ("stop", "2026-07-08 09:00", {"outcome": "cancelled"}))
    assert reading.outcome is ClockOutcome.CANCELLED


def test_an_extension_in_time() -> None:
    reading = read(FIVE_DAYS, ("extend", "2026-07-10 09:00", {"target": "2wd"}), ("stop", "2026-07-15 17:00", {}))
    assert reading.due_at == at("2026-07-15 17:00")
    assert reading.outcome is ClockOutcome.MET


def test_an_extension_decided_late_excuses_only_what_was_asked_for_in_time() -> None:
    for requested_at, outcome in [
        ("2026-07-13T16:00:00+07:00", ClockOutcome.EXCUSED),
        ("2026-07-13T17:00:00+07:00", ClockOutcome.EXCUSED),  # the deadline itself is in time
        ("2026-07-13T18:00:00+07:00", ClockOutcome.MISSED),
        (None, ClockOutcome.MISSED),
    ]:
        extension = {"target": "2wd", "requested_at": requested_at}
        reading = read(FIVE_DAYS, ("extend", "2026-07-14 09:00", extension), ("stop", "2026-07-14 10:00", {}))
        assert reading.outcome is outcome


def test_sent_back_work_goes_on_with_what_was_left() -> None:
    reading = read(TWO_HOURS, ("stop", "2026-07-06 09:00", {}), ("resume", "2026-07-07 09:00", {}))
    assert reading.state is ClockState.RUNNING
    assert reading.outcome is None
    assert reading.stopped_at is None
    assert reading.due_at == at("2026-07-07 10:00")


def test_a_reopened_promise_has_at_least_a_working_day_and_keeps_its_breach() -> None:
    reopened: Line = ("resume", "2026-07-16 10:00", {"at_least": "1wd"})
    in_time = read(FIVE_DAYS, ("stop", "2026-07-13 16:00", {}), reopened)
    assert in_time.due_at == at("2026-07-17 17:00")
    assert read(FIVE_DAYS, ("stop", "2026-07-07 16:00", {}), reopened).due_at > at("2026-07-17 17:00")
    late = read(FIVE_DAYS, ("stop", "2026-07-15 10:00", {}), reopened, ("stop", "2026-07-16 11:00", {}))
    assert late.due_at == at("2026-07-17 17:00")
    assert late.outcome is ClockOutcome.MISSED


def test_what_was_missed_before_a_reopening_no_later_request_excuses() -> None:
    missed: list[Line] = [
        FIVE_DAYS,
        ("stop", "2026-07-15 10:00", {}),
        ("resume", "2026-07-16 10:00", {"at_least": "1wd"}),  # due Fri 17/7 17:00
    ]
    asked_in_time = {"target": "2wd", "requested_at": "2026-07-17T16:00:00+07:00"}
    reading = read(*missed, ("extend", "2026-07-20 08:00", asked_in_time), ("stop", "2026-07-20 09:00", {}))
    assert reading.outcome is ClockOutcome.MISSED


def test_a_new_target_keeps_pauses_and_extensions() -> None:
    reading = read(
        FIVE_DAYS,
        ("pause", "2026-07-07 07:30", {}),
        ("resume", "2026-07-08 07:30", {}),
        ("extend", "2026-07-08 09:00", {"target": "1wd"}),
        ("retarget", "2026-07-08 10:00", {"target": "3wd"}),
    )
    assert reading.due_at == at("2026-07-13 17:00")  # Thu 9/7, one day paused, one day granted


def test_a_new_target_already_past_gives_half_an_hour() -> None:
    reading = read(FIVE_DAYS, ("retarget", "2026-07-10 16:45", {"target": "60min"}))
    assert reading.due_at == at("2026-07-13 07:45")
    assert read(FIVE_DAYS, ("retarget", "2026-07-08 05:00", {"target": "1wd"})).due_at == at("2026-07-08 08:00")


MADE_URGENT: Line = ("retarget", "2026-07-08 22:00", {"calendar": "office", "target": "60min24x7", "from": "now"})


def test_made_urgent_it_counts_from_that_instant() -> None:
    reading = read(FIVE_DAYS, MADE_URGENT)
    assert reading.started_at == at("2026-07-08 22:00")
    assert reading.due_at == at("2026-07-08 23:00")
    assert reading.budget == timedelta(hours=1)
    late = read(TWO_HOURS, MADE_URGENT, ("stop", "2026-07-08 22:59", {}))
    assert late.outcome is ClockOutcome.MET, "nobody is late for what nobody knew"


def test_made_urgent_after_a_pause_and_an_extension_neither_counts() -> None:
    reading = read(
        FIVE_DAYS,
        ("pause", "2026-07-07 07:30", {}),
        ("resume", "2026-07-08 07:30", {}),
        ("extend", "2026-07-08 09:00", {"target": "1wd"}),
        MADE_URGENT,
    )
    assert reading.due_at == at("2026-07-08 23:00")
    assert reading.remaining == timedelta(hours=1)


def test_made_urgent_the_time_that_was_given_as_grace_before_does_not_count() -> None:
    grace: Line = ("retarget", "2026-07-07 08:00", {"target": "60min"})
    assert read(TWO_HOURS, grace).due_at == at("2026-07-07 08:30")
    assert read(TWO_HOURS, grace, MADE_URGENT).due_at == at("2026-07-08 23:00")


def test_no_longer_urgent_it_counts_from_the_beginning_with_its_pauses_and_extensions() -> None:
    normal_again: Line = ("retarget", "2026-07-09 08:00", {"calendar": "office", "target": "5wd", "from": "start"})
    assert read(FIVE_DAYS, MADE_URGENT, normal_again).due_at == read(FIVE_DAYS).due_at
    rested: list[Line] = [
        FIVE_DAYS,
        ("pause", "2026-07-07 07:30", {}),
        ("resume", "2026-07-08 07:30", {}),
        ("extend", "2026-07-08 09:00", {"target": "1wd"}),
    ]
    assert read(*rested, MADE_URGENT, normal_again).due_at == read(*rested).due_at


def test_no_longer_urgent_and_already_past_gives_half_an_hour() -> None:
    normal_again: Line = ("retarget", "2026-07-09 08:00", {"calendar": "office", "target": "120min", "from": "start"})
    assert read(TWO_HOURS, MADE_URGENT, normal_again).due_at == at("2026-07-09 08:30")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=2, max_size=6), st.integers(1, 5000))
def test_urgent_and_back_is_as_if_it_had_never_been(gaps: list[int], wait: int) -> None:
    """Whatever pauses came before: the way back gives the deadline of the clock that was never urgent."""
    start = at("2026-07-06 09:00")
    events = [ClockEvent(1, ClockEventKind.START, start, {"calendar": "office", "target": "40wd"})]
    moment = start
    for gap in gaps[: len(gaps) // 2 * 2]:
        moment += timedelta(minutes=gap)
        kind = ClockEventKind.PAUSE if len(events) % 2 else ClockEventKind.RESUME
        events.append(ClockEvent(len(events) + 1, kind, moment))
    plain = replay(events, CALENDARS)
    for target, origin in (("1440min24x7", "now"), ("40wd", "start")):
        moment += timedelta(minutes=wait)
        payload = {"calendar": "office", "target": target, "from": origin}
        events.append(ClockEvent(len(events) + 1, ClockEventKind.RETARGET, moment, payload))
        reading = replay(events, CALENDARS)
        assert reading.due_at == (moment + timedelta(days=1) if origin == "now" else plain.due_at)
    assert reading.remaining > timedelta(0)


def test_a_storm_day_moves_a_running_clock_but_absolves_nobody() -> None:
    storm: dict[str, Any] = {"calendar": "storm"}
    assert read(FIVE_DAYS, ("retarget", "2026-07-07 20:00", storm)).due_at == at("2026-07-14 17:00")
    late = read(TWO_HOURS, ("retarget", "2026-07-07 20:00", storm), ("stop", "2026-07-07 20:00", {}))
    assert late.due_at == at("2026-07-06 10:00")
    assert late.outcome is ClockOutcome.MISSED


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("pause", "2026-07-06 09:00", {})],
        [FIVE_DAYS, FIVE_DAYS],
        [FIVE_DAYS, ("resume", "2026-07-06 10:00", {})],
        [FIVE_DAYS, ("pause", "2026-07-06 10:00", {}), ("pause", "2026-07-06 11:00", {})],
        [FIVE_DAYS, ("stop", "2026-07-06 10:00", {}), ("extend", "2026-07-06 11:00", {"target": "2wd"})],
        [FIVE_DAYS, ("pause", "2026-07-06 08:00", {})],
        [("start", "2026-07-06 08:00", {"calendar": "moon", "target": "5wd"})],
    ],
)
def test_events_that_do_not_follow_are_refused(lines: list[Line]) -> None:
    with pytest.raises(Invalid):
        read(*lines)


def test_a_missing_event_is_noticed() -> None:
    first = ClockEvent(1, ClockEventKind.START, at("2026-07-06 09:00"), {"calendar": "office", "target": "5wd"})
    with pytest.raises(Invalid, match="liền nhau"):
        replay([first, ClockEvent(3, ClockEventKind.PAUSE, at("2026-07-06 10:00"))], CALENDARS)


steps = st.lists(st.integers(1, 4000), max_size=6)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(["900min", "5wd", "500min24x7"]), steps, st.booleans())
def test_replay_equals_the_reckoning(target: str, gaps: list[int], extended: bool) -> None:
    start = at("2026-07-06 09:00")
    events = [ClockEvent(1, ClockEventKind.START, start, {"calendar": "office", "target": target})]
    extension = parse_target("60min24x7" if target.endswith("24x7") else "60min") if extended else None
    if extension is not None:
        events.append(ClockEvent(2, ClockEventKind.EXTEND, start, {"target": str(extension)}))
    moments: list[datetime] = []
    for gap in gaps[: len(gaps) // 2 * 2]:
        moments.append((moments[-1] if moments else start) + timedelta(minutes=gap))
        kind = ClockEventKind.PAUSE if len(moments) % 2 else ClockEventKind.RESUME
        events.append(ClockEvent(len(events) + 1, kind, moments[-1]))
    pauses = [Pause(*pair) for pair in zip(moments[::2], moments[1::2], strict=True)]
    assert replay(events, CALENDARS).due_at == due(OFFICE, start, parse_target(target), pauses, extension)
