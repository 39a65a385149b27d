"""`clocks verify` and `deadlines explain`: clocks answer for themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from feedback.actions.ask_citizen import resume
from feedback.models import Clock, ClockEvent
from feedback.terms import ClockKind, Level
from tests.cli.conftest import Cli
from tests.conftest import At
from tests.support.world import World


def test_clocks_that_say_what_their_ledger_says(cli: Cli, world: World) -> None:
    world.closed()
    world.awaiting_info()
    found = cli("clocks", "verify")
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("Mọi đồng hồ khớp với sổ sự kiện của nó: ")
    assert found.stdout.count("\n") == 1


@pytest.mark.parametrize("what", ["due_at", "outcome", "events"])
def test_the_first_clock_that_differs_is_named(cli: Cli, world: World, what: str) -> None:
    case = world.resolved()
    clock = world.clocks(case)[ClockKind.WORK]
    with world.database.writing() as session:
        if what == "events":
            session.execute(update(ClockEvent).where(ClockEvent.clock_id == clock.id).values(seq=ClockEvent.seq + 1))
        else:
            wrong = {"due_at": clock.due_at + timedelta(hours=1), "outcome": "missed"}
            session.execute(update(Clock).where(Clock.id == clock.id).values({what: wrong[what]}))
        session.commit()
    found = cli("clocks", "verify")
    assert found.exit_code == 1
    assert f"Đồng hồ số {clock.id} (“Xử lý”, vụ {case.number})" in found.stdout


def test_explain_tells_every_clock_of_a_case(cli: Cli, world: World, at: At) -> None:
    case = world.awaiting_info()
    at("2026-07-07T10:00")
    world.act(resume, world.officer, case)
    found = cli("deadlines", "explain", case.number)
    assert found.exit_code == 0, found.output
    for kind in world.clocks(case):
        assert f"{kind.vi} (" in found.stdout
    assert "Trừ tạm dừng từ 08:00 thứ Hai 6/7/2026 đến 10:00 thứ Ba 7/7/2026: " in found.stdout
    urgent = world.in_progress(level=Level.URGENT, field_code="cay-xanh.nga-do")
    assert "Tính liên tục cả đêm và ngày nghỉ." in cli("deadlines", "explain", urgent.number).stdout


def test_explain_of_nothing_is_one_sentence(cli: Cli) -> None:
    found = cli("deadlines", "explain", "2607-9999")
    assert (found.exit_code, found.stderr.count("\n")) == (2, 1)
