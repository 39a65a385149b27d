"""A month worked out by hand: what Decision 766 should say of twelve cases of July 2026, and of some it must not see.

Fifteen working days after Monday 6 July is Monday 27 July; five is 13 July; two is 8 July. It ends on 28 July, 16:00.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen
from feedback.actions.forward import dispatch
from feedback.actions.hand_in import approve, submit_result
from feedback.actions.merge import merge
from feedback.actions.publish import publish
from feedback.actions.rate import rate
from feedback.actions.refuse import refuse
from feedback.actions.return_case import return_case
from feedback.actions.transaction import transaction
from feedback.models import Case, Report
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Kind, Level, Role
from tests.support.remembered import remembered
from tests.support.world import ANSWER, NO_PICTURE, ROADS, WATER, World

At = Callable[[str], datetime]

ON_TIME = {"answered", "last_day", "passed_on", "refused", "asked", "young", "published"}
LATE = {"too_late", "refused_late", "asked_late", "old", "published_late"}
UNACCEPTED = {"refused", "refused_late"}
DISLIKED = {"last_day"}


def build(world: World, at: At) -> dict[str, Case]:
    """The cases by name, at the end of their month."""
    cases = remembered("july", world, lambda: _lived(world, at))
    at("2026-07-28T16:00")
    return cases


def _lived(world: World, at: At) -> dict[str, Case]:
    """Everything happens through the real actions, day by day."""
    at("2026-06-30T09:00")
    cases = {"june": world.in_progress()}
    _sixth(world, at, cases)
    at("2026-07-08T09:00")
    world.act(
        return_case, world.officer, cases["passed_on"],
        reason_code="khong-tham-quyen", note="Không phải đường của Sở.", proposed_agency_code=WATER,
    )  # fmt: skip
    world.act(refuse, world.dispatcher, cases["refused"], reason_code="thieu-thong-tin")
    at("2026-07-09T09:00")
    world.act(refuse, world.dispatcher, cases["refused_late"], reason_code="thieu-thong-tin")
    world.act(dispatch, world.dispatcher, cases["passed_on"], WATER)
    world.act(accept, world.actor(Role.OFFICER, WATER), cases["passed_on"])
    _publish(world, cases["published"])
    at("2026-07-10T09:00")
    _publish(world, cases["published_late"])
    for day, name in (("13", "asked"), ("14", "asked_late")):
        at(f"2026-07-{day}T15:00")
        world.act(ask_citizen, world.officer, cases[name], reason_code="dia-diem", text="Ổ gà ở chỗ nào?")
    at("2026-07-20T09:00")
    cases["young"] = world.in_progress()
    at("2026-07-27T20:00")
    answer(world, cases["last_day"], WATER)
    for name in ("last_day", "merged"):
        _rate(world, cases[name], 1)
    at("2026-07-28T10:00")
    answer(world, cases["too_late"], WATER)
    answer(world, cases["passed_on"], WATER)
    at("2026-07-28T16:00")
    world.refresh()
    return cases


def _sixth(world: World, at: At, cases: dict[str, Case]) -> None:
    at("2026-07-06T08:00")
    cases |= {name: world.in_progress(WATER) for name in ("too_late", "last_day")}
    cases |= {name: world.in_progress(level=Level.COMPLEX) for name in ("asked", "asked_late")}
    cases |= {"passed_on": world.forwarded(), "old": world.in_progress()}
    cases |= {name: world.received() for name in ("refused", "refused_late", "merged")}
    cases["referred"] = world.referred()
    cases["crime"] = world.received(kind=Kind.CRIME_REPORT)
    with transaction(world.database) as session:
        merge(session, world.dispatcher, *(session.get_one(Case, cases[name].id) for name in ("merged", "last_day")))
    world.look()
    cases |= {name: world.in_progress() for name in ("answered", "published", "published_late")}
    at("2026-07-07T09:00")
    for name in ("answered", "published", "published_late"):
        answer(world, cases[name], ROADS)
    _rate(world, cases["answered"], 5)


def answer(world: World, case: Case, agency: str) -> None:
    world.act(
        submit_result,
        world.actor(Role.OFFICER, agency),
        case,
        result_code="da-xu-ly",
        text=ANSWER,
        no_picture_reason=NO_PICTURE,
    )
    world.act(approve, world.actor(Role.AGENCY_LEADER, agency), case)


def _publish(world: World, case: Case) -> None:
    world.act(publish, world.dispatcher, case, public_text="Mặt đường có ổ gà lớn.", public_answer="Đã vá xong ổ gà.")


def _rate(world: World, case: Case, score: int) -> None:
    with transaction(world.database) as session:
        rate(session, CITIZEN, session.get_one(Report, world.report(case).id), score)
    world.look()
