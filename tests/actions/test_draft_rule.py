"""A change of the matrix is written down, tried on past reports, and only then holds; every state of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select

from feedback import clock
from feedback.actions.draft_rule import activate_rule, draft_rule, drop_rule, try_rule
from feedback.actions.route import route
from feedback.actions.rules_version import roll_back
from feedback.actions.transaction import transaction
from feedback.errors import FeedbackError, Invalid, NotYours, Refused
from feedback.models import Case, Decision, Entry, Responsibility, RuleDraft, RulesVersion
from feedback.queries import dry_run, matrix
from feedback.queries.knowledge import knowledge
from feedback.rules.lifecycle import SYSTEM, Actor
from feedback.rules.matrix_check import faults
from feedback.terms import DraftState, Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.world import ROADS, World

Made = TypeVar("Made")
POTHOLES = "giao-thong.o-ga"
HERE = "ubnd-31135"


def line(**changes: Any) -> matrix.Line:
    """A line for potholes that goes to the roads department, before the one for all traffic."""
    given = {
        "id": None, "position": 88, "field_code": POTHOLES, "place": "", "street_code": None, "owner": None,
        "level": None, "facts": [], "weekdays": "", "hours": "", "share_unknown": 0.5, "agency": ROADS,
        "cooperating": "", "valid_from": "2026-07-01", "valid_to": None, "legal_basis": "Quyết định thử", "note": "",
    }  # fmt: skip
    return given | changes


def act(world: World, does: Callable[..., Made], *args: Any, actor: Actor | None = None) -> Made:
    """One act of an administrator in one transaction; drafts are named by their id."""
    try:
        with transaction(world.database) as session:
            held = [session.get_one(RuleDraft, one.id) if isinstance(one, RuleDraft) else one for one in args]
            return does(session, actor or world.actor(Role.ADMIN), *held)
    finally:
        world.look()


def draft(world: World, line_id: int | None = None, **changes: Any) -> RuleDraft:
    return act(world, draft_rule, line_id, line(**changes), "Thử đổi")


def activated(world: World, made: RuleDraft) -> RuleDraft:
    act(world, try_rule, made)
    act(world, activate_rule, made)
    return world.session.get_one(RuleDraft, made.id)


def routed(world: World, **fields: Any) -> Case:
    case = world.received(**fields)
    world.act(route, SYSTEM, case)
    return case


def held(world: World) -> list[matrix.Line]:
    world.look()
    return matrix.lines(world.session)


def version_count(world: World) -> int:
    return world.session.scalar(select(func.count(RulesVersion.number))) or 0


def test_the_matrix_of_the_city_has_no_fault_and_is_its_first_version(world: World) -> None:
    known = knowledge(world.session)
    assert faults(known.rules, known.nameable) == []
    first = matrix.newest_version(world.session)
    assert first is not None
    assert first.number == 1
    assert known.rules_version == f"1-{first.fingerprint[:8]}"


def test_nothing_holds_before_it_was_tried_and_activated(world: World) -> None:
    made = draft(world)
    assert routed(world).holder_code == HERE
    with pytest.raises(Refused, match="chạy thử"):
        act(world, activate_rule, made)
    act(world, try_rule, made)
    assert routed(world).holder_code == HERE
    act(world, activate_rule, made)
    assert routed(world).holder_code == ROADS


def test_a_decision_names_the_line_and_the_version_it_was_in(world: World) -> None:
    activated(world, draft(world))
    case = routed(world)
    activated(world, draft(world, line_id=line_id(world, 88), legal_basis="Văn bản mới"))
    why = world.session.scalars(select(Decision).where(Decision.case_id == case.id)).one()
    then = matrix.line_then(world.session, why.rules_version, why.rule_id)
    assert why.rules_version.startswith("2-")
    assert then is not None
    assert then["legal_basis"] == "Quyết định thử", "the line as it was, not as it is"
    assert why.thresholds["agency"] > 0
    assert why.reason == "sure"


def line_id(world: World, position: int) -> int:
    world.look()
    return world.session.scalars(select(Responsibility.id).where(Responsibility.position == position)).one()


def test_the_dry_run_tells_who_would_go_elsewhere(world: World) -> None:
    moving = [routed(world) for _ in range(2)]
    routed(world, field_code="tieng-on")
    made = draft(world)
    act(world, try_rule, made)
    outcome = world.session.get_one(RuleDraft, made.id).outcome
    assert (outcome["looked_at"], outcome["moved"], outcome["to_tray"]) == (3, 2, 0)
    assert [row["number"] for row in outcome["rows"]] == [case.number for case in reversed(moving)]
    assert {(row["before"], row["after"]) for row in outcome["rows"]} == {(HERE, ROADS)}
    assert outcome["rows"][0]["why"].startswith("Chuyển Sở Xây dựng vì")
    assert all(world.leg(case).agency_code == HERE for case in moving), "what was sent stays where it is"


def test_the_dry_run_asks_the_database_as_often_whatever_it_looks_at(world: World) -> None:
    counts = []
    for _round in range(2):
        for _report in range(4):
            routed(world)
        before = held(world)
        after = [*before, line(id=0)]
        with world.database.reading() as session:
            knowledge(session)
            with count_statements(world.database) as seen:
                found = dry_run.dry_run(session, before, after, clock.now())
        counts.append(len(seen))
        assert found.is_complete
    assert counts[0] == counts[1] <= 3


def test_what_changed_since_must_be_tried_again(world: World) -> None:
    first, second = draft(world), draft(world, field_code="tieng-on.karaoke", position=255)
    act(world, try_rule, first)
    activated(world, second)
    with pytest.raises(Refused, match="chạy thử lại"):
        act(world, activate_rule, first)
    assert activated(world, first).state is DraftState.ACTIVE


def test_a_line_for_a_later_day_leaves_the_old_one_until_then(world: World, at: At) -> None:
    old = line_id(world, 90)
    traffic = next(one for one in held(world) if one["id"] == old)
    later = traffic | {"agency": ROADS, "valid_from": "2026-08-01", "legal_basis": "Từ tháng 8"}
    activated(world, act(world, draft_rule, old, later, ""))
    assert routed(world).holder_code == HERE
    at("2026-08-03T08:00")
    assert routed(world).holder_code == ROADS
    lines = {one["position"]: one for one in held(world)}
    assert lines[90]["valid_to"] == "2026-07-31"
    assert lines[91]["valid_from"] == "2026-08-01"


def test_the_dry_run_of_a_later_day_asks_as_on_that_day(world: World) -> None:
    routed(world)
    made = draft(world, valid_from="2026-08-01")
    act(world, try_rule, made)
    outcome = world.session.get_one(RuleDraft, made.id).outcome
    assert (outcome["day"], outcome["moved"]) == ("2026-08-01", 1)


def test_rolling_back_makes_a_new_version_that_says_the_old_thing(world: World) -> None:
    before = held(world)
    activated(world, draft(world))
    activated(world, draft(world, line_id=line_id(world, 230), position=230, field_code="trat-tu-do-thi"))
    act(world, roll_back, 1)
    assert held(world) == before
    assert version_count(world) == 4
    assert routed(world).holder_code == HERE
    with pytest.raises(Refused):
        act(world, roll_back, 4)
    facts = world.session.scalars(select(Entry.facts).where(Entry.event == "setting.changed").order_by(Entry.seq)).all()
    assert [one["what"] for one in facts[-3:]] == ["responsibility", "responsibility", "rules_version"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"agency": "khong-co"}, "agency", "khong-co"),
        ({"position": 90}, "position", "thứ tự"),
        ({"position": 95}, "position", "không bao giờ"),
        ({"place": "99999"}, "place", "99999"),
        ({"hours": "đêm"}, "hours", "đêm"),
        ({"valid_to": "2026-01-01"}, "valid_to", "sau ngày bắt đầu"),
        ({"legal_basis": ""}, "legal_basis", "căn cứ"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_with_its_reason(
    world: World, changes: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        draft(world, **changes)
    assert refused.value.field == field
    assert words in str(refused.value)


def test_a_changed_line_must_differ(world: World) -> None:
    old = line_id(world, 90)
    same = next(one for one in held(world) if one["id"] == old)
    with pytest.raises(Invalid, match="chưa khác"):
        act(world, draft_rule, old, same, "")


def test_a_draft_ends_once(world: World) -> None:
    made = draft(world)
    act(world, drop_rule, made)
    for verb in (try_rule, activate_rule, drop_rule):
        with pytest.raises(Refused):
            act(world, verb, made)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.SYSTEM, Role.CITIZEN)])
def test_only_administrators(world: World, role: Role) -> None:
    made = draft(world)
    who = world.actor(role)
    acts: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (draft_rule, (None, line(), "")), (try_rule, (made,)), (activate_rule, (made,)), (drop_rule, (made,)),
        (roll_back, (1,)),
    ]  # fmt: skip
    for verb, args in acts:
        with pytest.raises(NotYours):
            act(world, verb, *args, actor=who)
    assert issubclass(NotYours, FeedbackError)
