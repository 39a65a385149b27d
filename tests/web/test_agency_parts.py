"""Cooperating agencies on the screens: their inbox, what they see of a case, what the lead sees of theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from feedback import clock
from feedback.actions.cooperate import end_parts, invite
from feedback.actions.hand_in import submit_result
from feedback.models import Case
from feedback.queries.inbox import inbox
from feedback.queries.wanted import Saved, Wanted
from feedback.terms import Role, State
from tests.support.files import picture
from tests.support.pages import BrowserLike, attribute
from tests.support.world import ANSWER, NO_PICTURE, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
OFFICER, LEADER = Role.OFFICER, Role.AGENCY_LEADER
ASKED = "Nhờ đơn vị bạn cho biết cống dưới mặt đường có hỏng không."
HELPED = "Đã kiểm tra cống dưới đường, cống không hỏng, không cần đào."


def invited(world: World) -> Case:
    case = world.in_progress()
    world.act(invite, world.officer, case, WATER, ASKED)
    return case


def send(browser: BrowserLike, case: Case, act: str, **fields: Any) -> str:
    page = browser.page(f"/cases/{case.number}?act={act}")
    return browser.send(page, f'form[action$="/{act}"]', **fields).text()


def test_the_lead_invites_and_reads_the_answer_beside_its_own_work(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    lead, helper = as_staff(OFFICER), as_staff(OFFICER, WATER)
    assert helper.get(f"/cases/{case.number}").status_code == 404
    assert "Đã mời phối hợp." in send(lead, case, "invite", agency_code=WATER, asked=ASKED)
    inbox = helper.page("/agency/").text()
    assert case.title in inbox
    assert "Phối hợp" in inbox
    shown = helper.page(f"/cases/{case.number}")
    assert ASKED in shown.text()
    assert "Đã nhận phối hợp." in helper.send(shown, 'form[action$="/accept_part"]').text()
    sent = send(helper, case, "answer_part", text=HELPED, pictures=(picture(), "cong.jpg"))
    assert "Đã trả lời đơn vị chủ trì." in sent
    read = lead.page(f"/cases/{case.number}")
    assert HELPED in read.text()
    assert read.all("#phoi-hop img")
    assert case.title not in helper.page("/agency/").text(), "its part is done"
    assert helper.get(f"/cases/{case.number}").status_code == 200, "what it answered stays readable"


def test_a_helper_is_offered_its_part_and_nothing_of_the_leads(world: World, as_staff: SignIn) -> None:
    case = invited(world)
    shown = as_staff(LEADER, WATER).page(f"/cases/{case.number}")
    offered = {attribute(form, "action").rsplit("/", 1)[1] for form in shown.all("form[action*='/cases/']")}
    assert "accept_part" in offered
    assert not offered & {"approve", "accept"}
    links = " ".join(attribute(link, "href") for link in shown.all("a[href*='act=']"))
    assert "act=answer_part" in links
    assert "act=return_part" in links
    assert "act=result" not in links


def test_a_helper_does_not_read_what_the_lead_has_not_approved(world: World, as_staff: SignIn) -> None:
    waiting = invited(world)
    world.act(submit_result, world.officer, waiting, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)
    assert ANSWER in as_staff(OFFICER).page(f"/cases/{waiting.number}").text()
    assert ANSWER not in as_staff(OFFICER, WATER).page(f"/cases/{waiting.number}").text()


def test_the_leader_is_told_why_approving_must_wait_and_ends_the_part(world: World, as_staff: SignIn) -> None:
    case = invited(world)
    world.act(submit_result, world.officer, case, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)
    leader = as_staff(LEADER)
    assert "Còn đơn vị phối hợp chưa trả lời." in leader.page(f"/cases/{case.number}").text()
    ended = send(leader, case, "end_part", agency_codes=WATER, why="Đã tự kiểm tra được.")
    assert "Đã kết thúc phần phối hợp" in ended
    assert "Đã tự kiểm tra được." in ended
    leader.send(leader.page(f"/cases/{case.number}"), 'form[action$="/approve"]')
    world.look()
    assert world.case(case.id).state is State.RESOLVED


def test_people_who_read_for_two_agencies_see_a_case_once(world: World) -> None:
    case, now = invited(world), clock.now()
    both = replace(world.leader, agencies=frozenset({ROADS, WATER}))
    found = inbox(world.session, both, Wanted(), now, 10)
    assert [(row.number, row.is_cooperating) for row in found.rows] == [(case.number, False)]
    assert (found.queues.matching, found.queues.counts[Saved.OPEN]) == (1, 1)
    own = inbox(world.session, world.actor(OFFICER, WATER), Wanted(), now, 10)
    assert [(row.number, row.is_cooperating) for row in own.rows] == [(case.number, True)]


def test_a_helper_whose_part_was_ended_while_it_wrote_is_told_so_and_keeps_its_words(
    world: World, as_staff: SignIn
) -> None:
    case, helper = invited(world), as_staff(OFFICER, WATER)
    page = helper.page(f"/cases/{case.number}?act=answer_part")
    world.act(end_parts, world.leader, case, [WATER], "Đã tự kiểm tra được.")
    over = helper.send(page, 'form[action$="/answer_part"]', text="Đã thông cống ở đầu hẻm.")
    assert over.response.status_code == 409
    assert "Phần phối hợp đã kết thúc" in over.text("h1")
    assert "Đã thông cống ở đầu hẻm." in over.text()
    assert ASKED not in over.text(), "the file itself stays closed"
    other = world.in_progress()
    assert helper.get(f"/cases/{other.number}").status_code == 404, "what it was never asked about does not exist"
