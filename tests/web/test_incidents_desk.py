"""Incidents, matters split off, undone merges and short turns on the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from feedback.actions.accept import accept
from feedback.actions.declare_incident import declare_incident
from feedback.actions.forward import dispatch
from feedback.models import Case, Report
from feedback.terms import Role, State
from tests.conftest import At
from tests.support.pages import BrowserLike
from tests.support.world import POTHOLE, ROADS, World

SignIn = Callable[..., BrowserLike]
DISPATCHER, OPERATOR = Role.DISPATCHER, Role.OPERATOR
NAME = "Mất nước phường Ninh Kiều"
RUBBISH = "Cạnh đó rác sinh hoạt chất đống ba ngày nay chưa ai gom."


def incident(world: World) -> Case:
    case = world.in_progress()
    world.act(declare_incident, world.dispatcher, case, NAME)
    return case


def send(browser: BrowserLike, case: Case, act: str, **fields: Any) -> str:
    page = browser.page(f"/cases/{case.number}?act={act}")
    return browser.send(page, f'form[action$="/{act}"]', **fields).text()


def test_one_choice_puts_a_caller_with_a_running_incident(world: World, as_staff: SignIn) -> None:
    shared, desk = incident(world), as_staff(OPERATOR)
    page = desk.page("/hotline/call")
    assert NAME in page.text()
    saved = desk.send(page, "#phieu", join=shared.number, phone="0918 765 432")
    world.look()
    new = world.session.scalars(select(Report).order_by(Report.id.desc())).first()
    assert new is not None
    assert (new.text, new.case.state, new.case.merged_into_id) == (NAME, State.MERGED, shared.id)
    assert new.number in saved.text()
    assert world.case(shared.id).report_count == 2
    again = desk.send(page, "#phieu", join=shared.number, phone="0918 765 432")
    assert new.number in again.text(), "the same call, sent twice, is one report"
    world.look()
    assert world.case(shared.id).report_count == 2


def test_the_tray_offers_running_incidents(world: World, as_staff: SignIn) -> None:
    shared, waiting = incident(world), world.received(phone="0918 765 432")
    desk = as_staff(DISPATCHER)
    page = desk.page(f"/hotline/tray?case={waiting.number}")
    assert NAME in page.text("#su-co")
    ask = desk.page(f"/hotline/tray/{waiting.number}/merge?into={shared.number}")
    desk.send(ask, 'form[action$="/merge"]')
    world.look()
    assert world.case(waiting.id).merged_into_id == shared.id


def test_a_dispatcher_declares_and_undoes_from_the_file(world: World, as_staff: SignIn) -> None:
    case, other, desk = world.in_progress(), world.received(phone="0918 765 432"), as_staff(DISPATCHER)
    assert NAME in send(desk, case, "incident", name=NAME)
    send(desk, other, "merge", into=case.number)
    assert other.number in desk.page(f"/cases/{case.number}").text("#lien-quan")
    undone = desk.send(desk.page(f"/cases/{other.number}"), 'form[action$="/unmerge"]')
    assert "Đã bỏ gộp." in undone.text()
    world.look()
    assert world.case(other.id).state is State.RECEIVED


def test_the_history_of_an_incident_counts_its_callers_in_one_line(world: World, as_staff: SignIn) -> None:
    shared, desk = incident(world), as_staff(DISPATCHER)
    for number in range(3):
        world.merged(shared, phone=f"0918 765 43{number}")
    assert "Nhận gộp 3 vụ" in desk.page(f"/cases/{shared.number}").text()


def test_a_citizen_follows_both_matters_with_one_code(world: World, as_staff: SignIn, client: BrowserLike) -> None:
    case, code = world.receive(text=f"{POTHOLE} {RUBBISH}")
    desk = as_staff(DISPATCHER)
    done = send(desk, case, "split", text=RUBBISH, field_code="ve-sinh-moi-truong.rac-sinh-hoat")
    world.look()
    second = world.session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert second is not None
    assert second.number in done
    opened = client.send(client.page("/lookup"), "main form", code=code)
    assert second.number in opened.text()
    both = client.send(opened, 'form[action$="/status/linked"]')
    assert RUBBISH[:40] in both.text("h1")
    assert case.number in both.text()


def test_nobody_opens_a_report_that_is_not_linked(world: World, as_staff: SignIn, client: BrowserLike) -> None:
    case, code = world.receive(text=f"{POTHOLE} {RUBBISH}")
    stranger = world.received(text="Đèn đường trước nhà tôi tắt đã ba hôm.")
    send(as_staff(DISPATCHER), case, "split", text=RUBBISH)
    opened = client.send(client.page("/lookup"), "main form", code=code)
    form = opened.form('form[action$="/status/linked"]')
    sent = client.post(form.action, data=form.values | {"report": str(world.report(stranger).id)})
    assert sent.status_code == 404
    assert stranger.title not in sent.get_data(as_text=True)


def test_short_turns_wait_for_a_dispatcher_until_one_accepts(world: World, as_staff: SignIn, at: At) -> None:
    case = world.received()
    at("2026-07-27T15:30")
    world.act(dispatch, world.dispatcher, case, ROADS)
    world.act(accept, world.officer, case)
    desk = as_staff(DISPATCHER)
    assert world.leg(case).is_short
    assert case.number in desk.page("/hotline/extensions").text()
    desk.send(desk.page(f"/cases/{case.number}"), 'form[action$="/accept_short"]')
    assert case.number not in desk.page("/hotline/extensions").text()
    world.look()
    assert world.leg(case).short_accepted_at is not None
