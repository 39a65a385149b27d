"""Not publishing: a reason that can be checked, a clock that ends with it, a decision that can be taken back."""

from __future__ import annotations

import pytest

from feedback.actions.publish import publish
from feedback.actions.reopen import reopen
from feedback.actions.withhold import withhold
from feedback.errors import Invalid, NotYours, Refused
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import ClockKind, ClockOutcome, ClockState, Kind, Publication, Role, State
from tests.support.world import World

WHY = {"reason_code": "tre-em-nan-nhan", "note": "Cháu bé trong đơn ai ở xóm cũng nhận ra."}
HARMLESS = {"public_text": "Mặt đường hư hỏng.", "public_answer": "Đã vá mặt đường."}


def test_the_publish_clock_stops_without_a_verdict_and_the_history_says_why(world: World) -> None:
    case = world.resolved()
    world.act(withhold, world.dispatcher, case, **WHY)
    clock = world.clocks(case)[ClockKind.PUBLISH]
    assert (clock.state, clock.outcome) == (ClockState.STOPPED, ClockOutcome.CANCELLED)
    assert (case.publication, case.withheld_code) == (Publication.WITHHELD, "tre-em-nan-nhan")
    assert case.withheld_note == WHY["note"]
    assert world.events(case)[-1] == "case.withheld"
    assert case.state is State.RESOLVED


def test_it_can_be_published_after_all(world: World) -> None:
    case = world.resolved()
    world.act(withhold, world.dispatcher, case, **WHY)
    world.act(publish, world.dispatcher, case, **HARMLESS)
    assert (case.publication, case.withheld_code, case.withheld_note) == (Publication.PUBLISHED, None, "")


def test_about_another_answer_somebody_decides_anew(world: World) -> None:
    case = world.resolved()
    world.act(withhold, world.dispatcher, case, **WHY)
    world.act(reopen, CITIZEN, case, "Chỗ cũ lại sụt.")
    assert (case.publication, case.withheld_code) == (Publication.PRIVATE, None)


@pytest.mark.parametrize(
    ("field", "words"),
    [("reason_code", WHY | {"reason_code": "khong-thich"}), ("note", WHY | {"note": "  "})],
)
def test_reason_and_words_are_asked(world: World, field: str, words: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        world.act(withhold, world.dispatcher, world.resolved(), **words)
    assert refused.value.field == field


def test_only_an_answered_case_that_is_not_public_yet_and_only_once(world: World) -> None:
    with pytest.raises(Refused):
        world.act(withhold, world.dispatcher, world.in_progress(), **WHY)
    case = world.resolved()
    world.act(publish, world.dispatcher, case, **HARMLESS)
    with pytest.raises(Refused, match="đã được công khai"):
        world.act(withhold, world.dispatcher, case, **WHY)
    other = world.resolved(kind=Kind.SUGGESTION)
    world.act(withhold, world.dispatcher, other, **WHY)
    with pytest.raises(Refused, match="quyết định không công khai"):
        world.act(withhold, world.dispatcher, other, **WHY)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER])
def test_nobody_but_a_dispatcher(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        world.act(withhold, world.actor(role), world.resolved(), **WHY)
