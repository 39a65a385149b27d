"""How to reach a reporter: few may see it, and every look is written down."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from feedback.actions.view_contact import view_contact
from feedback.errors import Missing, NotYours
from feedback.models import Case, Entry
from feedback.queries.contacts import masked_contact
from feedback.rules.lifecycle import Actor
from feedback.terms import Role
from tests.support.world import WATER, World


def look(world: World, actor: Actor, case: Case, of: Case | None = None) -> str:
    return world.act(view_contact, actor, case, world.report(of or case).id).phone


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DISPATCHER])
def test_the_centre_may_look_and_the_look_is_an_entry(world: World, role: Role) -> None:
    case = world.received()
    assert look(world, world.actor(role), case) == "0907123456"
    entry = world.session.scalars(select(Entry).where(Entry.event == "contact.viewed")).one()
    assert (entry.actor_id, entry.case_id) == (world.actor(role).user_id, case.id)
    assert "907123456" not in str(entry.facts)


def test_an_agency_looks_only_at_who_did_not_ask_to_stay_hidden(world: World) -> None:
    hidden, shown = world.in_progress(), world.in_progress(is_hidden_from_agency=False)
    with pytest.raises(NotYours):
        look(world, world.officer, hidden)
    assert look(world, world.officer, shown) == "0907123456"


def test_an_agency_that_no_longer_holds_the_case_looks_no_more(world: World) -> None:
    case = world.returned(is_hidden_from_agency=False)
    with pytest.raises(NotYours):
        look(world, world.officer, case)
    with pytest.raises(NotYours):
        look(world, world.actor(Role.OFFICER, WATER), world.in_progress(is_hidden_from_agency=False))


@pytest.mark.parametrize("role", [Role.CITY_LEADER, Role.AUDITOR, Role.ADMIN])
def test_onlookers_do_not_look(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        look(world, world.actor(role), world.received())


def test_a_report_of_another_case_is_not_shown_through_this_one(world: World) -> None:
    with pytest.raises(Missing):
        look(world, world.dispatcher, world.received(), of=world.received())


def test_a_merged_report_is_reached_through_the_case_that_answers_it(world: World) -> None:
    into = world.in_progress()
    merged = world.merged(into, phone="0918 765 432")
    assert look(world, world.dispatcher, into, of=merged) == "0918765432"


def test_the_mask_tells_little(world: World) -> None:
    masked = masked_contact(world.report(world.received(email="nguoi.gui@vidu.vn")))
    assert "123456" not in masked.phone.replace(" ", "")
    assert "nguoi.gui" not in masked.email
    assert masked.name != "Người gửi thử"
