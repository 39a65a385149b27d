"""`clocks verify` and `deadlines explain`: clocks answer for themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from feedback import clock
from feedback.actions import clocks
from feedback.actions.accept import accept
from feedback.actions.ask_citizen import resume
from feedback.actions.forward import dispatch
from feedback.actions.return_case import return_case
from feedback.actions.transaction import transaction
from feedback.models import Case, Clock, ClockEvent
from feedback.terms import ClockEventKind, ClockKind, LegState, Level
from tests.cli.conftest import Cli
from tests.conftest import At
from tests.support.world import ROADS, World


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
    row = world.clocks(case)[ClockKind.WORK]
    with world.database.writing() as session:
        if what == "events":
            last = update(ClockEvent).where(ClockEvent.clock_id == row.id, ClockEvent.kind == ClockEventKind.STOP)
            session.execute(last.values(seq=ClockEvent.seq + 1))
        else:
            wrong = {"due_at": row.due_at + timedelta(hours=1), "outcome": "missed"}
            session.execute(update(Clock).where(Clock.id == row.id).values({what: wrong[what]}))
        session.commit()
    found = cli("clocks", "verify")
    assert found.exit_code == 1
    assert f"Đồng hồ số {row.id} (“Xử lý”, vụ {case.number})" in found.stdout


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


def test_turns_count_short_ones_and_late_returns_apart(cli: Cli, world: World, at: At) -> None:
    world.resolved()
    given_late = world.received()
    late = world.in_progress()
    at("2026-07-09T16:00")
    world.act(dispatch, world.dispatcher, given_late, ROADS)
    world.act(accept, world.officer, given_late)
    at("2026-07-13T08:00")
    give_back = {"reason_code": "khong-tham-quyen", "note": "Đường của đơn vị khác.", "proposed_agency_code": None}
    world.act(return_case, world.officer, late, **give_back)
    at("2026-07-14T08:00")
    with transaction(world.database) as session:
        case = session.get_one(Case, given_late.id)
        clocks.stop(session, case, (ClockKind.WORK,), clock.now())
        case.legs[0].ended_at, case.legs[0].state = clock.now(), LegState.DONE
    found = cli("deadlines", "turns", "--month", "2026-07")
    assert found.exit_code == 0, found.output
    assert found.stdout.splitlines()[1].split()[-6:] == ["1", "0", "0", "1", "1", "1"]
    assert "Không có lượt" in cli("deadlines", "turns", "--month", "2026-06").stdout
    assert cli("deadlines", "turns", "--month", "tháng bảy").exit_code == 2
