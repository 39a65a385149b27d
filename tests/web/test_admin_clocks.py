"""What administrators set about clocks: the calendar that running clocks follow, the ladder of warnings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.recount_clocks import recount_clocks
from feedback.actions.transaction import transaction
from feedback.models import Entry, LadderStep, WorkingCalendar
from feedback.terms import Role
from tests.support.pages import BrowserLike
from tests.support.world import World


@pytest.fixture
def admin(as_staff: Callable[..., BrowserLike]) -> BrowserLike:
    return as_staff(Role.ADMIN)


def changes(world: World) -> list[tuple[str, str]]:
    """What was changed, by the ledger."""
    world.look()
    facts = world.session.scalars(select(Entry.facts).where(Entry.event == "setting.changed").order_by(Entry.seq))
    return [(one["what"], one["key"]) for one in facts]


def test_who_is_told_at_a_step_is_chosen_here(world: World, admin: BrowserLike) -> None:
    listed = admin.page("/admin/ladder").text("table")
    assert "quá hạn 3 ngày làm việc" in listed
    assert "không báo ai, chỉ đổi màu trong danh sách" in listed
    admin.decide(admin.page("/admin/ladder/90"), centre="y")
    world.look()
    step = world.session.get_one(LadderStep, "90")
    assert (step.tells, step.is_active) == (["owner", "head", "centre"], True)
    assert changes(world) == [("ladder", "90")]
    assert admin.get("/admin/ladder/91").status_code == 404


def test_running_clocks_follow_the_calendar(world: World, admin: BrowserLike) -> None:
    case = world.forwarded()
    due = case.resolve_due_at
    admin.decide(admin.page("/admin/calendars/hanh-chinh"), on="2026-07-07", sort="off", name="Bão")
    world.look()
    assert [task.run_at for task in world.tasks("recount_clocks")] == [clock.now()]
    with transaction(world.database) as session:
        recount_clocks(session, session.get_one(WorkingCalendar, world.tasks("recount_clocks")[-1].subject_id))
    world.look()
    assert due is not None
    assert case.resolve_due_at == due + timedelta(days=1)
    assert world.received().resolve_due_at == case.resolve_due_at
