"""A calendar that changes moves the clocks that run, with an entry each, and never a deadline that lies behind."""

from __future__ import annotations

from datetime import date

import pytest

from feedback import clock
from feedback.actions import recount_clocks as actions
from feedback.actions.change_calendar import change_calendar
from feedback.actions.effects import Effect, moves, tried
from feedback.actions.transaction import transaction
from feedback.models import WorkingCalendar
from feedback.queries.clock_replay import verify
from feedback.terms import ClockKind, Role
from tests.conftest import At
from tests.support.world import World

OFFICE = "hanh-chinh"


def storm(world: World, on: str, windows: str | None = "") -> WorkingCalendar:
    """A day off (or hours of a make-up day), and the work that follows."""
    with transaction(world.database) as session:
        row = change_calendar(
            session, world.actor(Role.ADMIN), OFFICE, on=date.fromisoformat(on), windows=windows, name="Bão",
            source_document="",
        )  # fmt: skip
    follow(world, row)
    return row


def follow(world: World, row: WorkingCalendar) -> int:
    with transaction(world.database) as session:
        moved = actions.recount_clocks(session, session.get_one(WorkingCalendar, row.id))
    world.look()
    with world.database.reading() as session:
        assert verify(session).difference is None
    return moved


def due(world: World, case_id: int) -> str:
    return clock.local(world.clocks(world.case(case_id))[ClockKind.RESOLVE].due_at).isoformat()[:16]


def test_a_day_off_moves_what_lies_behind_it_with_an_entry_each(world: World) -> None:
    case = world.in_progress()
    version, changed_at = case.version, case.changed_at
    row = storm(world, "2026-07-08")
    assert due(world, case.id) == "2026-07-10T17:00"
    assert clock.local(case.resolve_due_at or clock.now()).isoformat()[:10] == "2026-07-10"
    assert (case.version, case.changed_at) == (version, changed_at), "nobody's open form is outdated by it"
    assert world.events(case).count("clock.recounted") == 2  # the promise and the agency's own target
    assert follow(world, row) == 0, "once is enough"


def test_a_deadline_before_the_day_stays_and_so_does_one_that_is_over(world: World, at: At) -> None:
    early = world.in_progress()  # until Thursday the 9th
    storm(world, "2026-07-10")
    assert due(world, early.id) == "2026-07-09T17:00"
    at("2026-07-13T08:00")
    storm(world, "2026-07-14")
    assert due(world, early.id) == "2026-07-09T17:00"
    assert "clock.recounted" not in world.events(early)


def test_a_make_up_day_brings_the_deadline_nearer(world: World, at: At) -> None:
    at("2026-07-08T08:00")
    case = world.in_progress()
    storm(world, "2026-07-11", "07:00-11:00; 13:00-17:00")
    assert due(world, case.id) == "2026-07-11T17:00"


def test_a_paused_clock_follows_too(world: World) -> None:
    case = world.awaiting_info()
    storm(world, "2026-07-08")
    assert due(world, case.id) == "2026-07-10T17:00"


def test_many_clocks_are_worked_off_in_turns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    cases = [world.received() for _ in range(3)]
    row = storm(world, "2026-07-08")
    assert len(world.tasks("recount_clocks")) == 2
    for _ in range(5):  # nine clocks, two in a turn
        follow(world, row)
    assert {due(world, case.id) for case in cases} == {"2026-07-10T17:00"}


def preview(world: World, on: str) -> Effect:
    admin = world.actor(Role.ADMIN)
    day = date.fromisoformat(on)
    return tried(
        world.database,
        lambda session: change_calendar(session, admin, OFFICE, on=day, windows="", name="Bão", source_document=""),
        moves,
    )


def test_the_preview_says_what_would_move_and_changes_nothing(world: World) -> None:
    case = world.in_progress()
    effect = preview(world, "2026-07-08")
    assert (effect.moved, effect.earlier, effect.later) == (2, 0, 2)
    assert {(move.number, clock.local(move.after).isoformat()[:16]) for move in effect.examples} == {
        (case.number, "2026-07-10T17:00")
    }
    assert preview(world, "2026-07-10").moved == 0
    assert due(world, case.id) == "2026-07-09T17:00"
    assert world.tasks("recount_clocks") == []
    storm(world, "2026-07-08")
    assert due(world, case.id) == "2026-07-10T17:00", "what was previewed is what happens"


def test_a_preview_leaves_no_trace_in_what_the_process_remembers(world: World) -> None:
    preview(world, "2026-07-08")
    assert due(world, world.in_progress().id) == "2026-07-09T17:00"
