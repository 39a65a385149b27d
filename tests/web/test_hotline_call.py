"""Logging a call: once however often it is sent, answered on the spot, proposals while typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from feedback import clock
from feedback.models import Case, Interaction, Report
from feedback.rules.lookup_code import normalise
from feedback.terms import Channel, InteractionOutcome, Level, Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page, attribute
from tests.support.world import NINH_KIEU, World

SignIn = Callable[..., BrowserLike]
SAID = "Nắp cống trước nhà bể đôi, nước ngập che mất miệng cống, có người đã té xe."
XSS = '<script>alert("x")</script><b>đậm</b>'


def call_page(browser: BrowserLike) -> Page:
    return browser.page("/hotline/call")


def log(browser: BrowserLike, page: Page, **fields: Any) -> Page:
    given: dict[str, Any] = {
        "text": SAID,
        "place": "132/8 đường 3 Tháng 2",
        "phone": "0907 418 562",
        "outcome": "reported",
    }
    return browser.send(page, "#phieu", **(given | fields))


def count(world: World, model: type) -> int:
    world.look()
    return world.session.scalar(select(func.count()).select_from(model)) or 0


def newest(world: World) -> Report:
    world.look()
    return world.session.scalars(select(Report).order_by(Report.id.desc()).limit(1)).one()


def suggested(browser: BrowserLike, **fields: str) -> Page:
    values = call_page(browser).form("#phieu").values
    return Page(browser.post("/hotline/suggest", data=values | fields))


def test_the_same_call_sent_three_times_is_one_report_with_one_code(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    page = call_page(browser)
    codes = {log(browser, page).text(".ct-code strong") for _ in range(3)}
    assert len(codes) == 1
    assert normalise(codes.pop()) is not None
    assert (count(world, Report), count(world, Case), count(world, Interaction)) == (1, 1, 1)


def test_another_text_under_the_same_key_is_not_taken_and_not_lost(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    page = call_page(browser)
    log(browser, page)
    again = log(browser, page, text="Một chuyện hoàn toàn khác, cũng cần người xem.")
    assert again.response.status_code == 422
    assert again.form("#phieu").values["text"].startswith("Một chuyện hoàn toàn khác")
    assert count(world, Report) == 1


def test_the_code_is_shown_once(as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    first = log(browser, call_page(browser))
    assert first.all(".ct-code strong")
    second = browser.page(first.response.request.path)
    assert not second.all(".ct-code strong")
    assert "data-draft-done" in second.html


def test_who_may_open_the_page_of_a_logged_report(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    path = log(browser, call_page(browser)).response.request.path
    number = path.rsplit("/", 1)[-1]
    other = world.received()
    assert as_staff(Role.OPERATOR).get(f"/hotline/logged/{other.number}").status_code == 404
    assert as_staff(Role.DISPATCHER).get(f"/hotline/logged/{number}").status_code == 200
    assert as_staff(Role.OFFICER).get(path).status_code == 403


def test_what_was_asked_becomes_the_report(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    log(browser, call_page(browser), danger="yes", since="evening", name="Bà Sáu", ward=NINH_KIEU, is_private="y")
    report = newest(world)
    assert report.text == f"{SAID}\nCó từ tối qua."
    assert (report.channel, report.submitter_name, report.submitter_phone) == (Channel.PHONE, "Bà Sáu", "+84907418562")
    assert report.is_hidden_from_agency
    assert (report.case.level, report.case.ward_code) == (Level.URGENT, NINH_KIEU)


def test_answered_on_the_spot_makes_no_report_and_is_logged_once(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    page = call_page(browser)
    for _ in range(3):
        after = log(browser, page, text="Hỏi giờ làm việc một cửa", outcome="answered")
    assert after.form("#phieu").values["text"] == ""
    assert 'data-draft-done="call"' in after.html
    assert (count(world, Report), count(world, Interaction)) == (0, 1)
    call = world.session.scalars(select(Interaction)).one()
    assert (call.outcome, call.topic) == (InteractionOutcome.ANSWERED, "Hỏi giờ làm việc một cửa")


def test_a_dropped_call_needs_no_words(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    log(browser, call_page(browser), text="", place="", phone="", outcome="dropped")
    world.look()
    assert world.session.scalars(select(Interaction.outcome)).one() is InteractionOutcome.DROPPED


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"phone": "0907 41"}, "phone", "10 chữ số"),
        ({"text": "ừ"}, "text", "ít nhất 5"),
        ({"text": "", "outcome": "answered"}, "text", "hỏi gì"),
    ],
)
def test_errors_stand_on_their_field_and_nothing_is_lost(
    world: World, as_staff: SignIn, fields: dict[str, str], field: str, words: str
) -> None:
    browser = as_staff(Role.OPERATOR)
    again = log(browser, call_page(browser), **fields)
    assert again.response.status_code == 422
    assert words in again.text(f"#{field}-loi")
    assert again.form("#phieu").values["place"] == "132/8 đường 3 Tháng 2"
    assert count(world, Interaction) == 0


def test_a_changed_hidden_field_is_a_sentence(as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    for nonsense in ({"started_at": "hôm qua"}, {"key": ""}, {"started_at": "2999-01-01T00:00:00+00:00"}):
        again = log(browser, call_page(browser), **nonsense)
        assert again.response.status_code == 422, nonsense
        assert again.all("[data-errors] li")


def test_a_pick_that_does_not_exist_chooses_nothing(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    log(browser, call_page(browser), ward_pick="99999", field_pick="khong-co")
    assert newest(world).case.field_code is None


@pytest.mark.parametrize(
    ("place", "ward"),
    [
        ("hẻm 51, phường An Cư", "Ninh Kiều"),
        ("phuong thoi binh, quan ninh kieu", "Ninh Kiều"),
        ("Phường Tân An mới", "Tân An"),
    ],
)
def test_old_names_and_names_without_marks_find_their_ward(as_staff: SignIn, place: str, ward: str) -> None:
    page = suggested(as_staff(Role.OPERATOR), place=place)
    assert ward in page.text("#dau-khop")


def test_several_wards_are_a_question(as_staff: SignIn) -> None:
    page = suggested(as_staff(Role.OPERATOR), place="phường Bùi Hữu Nghĩa")
    assert len(page.all("input[name=ward_pick]")) > 1


def test_proposals_name_field_promise_danger_and_earlier_calls(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    log(browser, call_page(browser), ward=NINH_KIEU)
    page = suggested(
        browser, text="Nắp cống bể, nước ngập che miệng cống, dây điện rơi xuống đường", ward=NINH_KIEU,
        phone="0907.418.562",
    )  # fmt: skip
    shown = page.document.root.to_text(separator=" ")
    assert "mình sẽ được báo lại" in shown
    assert "đã gọi 1 lần trước" in shown
    assert newest(world).number in shown  # the same caller's report, which is also a similar case
    assert page.all(".ct-danger")


def test_ticked_proposals_stay_ticked_while_more_is_typed(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    said = {"text": "Nước ngập, nắp cống sụt, kè rạch sạt lở vào nhà dân.", "place": "phường Bùi Hữu Nghĩa"}
    page = suggested(browser, **said)
    field = attribute(page.all("input[name=field_pick]")[-1], "value")
    ward = attribute(page.all("input[name=ward_pick]")[-1], "value")
    page = suggested(browser, **said, field_pick=field, ward_pick=ward)
    assert attribute(page.one("input[name=field_pick][checked]"), "value") == field
    assert attribute(page.one("input[name=ward_pick]"), "value") == ward
    log(browser, call_page(browser), **said, field_pick=field, ward_pick=ward)
    assert (newest(world).case.field_code, newest(world).case.ward_code) == (field, ward)


def test_nothing_typed_proposes_nothing(as_staff: SignIn) -> None:
    page = suggested(as_staff(Role.OPERATOR))
    assert not page.all(".ct-kv")


def test_proposals_cost_a_constant_number_of_statements(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    values = call_page(browser).form("#phieu").values | {"text": SAID, "ward": NINH_KIEU, "phone": "0907123456"}
    browser.post("/hotline/suggest", data=values)
    for _ in range(3):
        world.received(text=SAID)
    with count_statements(world.database) as seen:
        browser.post("/hotline/suggest", data=values)
    assert len(seen) <= 12, seen


def test_words_of_the_caller_never_become_markup(as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    page = suggested(browser, text=XSS, place=XSS, name=XSS, phone=XSS)
    assert "<script>alert" not in page.html
    logged = log(browser, call_page(browser), text=f"Chuyện {XSS}", place=XSS, name=XSS)
    assert "<script>alert" not in logged.html
    for path in ("/hotline/recent", "/hotline/search?q=chuyen"):
        assert "<b>đậm</b>" not in browser.page(path).html


def test_a_phone_in_the_address_fills_the_form(as_staff: SignIn) -> None:
    page = as_staff(Role.OPERATOR).page("/hotline/call?phone=0907418562")
    assert page.form("#phieu").values["phone"] == "0907418562"


def test_only_the_centre_logs_calls(as_staff: SignIn) -> None:
    for role in (Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER, Role.ADMIN, Role.AUDITOR):
        assert as_staff(role).get("/hotline/call").status_code == 403


def test_how_long_the_call_took_is_kept(world: World, as_staff: SignIn, at: At) -> None:
    began = at("2026-07-06T09:00")
    browser = as_staff(Role.OPERATOR)
    page = call_page(browser)
    at("2026-07-06T09:03")
    log(browser, page)
    world.look()
    call = world.session.scalars(select(Interaction)).one()
    assert (call.started_at, call.ended_at - call.started_at) == (began, timedelta(minutes=3))
    assert clock.now() == call.ended_at


def test_a_list_that_changed_and_a_text_without_end_are_told_and_nothing_typed_is_lost(as_staff: SignIn) -> None:
    browser = as_staff(Role.OPERATOR)
    gone = log(browser, call_page(browser), ward="khong-con", field="khong.con", outcome="la")
    assert gone.response.status_code == 422
    assert len(gone.all(".ct-error")) == 2
    assert SAID in gone.html
    assert suggested(browser, ward="khong-con", field="khong.con", text=SAID).response.status_code == 200
    long = log(browser, call_page(browser), text="ngập nước " * 20_000)
    assert long.response.status_code == 422
    assert "5.000" in long.text(".ct-error")
    assert long.form("#phieu").values["text"].startswith("ngập nước ngập nước")
    assert log(browser, call_page(browser), started_at="0001-01-01T00:00").response.status_code == 422
