"""Campaigns: for a while another limit for a field; what was promised before stays, and the explanation names them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.campaigns import end_campaign, start_campaign
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Limit
from feedback.queries.clock_replay import stories
from feedback.terms import ClockKind, Level, Role, Unit
from tests.conftest import At
from tests.support.world import World

RUBBISH = "ve-sinh-moi-truong"
TET: dict[str, Any] = {
    "name": "15 ngày vệ sinh môi trường trước Tết",
    "field_code": RUBBISH,
    "level": None,
    "amount": 2,
    "unit": Unit.WORKING_DAYS,
    "valid_from": date(2026, 7, 7),
    "valid_to": date(2026, 7, 21),
    "legal_basis": "Kế hoạch 12/KH-UBND",
}


def start(world: World, **change: Any) -> None:
    with transaction(world.database) as session:
        start_campaign(session, world.actor(Role.ADMIN), **(TET | change))
    world.look()


def promise(world: World, case: Case) -> tuple[str, str]:
    row = world.clocks(case)[ClockKind.RESOLVE]
    return f"{row.amount} {row.unit}", clock.local(row.due_at).isoformat()[:10]


def test_while_it_lasts_the_field_and_what_lies_under_it_have_its_limit(world: World, at: At) -> None:
    start(world)
    fields = {"field_code": f"{RUBBISH}.rac-sinh-hoat"}
    before = world.forwarded(**fields)
    at("2026-07-07T08:00")
    during, other = world.forwarded(**fields), world.forwarded()
    at("2026-07-22T08:00")
    after = world.forwarded(**fields)
    assert promise(world, before) == ("3 working_days", "2026-07-09")
    assert promise(world, during) == ("2 working_days", "2026-07-09")
    assert promise(world, after)[0] == "3 working_days"
    assert promise(world, other)[0] == "3 working_days"
    assert world.clocks(during)[ClockKind.WORK].amount == 2
    assert world.clocks(during)[ClockKind.RESOLVE].legal_basis == "Kế hoạch 12/KH-UBND"


def test_the_explanation_names_it(world: World, at: At) -> None:
    start(world)
    at("2026-07-07T08:00")
    case = world.received(field_code=RUBBISH)
    told = " ".join(one for story in stories(world.session, case.id).values() for one in story)
    assert "Thời hạn 2 ngày làm việc theo đợt “15 ngày vệ sinh môi trường trước Tết”" in told


def test_urgent_stays_urgent_and_a_level_may_be_named(world: World, at: At) -> None:
    start(world, level=Level.NORMAL)
    at("2026-07-07T08:00")
    urgent = world.received(field_code=RUBBISH, level=Level.URGENT)
    assert world.clocks(urgent)[ClockKind.RESOLVE].limit_code == "resolve-khan"
    complex_one = world.received(field_code=RUBBISH, level=Level.COMPLEX)
    assert promise(world, complex_one)[0] == "15 working_days"
    assert promise(world, world.received(field_code=RUBBISH))[0] == "2 working_days"


def test_it_may_end_earlier_and_what_was_promised_stays(world: World, at: At) -> None:
    start(world)
    at("2026-07-08T08:00")
    case = world.received(field_code=RUBBISH)
    line = world.session.scalars(select(Limit).where(Limit.campaign != "")).first()
    assert line is not None
    with transaction(world.database) as session:
        end_campaign(session, world.actor(Role.ADMIN), session.get_one(Limit, line.id), last_on=date(2026, 7, 8))
    world.look()
    ends = set(world.session.scalars(select(Limit.valid_to).where(Limit.campaign != "")))
    assert ends == {date(2026, 7, 8)}
    at("2026-07-09T08:00")
    assert promise(world, world.received(field_code=RUBBISH))[0] == "3 working_days"
    assert promise(world, case)[0] == "2 working_days"
    with transaction(world.database) as session, pytest.raises(Refused):
        end_campaign(session, world.actor(Role.ADMIN), session.get_one(Limit, line.id), last_on=date(2026, 7, 9))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"field_code": "moon"}, "field_code"),
        ({"level": Level.URGENT}, "level"),
        ({"amount": 0}, "amount"),
        ({"valid_from": date(2026, 7, 5)}, "valid_from"),
        ({"valid_to": date(2026, 7, 6)}, "valid_to"),
        ({"valid_to": date(2027, 7, 21)}, "valid_to"),
        ({"legal_basis": ""}, "legal_basis"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        start(world, **change)
    assert error.value.field == field


def test_two_at_once_for_one_field_are_refused(world: World) -> None:
    start(world)
    with pytest.raises(Invalid, match="đã có đợt"):
        start(world, name="Đợt khác", valid_from=date(2026, 7, 20), valid_to=date(2026, 8, 1))
    start(world, name="Đợt sau", valid_from=date(2026, 7, 22), valid_to=date(2026, 8, 1))
    start(world, name="Lĩnh vực khác", field_code="giao-thong")
    with transaction(world.database) as session, pytest.raises(NotYours):
        start_campaign(session, world.dispatcher, **TET)
