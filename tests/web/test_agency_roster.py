"""Being away and on duty: who gets the cases and the warnings, who acts in whose place, and what the ledger says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.absence import call_off, plan_absence
from feedback.actions.accept import accept
from feedback.actions.accounts import actor_of
from feedback.actions.assign import assign
from feedback.actions.duty import drop_duty, plan_duty
from feedback.actions.fire_clocks import fire_due
from feedback.actions.hand_in import approve, submit_result
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Absence, Account, Case, Duty, Entry
from feedback.queries import roster
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor
from feedback.terms import Role, State
from tests.conftest import At
from tests.support.pages import BrowserLike, attribute
from tests.support.world import ANSWER, NO_PICTURE, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
AsPerson = Callable[[Actor], BrowserLike]
MONDAY, FRIDAY = date(2026, 7, 6), date(2026, 7, 10)


def away(world: World, who: Actor, instead: Actor | None, last: date = FRIDAY, by: Actor | None = None) -> int:
    """Somebody is away from this Monday on."""
    with transaction(world.database) as session:
        absence = plan_absence(
            session, by or who, session.get_one(Account, who.user_id), starts_on=MONDAY, ends_on=last,
            delegate_id=instead.user_id if instead else None,
        )  # fmt: skip
        absence_id = absence.id
    world.look()
    return absence_id


def now(world: World, who: Actor) -> Actor:
    """The same person as a request of this moment knows them."""
    session = world.session
    account = session.get_one(Account, who.user_id)
    at = clock.now()
    duties = session.scalars(select(Duty).where(Duty.account_id == account.id, Duty.starts_at <= at, Duty.ends_at > at))
    return actor_of(account, roster.away(session, account.agency_code, at).stood_in_for(account.id), duties)


def on_duty(world: World, who: Actor, shift: str, division_id: int | None = None, agency: str = ROADS) -> int:
    planner = world.dispatcher if agency not in (ROADS, WATER) else world.actor(Role.AGENCY_LEADER, agency)
    with transaction(world.database) as session:
        made = plan_duty(
            session, planner, account_id=who.user_id or 0, first=MONDAY, last=FRIDAY, shift_code=shift,
            division_id=division_id,
        )  # fmt: skip
    world.look()
    return made


def seen(world: World, actor: Actor) -> set[int]:
    return set(world.session.scalars(select(Case.id).where(visible_cases(actor))))


def test_cases_for_who_is_away_go_to_the_delegate(world: World, at: At) -> None:
    rooms = world.division("Phòng Cầu đường"), world.division("Đội Chiếu sáng")
    gone, instead = world.member(rooms[0]), world.member(rooms[1])
    absence_id = away(world, gone, instead)
    case = world.forwarded()
    world.act(assign, world.leader, case, gone.user_id or 0)
    leg = world.leg(case)
    assert (leg.officer_id, leg.division_id) == (instead.user_id, rooms[0]), "the division keeps its case"
    assert world.events(case)[-2:] == ["case.leg.assigned", "case.leg.stood_in"]
    (told,) = world.notices(case, "agency_assigned")
    assert told.account_id == instead.user_id
    world.act(accept, now(world, instead), case)
    later = world.forwarded()
    with transaction(world.database) as session:
        call_off(session, gone, session.get_one(Absence, absence_id))
        call_off(session, gone, session.get_one(Absence, absence_id))
    world.act(assign, world.leader, later, gone.user_id or 0)
    assert world.leg(later).officer_id == gone.user_id
    ended = select(Entry).where(Entry.event == "absence.called_off")
    assert len(world.session.scalars(ended).all()) == 1


def test_a_delegate_sees_and_does_what_the_absent_person_has_in_hand(world: World, at: At) -> None:
    rooms = world.division("Phòng Cầu đường"), world.division("Đội Chiếu sáng")
    gone, instead = world.member(rooms[0]), world.member(rooms[1])
    case = world.forwarded()
    world.act(assign, world.leader, case, gone.user_id or 0)
    assert seen(world, now(world, instead)) == set()
    away(world, gone, instead)
    assert seen(world, now(world, instead)) == {case.id}
    world.act(accept, now(world, instead), case)
    at("2026-07-11T08:00")
    assert seen(world, now(world, instead)) == set(), "on Saturday the absence is over"


def test_without_a_delegate_who_is_on_duty_gets_them_and_without_that_nobody(world: World, at: At) -> None:
    gone, there = world.another(Role.OFFICER), world.another(Role.OFFICER)
    away(world, gone, None)
    case = world.forwarded()
    with pytest.raises(Invalid, match="chưa có người thay và không có ai trực"):
        world.act(assign, world.leader, case, gone.user_id or 0)
    assert on_duty(world, there, "sang") == 5
    assert on_duty(world, there, "sang") == 0, "the same turns twice are the same turns"
    world.act(assign, world.leader, case, gone.user_id or 0)
    assert world.leg(case).officer_id == there.user_id
    at("2026-07-06T14:00")
    with pytest.raises(Invalid):
        world.act(assign, world.leader, world.forwarded(), gone.user_id or 0)


def test_a_chain_of_absences_is_followed(world: World) -> None:
    first, second, third = (world.another(Role.OFFICER) for _ in range(3))
    away(world, first, second)
    away(world, second, third)
    case = world.forwarded()
    world.act(assign, world.leader, case, first.user_id or 0)
    assert world.leg(case).officer_id == third.user_id
    assert now(world, third).people == {first.user_id, second.user_id, third.user_id}


def test_warnings_go_to_who_acts(world: World, at: At) -> None:
    gone, instead = world.another(Role.OFFICER), world.another(Role.OFFICER)
    case = world.in_progress()
    world.act(assign, world.leader, case, gone.user_id or 0)
    away(world, gone, instead, last=date(2026, 8, 31))
    for day in range(6, 25):
        at(f"2026-07-{day:02}T09:00")
        with transaction(world.database) as session:
            fire_due(session, clock.now())
    world.look()
    for template in ("agency_due_soon", "agency_overdue"):
        told = {one.account_id for one in world.notices(case, template)}
        assert instead.user_id in told
        assert gone.user_id not in told


def test_the_leaders_word_in_the_leaders_place(world: World, as_person: AsPerson) -> None:
    leader, deputy = world.leader, world.another(Role.OFFICER)
    case = world.awaiting_approval()
    with pytest.raises(NotYours):
        world.act(approve, now(world, deputy), case)
    away(world, leader, deputy)
    browser = as_person(deputy)
    page = browser.page(f"/cases/{case.number}")
    browser.send(page, 'form[action$="/approve"]')
    world.look()
    assert world.case(case.id).state is State.RESOLVED
    said = world.session.scalars(select(Entry).where(Entry.event == "case.on_behalf")).one()
    assert (said.actor_id, said.facts) == (deputy.user_id, {"officer": leader.user_id, "act": "approve"})
    name = world.session.get_one(Account, leader.user_id).full_name
    assert f"Thay mặt {name}: duyệt kết quả" in browser.page(f"/cases/{case.number}").text("main")
    assert said.case_id == case.id


def test_nobody_approves_their_own_result_in_somebody_elses_place(world: World) -> None:
    leader, deputy, other = world.leader, world.another(Role.OFFICER), world.another(Role.AGENCY_LEADER)
    words: dict[str, Any] = {"result_code": "da-xu-ly", "text": ANSWER, "no_picture_reason": NO_PICTURE}
    own, the_leaders = world.in_progress(), world.in_progress()
    world.act(submit_result, deputy, own, **words)
    world.act(submit_result, leader, the_leaders, **words)
    away(world, leader, deputy)
    for case in (own, the_leaders):
        with pytest.raises(Refused, match="không tự duyệt"):
            world.act(approve, now(world, deputy), case)
    away(world, other, deputy)
    world.act(approve, now(world, deputy), the_leaders)
    said = world.session.scalars(select(Entry).where(Entry.event == "case.on_behalf")).one()
    assert said.facts["officer"] == other.user_id, "in the place of the leader who did not hand it in"


def test_who_is_on_duty_sees_what_nobody_has_been_given(world: World, at: At) -> None:
    rooms = world.division("Phòng Cầu đường"), world.division("Đội Chiếu sáng")
    member = world.member(rooms[0])
    new, given = world.forwarded(), world.forwarded()
    world.act(assign, world.leader, given, world.member(rooms[1]).user_id or 0)
    on_duty(world, member, "sang")
    assert seen(world, now(world, member)) == {new.id}
    world.act(accept, now(world, member), new)
    at("2026-07-06T15:00")
    assert seen(world, now(world, member)) == {new.id}, "what they took stays theirs"
    on_duty(world, member, "chieu", rooms[1])
    assert seen(world, now(world, member)) == {new.id, given.id}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-07-10", "2026-07-08", "Ngày cuối phải từ ngày đầu trở đi."),
        ("2026-07-01", "2026-07-03", "Những ngày này đã qua."),
        ("2026-07-06", "2027-08-01", "nhiều nhất một năm"),
    ],
)
def test_days_that_make_no_sense_are_refused(world: World, first: str, last: str, said: str) -> None:
    with transaction(world.database) as session, pytest.raises(Invalid, match=said):
        plan_absence(
            session, world.officer, session.get_one(Account, world.officer.user_id),
            starts_on=date.fromisoformat(first), ends_on=date.fromisoformat(last), delegate_id=None,
        )  # fmt: skip


def test_absences_that_cannot_be(world: World) -> None:
    one, two = world.another(Role.OFFICER), world.another(Role.OFFICER)
    stranger = world.actor(Role.OFFICER, WATER)
    away(world, one, None)
    with pytest.raises(Invalid, match="trùng ngày"):
        away(world, one, None)
    for instead, said in ((one, "cũng nghỉ"), (stranger, "đồng nghiệp"), (two, "đồng nghiệp")):
        with pytest.raises(Invalid, match=said):
            away(world, two, instead)
    for nobody in (stranger, two, world.dispatcher):
        with pytest.raises(NotYours):
            away(world, world.another(Role.OFFICER), None, by=nobody)
    away(world, two, world.officer, by=world.leader)
    head = world.member(world.division("Phòng Cầu đường"), is_head=True)
    away(world, world.member(next(iter(head.heads))), head, by=head)


def test_the_roster_of_a_week(world: World, as_staff: SignIn, at: At) -> None:
    officer = world.another(Role.OFFICER, full_name="Lê Trực Đêm")
    leader, reader = as_staff(Role.AGENCY_LEADER), as_staff(Role.OFFICER)
    page = leader.page("/agency/duty")
    assert "Lúc này chưa xếp ai trực." in page.text("main")
    given: dict[str, Any] = {
        "account_id": str(officer.user_id),
        "shift": "dem",
        "first": "2026-07-06",
        "last": "2026-07-08",
    }
    page = leader.send(page, 'form[action*="/agency/duty?"]', **given)
    assert page.text("table").count("Lê Trực Đêm") == 3
    assert "Lê Trực Đêm" not in leader.page("/agency/duty?week=2026-07-13").text("table")
    assert not reader.page("/agency/duty").all('form[action*="/agency/duty"]')
    at("2026-07-07T01:00")
    leader, reader = as_staff(Role.AGENCY_LEADER), as_staff(Role.OFFICER)
    assert "Đang trực lúc này: Lê Trực Đêm" in reader.page("/agency/duty").text("main")
    page = leader.send(leader.page("/agency/duty"), 'form[action$="/drop"]')
    assert page.text("table").count("Lê Trực Đêm") == 2
    assert leader.page("/agency/duty?week=tuan-sau").response.status_code == 200


def test_the_centre_has_a_roster_of_its_own(world: World, as_staff: SignIn) -> None:
    operator = world.another(Role.OPERATOR, full_name="Trần Ca Sáng")
    dispatcher = as_staff(Role.DISPATCHER)
    given: dict[str, Any] = {
        "account_id": str(operator.user_id),
        "shift": "sang",
        "first": "2026-07-06",
        "last": "2026-07-06",
    }
    page = dispatcher.send(dispatcher.page("/agency/duty"), 'form[action*="/agency/duty?"]', **given)
    assert "Đang trực lúc này: Trần Ca Sáng" in page.text("main")
    assert "Trần Ca Sáng" in as_staff(Role.OPERATOR).page("/agency/duty").text("table")
    assert "Trần Ca Sáng" not in as_staff(Role.AGENCY_LEADER).page("/agency/duty").text("table")


def test_duties_of_others_and_people_who_are_away(world: World, as_staff: SignIn) -> None:
    gone, theirs = world.another(Role.OFFICER), world.actor(Role.OFFICER, WATER)
    away(world, gone, None)
    with pytest.raises(Invalid, match="nghỉ trong những ngày đó"):
        on_duty(world, gone, "sang")
    with pytest.raises(Invalid, match="đang làm việc của đơn vị"):
        on_duty(world, theirs, "sang", agency=ROADS)
    on_duty(world, theirs, "sang", agency=WATER)
    duty = world.session.scalars(select(Duty)).first()
    assert duty is not None
    leader = as_staff(Role.AGENCY_LEADER)
    token = leader.page("/agency/duty").all("input[name=csrf_token]")[0]
    sent = leader.post(f"/agency/duty/{duty.id}/drop", data={"csrf_token": attribute(token, "value")})
    assert sent.status_code == 404
    with transaction(world.database) as session, pytest.raises(NotYours):
        drop_duty(session, theirs, session.get_one(Duty, duty.id))


def test_absences_on_their_page(world: World, as_staff: SignIn) -> None:
    colleague = world.another(Role.OFFICER, full_name="Người Thay Việc")
    case = world.forwarded()
    officer = as_staff(Role.OFFICER)
    page = officer.page("/agency/absences")
    assert len(page.all("select[name=account_id] option")) == 1, "one's own only"
    given: dict[str, Any] = {"starts_on": "2026-07-06", "ends_on": "10/7/2026", "delegate_id": str(colleague.user_id)}
    page = officer.send(page, 'form[action$="/agency/absences"]', **given)
    assert "Người Thay Việc thay" in page.text("main")
    listed = as_staff(Role.AGENCY_LEADER).page(f"/cases/{case.number}?act=assign").text("select[name=officer_id]")
    assert "nghỉ đến 10/7, Người Thay Việc thay" in listed
    stranger = as_staff(Role.AGENCY_LEADER, WATER)
    assert "Người Thay Việc" not in stranger.page("/agency/absences").text("main")
    absence = world.session.scalars(select(Absence)).one()
    token = attribute(stranger.page("/agency/absences").all("input[name=csrf_token]")[0], "value")
    sent = stranger.post(f"/agency/absences/{absence.id}/end", data={"csrf_token": token})
    assert sent.status_code == 404
    page = officer.send(officer.page("/agency/absences"), 'form[action$="/end"]')
    assert "Không ai nghỉ" in page.text("main")
