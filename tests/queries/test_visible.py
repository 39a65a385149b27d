"""Who may see what: one predicate, asked for every role against every state."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from feedback.actions.publish import publish
from feedback.actions.write_note import write_note
from feedback.models import Case, Leg, Note
from feedback.queries.visible import published_cases, visible_cases, visible_notes, visible_turns
from feedback.rules.lifecycle import CITIZEN, SYSTEM, Actor
from feedback.terms import Kind, Role, State
from tests.support.world import ROADS, WATER, World


def seen(world: World, actor: Actor) -> set[int]:
    return set(world.session.scalars(select(Case.id).where(visible_cases(actor))))


def test_the_centre_sees_all_but_operators_no_confidential_case_of_others(world: World) -> None:
    ordinary, secret = world.received(), world.received(kind=Kind.DENUNCIATION)
    own, _ = world.receive(world.operator, kind=Kind.COMPLAINT)
    assert seen(world, world.dispatcher) == seen(world, world.actor(Role.AUDITOR)) == {ordinary.id, secret.id, own.id}
    assert seen(world, world.operator) == {ordinary.id, own.id}
    assert seen(world, world.another(Role.OPERATOR)) == {ordinary.id}


def test_an_agency_sees_what_it_was_ever_given(world: World) -> None:
    world.received()
    roads, water, back = world.in_progress(ROADS), world.in_progress(WATER), world.returned(ROADS)
    assert seen(world, world.actor(Role.OFFICER, ROADS)) == {roads.id, back.id}
    assert seen(world, world.actor(Role.AGENCY_LEADER, WATER)) == {water.id}
    assert seen(world, world.actor(Role.OFFICER, "cong-an")) == set()


def test_what_turns_confidential_disappears_from_the_agency(world: World) -> None:
    case = world.forwarded()
    with world.database.writing() as session:
        session.get_one(Case, case.id).kind = Kind.DENUNCIATION
        session.commit()
    world.look()
    assert seen(world, world.officer) == set()
    assert seen(world, world.actor(Role.CITY_LEADER)) == set()


@pytest.mark.parametrize("actor", [CITIZEN, SYSTEM])
def test_without_a_role_of_staff_nothing_is_seen(world: World, actor: Actor) -> None:
    world.in_progress()
    assert seen(world, actor) == set()


def test_an_administrator_runs_the_house_and_reads_no_case(world: World) -> None:
    world.in_progress()
    assert seen(world, world.actor(Role.ADMIN)) == set()


def test_excluded_kinds_are_seen_by_three_only(world: World) -> None:
    for kind in [kind for kind in Kind if kind.is_excluded]:
        world.received(kind=kind)
    reading = {role for role in Role if seen(world, _someone(world, role))}
    assert reading == {Role.DISPATCHER, Role.AUDITOR}


def test_notes_stay_with_the_centre_and_the_agency_that_wrote_them(world: World) -> None:
    case = world.in_progress()
    world.act(write_note, world.officer, case, "Của Sở Xây dựng.")
    world.act(write_note, world.operator, case, "Của tổng đài.")

    def read(actor: Actor) -> list[str]:
        return list(world.session.scalars(select(Note.text).where(visible_notes(actor)).order_by(Note.id)))

    assert read(world.dispatcher) == ["Của Sở Xây dựng.", "Của tổng đài."]
    assert read(world.officer) == ["Của Sở Xây dựng."]
    assert read(world.actor(Role.OFFICER, WATER)) == read(CITIZEN) == []


def test_only_published_cases_are_public(world: World) -> None:
    hidden, shown = world.closed(), world.closed()
    world.act(publish, world.dispatcher, shown, public_text="Đường có ổ gà lớn.", public_answer="Đã vá xong ổ gà.")
    for state in (State.RECEIVED, State.IN_PROGRESS):
        world.case_in(state)
    public = set(world.session.scalars(select(Case.id).where(published_cases())))
    assert public == {shown.id}
    assert hidden.id not in public


def test_the_turns_that_somebody_sees_are_of_exactly_the_cases_that_they_see(world: World) -> None:
    for state in State:
        world.case_in(state)
    world.in_progress(WATER)
    world.forwarded(kind=Kind.SUGGESTION)
    secret = world.forwarded()
    with world.database.writing() as session:
        session.get_one(Case, secret.id).kind = Kind.COMPLAINT
        session.commit()
    world.look()
    for role, agency in product((Role.OFFICER, Role.AGENCY_LEADER), (ROADS, WATER, "cong-an")):
        actor = world.actor(role, agency)
        turns = select(Case.id).join(Leg, Leg.case_id == Case.id).where(visible_turns(actor, Leg))
        assert set(world.session.scalars(turns)) == seen(world, actor), (role, agency)
    for role in (Role.DISPATCHER, Role.CITY_LEADER, Role.CITIZEN):
        assert not world.session.scalars(
            select(Leg.id).join(Case).where(visible_turns(_someone(world, role), Leg))
        ).all()


def test_every_role_has_an_answer(world: World) -> None:
    case = world.in_progress()
    for role, state in product(Role, (case.state,)):
        assert seen(world, _someone(world, role)) <= {case.id}, (role, state)


def _someone(world: World, role: Role) -> Actor:
    return Actor(role) if role in (Role.CITIZEN, Role.SYSTEM) else world.actor(role)
