"""Routing by the system: sure ones go at once with their reasons kept, the rest to the dispatcher's tray."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.route import route
from feedback.models import Case, Decision
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import Kind, LegRole, Role, State
from tests.support.world import CENTRE, World

UNCLEAR: dict[str, Any] = {"field_code": None, "ward_code": None, "place_text": ""}


def routed(world: World, **fields: Any) -> Case:
    case = world.received(**fields)
    world.act(route, SYSTEM, case)
    return case


def decision(world: World, case: Case) -> Decision:
    return world.session.scalars(select(Decision).where(Decision.case_id == case.id)).one()


def test_a_clear_report_goes_to_its_agency_with_the_reasons(world: World) -> None:
    case = routed(world)
    why = decision(world, case)
    assert case.state is State.FORWARDED
    assert (case.holder_code, why.agency_code) == (world.leg(case).agency_code, world.leg(case).agency_code)
    assert why.is_sure
    assert why.decided_by_id is None
    assert why.sentence.endswith(".")
    assert why.candidates
    assert why.field_guesses[0]["field"] == "giao-thong.o-ga"
    assert why.model_version
    assert why.rules_version


def test_words_and_place_are_read_from_the_text(world: World) -> None:
    text = "Cống trước nhà nghẹt, nước thải tràn ra đường ở phường Ninh Kiều."
    case = routed(world, **(UNCLEAR | {"text": text}))
    assert case.ward_code == "31135"
    assert case.state in (State.FORWARDED, State.RECEIVED)
    assert decision(world, case).place_evidence["ward_candidates"]


def test_in_doubt_a_person_decides(world: World) -> None:
    case = routed(world, **(UNCLEAR | {"text": "Mọi chuyện không ổn chút nào, mong quan tâm."}))
    assert (case.state, case.holder_code) == (State.RECEIVED, CENTRE)
    assert case.tray_reason
    assert world.events(case)[-1] == "case.to_tray"
    assert world.leg(case) if case.legs else True


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.is_excluded])
def test_what_the_law_excludes_is_for_a_person(world: World, kind: Kind) -> None:
    case = routed(world, kind=kind)
    assert case.state is State.RECEIVED
    assert kind.vi in case.tray_reason


def test_words_of_denunciation_are_looked_at_first(world: World) -> None:
    case = routed(world, text="Tôi tố cáo cán bộ phường nhận hối lộ khi cấp phép xây dựng.")
    assert case.state is State.RECEIVED
    assert "tố cáo" in case.tray_reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tôi rất hài lòng, gửi lời cảm ơn các anh đã khắc phục kịp thời.", "lời cảm ơn"),
        ("Vay tiền nhanh, giải ngân trong ngày, nhận quà miễn phí.", "tin rác"),
    ],
)
def test_thanks_and_spam_wait_for_a_person_and_are_never_refused_by_the_system(
    world: World, text: str, said: str
) -> None:
    case = routed(world, text=text)
    assert case.state is State.RECEIVED
    assert said in case.tray_reason
    assert not case.legs


def test_a_complaint_about_a_service_is_an_ordinary_report(world: World) -> None:
    case = routed(world, text="Tôi khiếu nại tiền điện tháng này tăng gấp đôi, xin kiểm tra công tơ.")
    assert "khiếu nại" not in (case.tray_reason or "").lower()


def test_routing_twice_decides_once(world: World) -> None:
    case = routed(world)
    before = world.events(case)
    world.act(route, SYSTEM, case)
    assert world.events(case) == before
    assert [leg.role for leg in case.legs] == [LegRole.LEAD, LegRole.COOPERATING]


@pytest.mark.parametrize("state", [state for state in State if state is not State.RECEIVED])
def test_what_a_person_has_handled_is_left_alone(world: World, state: State) -> None:
    case = world.case_in(state)
    world.act(route, SYSTEM, case)
    assert case.state is state


def test_no_report_is_ever_without_an_owner(world: World) -> None:
    texts = ["a" * 40, "Đèn đường tắt.", "Xin hỏi thủ tục làm giấy khai sinh?", "12345 67890", "🙂🙂🙂🙂🙂🙂"]
    for text in texts:
        case = routed(world, **(UNCLEAR | {"text": text}))
        assert case.holder_code
        assert case.state is State.FORWARDED or case.tray_reason


def test_the_entries_of_routing_are_the_systems(world: World) -> None:
    case = routed(world)
    assert "case.forwarded" in world.events(case)
    assert world.actor(Role.DISPATCHER).user_id
