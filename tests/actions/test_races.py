"""Two people at once: one wins, the other is told, and nothing is done twice."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from feedback.actions.accept import accept
from feedback.actions.forward import dispatch
from feedback.actions.hand_in import approve, send_back
from feedback.actions.permit import expect_version
from feedback.actions.write_note import write_note
from feedback.errors import Outdated, Refused
from feedback.models import Leg
from feedback.terms import LegRole, Role, State
from tests.conftest import At
from tests.support.races import on_case
from tests.support.world import ROADS, WATER, World


def test_two_dispatchers_open_exactly_one_lead_leg(world: World) -> None:
    one, other = world.dispatcher, world.another(Role.DISPATCHER)
    for _ in range(5):
        case = world.received()
        errors = on_case(
            world,
            case.id,
            lambda session, found: dispatch(session, one, found, ROADS),
            lambda session, found: dispatch(session, other, found, WATER),
        )
        assert len(errors) == 1, errors
        assert isinstance(errors[0], Outdated | Refused)
        legs = select(func.count()).where(Leg.case_id == case.id, Leg.role == LegRole.LEAD, Leg.ended_at.is_(None))
        assert world.session.scalar(legs) == 1
        assert world.events(case).count("case.forwarded") == 1


def test_approving_and_sending_back_at_once_does_one_of_them(world: World) -> None:
    one, other = world.leader, world.another(Role.AGENCY_LEADER)
    case = world.awaiting_approval()
    errors = on_case(
        world,
        case.id,
        lambda session, found: approve(session, one, found),
        lambda session, found: send_back(session, other, found, "Làm lại cho kỹ."),
    )
    assert len(errors) == 1
    assert case.state in (State.RESOLVED, State.IN_PROGRESS)


def test_a_form_filled_in_before_somebody_else_acted_is_refused_with_their_name(world: World, at: At) -> None:
    case = world.forwarded()
    seen = case.version
    at("2026-07-06T08:01")
    world.act(accept, world.officer, case)
    with pytest.raises(Outdated) as refused:
        world.act(lambda session, actor, found: expect_version(session, found, seen), world.dispatcher, case)
    assert refused.value.changed_by.startswith(Role.OFFICER.vi)
    assert refused.value.changed_by in str(refused.value)


def test_the_current_version_is_let_through(world: World) -> None:
    case = world.forwarded()
    world.act(lambda session, actor, found: expect_version(session, found, case.version), world.dispatcher, case)


def test_every_act_moves_the_version(world: World, at: At) -> None:
    case = world.received()
    before = case.version
    at("2026-07-06T08:01")
    world.act(write_note, world.operator, case, "Đã gọi lại.")
    assert case.version == before + 1, "a note too, so that the reader of an old page learns of it"
