"""The case file: who sees it, what can be done and why the rest cannot, drafts that survive a conflict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from feedback.actions.forward import dispatch
from feedback.actions.write_note import write_note
from feedback.models import Case
from feedback.terms import Kind, Publication, Role, State
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page, attribute, inside, words
from tests.support.world import ANSWER, NINH_KIEU, NO_PICTURE, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
OFFICER, LEADER = Role.OFFICER, Role.AGENCY_LEADER
WRITTEN = "Chúng tôi đã cử đội đến dọn sạch và sẽ kiểm tra lại vào sáng mai."


def file_of(case: Case, act: str = "") -> str:
    return f"/cases/{case.number}" + (f"?act={act}" if act else "")


def now(world: World, case: Case) -> Case:
    """The case as it is committed now."""
    world.look()
    return world.case(case.id)


def send(browser: BrowserLike, case: Case, act: str, **fields: Any) -> Page:
    """Open a form of the file and send it filled in."""
    fields = {"no_picture_reason": NO_PICTURE} | fields if act == "result" else fields
    return browser.send(browser.page(file_of(case, act)), f'form[action$="/{act}"]', **fields)


def press(browser: BrowserLike, case: Case, act: str) -> Page:
    """Press a button of the file that needs no words."""
    return browser.send(browser.page(file_of(case)), f'form[action$="/{act}"]')


def test_another_agency_finds_no_such_case(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    for browser in (as_staff(OFFICER, WATER), as_staff(LEADER, WATER), as_staff(Role.ADMIN)):
        assert browser.get(file_of(case)).status_code == 404
    assert as_staff(OFFICER).get("/cases/9901-0001").status_code == 404


def test_another_agency_cannot_act_either(world: World, as_staff: SignIn) -> None:
    case = world.forwarded()
    stranger = as_staff(OFFICER, WATER)
    token = stranger.page("/agency/").form("form[method=post]").values["csrf_token"]
    sent = stranger.post(f"/cases/{case.number}/accept", data={"csrf_token": token, "version": str(case.version)})
    assert sent.status_code == 404
    assert now(world, case).state is State.FORWARDED


@pytest.mark.parametrize("state", list(State))
def test_every_state_opens_for_everyone_who_may_see_it(world: World, as_staff: SignIn, state: State) -> None:
    case = world.case_in(state)
    for role in (Role.OPERATOR, Role.DISPATCHER, Role.CITY_LEADER, Role.AUDITOR, OFFICER, LEADER):
        sees_all = role in (Role.DISPATCHER, Role.AUDITOR)
        assert as_staff(role).get(file_of(case)).status_code in ((200,) if sees_all else (200, 404))


def test_file_costs_the_same_however_long_its_history(world: World, as_staff: SignIn) -> None:
    case, officer, counts = world.in_progress(), as_staff(OFFICER), []
    for more in (1, 12):
        for number in range(more):
            world.act(write_note, world.officer, case, f"Ghi chú số {number}.")
        officer.page(file_of(case))
        with count_statements(world.database) as seen:
            officer.page(file_of(case))
        counts.append(len([statement for statement in seen if statement != "COMMIT"]))
    assert counts[0] == counts[1] <= 30, counts


def test_what_cannot_be_done_says_why(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    page = as_staff(OFFICER).page(file_of(case))
    refused = {words(one): one for one in page.all('button[aria-disabled="true"]')}
    assert "Tiếp nhận" in refused
    reason = page.text(f"#{attribute(refused['Tiếp nhận'], 'aria-describedby')}")
    assert reason == "Chưa làm được khi vụ việc ở trạng thái “Đang xử lý”."
    assert "Trình kết quả" not in refused
    assert "Duyệt kết quả" not in page.text()  # not a thing an officer ever does


def test_one_who_submitted_may_not_approve(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    leader = as_staff(LEADER)
    send(leader, case, "result", result_code="da-xu-ly", text=ANSWER)
    page = leader.page(file_of(case))
    assert "Người trình kết quả không tự duyệt kết quả của mình." in page.text("aside")


def test_walk_from_acceptance_to_closing(world: World, as_staff: SignIn) -> None:
    case = world.forwarded()
    officer, leader, operator = as_staff(OFFICER), as_staff(LEADER), as_staff(Role.OPERATOR)
    dispatcher = as_staff(Role.DISPATCHER)
    assert "Đã tiếp nhận vụ việc." in press(officer, case, "accept").text()
    page = send(officer, case, "ask", reason_code="dia-diem", text="Ổ gà nằm bên số chẵn hay số lẻ?")
    assert "tạm dừng" in page.text()
    page = send(operator, case, "answer", answer="Bên số chẵn, trước quán cà phê.")
    assert "Bên số chẵn, trước quán cà phê." in page.text()
    send(officer, case, "result", result_code="da-xu-ly", text=ANSWER, done_on_site_at="2026-07-06T07:45")
    assert ANSWER in press(leader, case, "approve").text()
    page = send(dispatcher, case, "publish")
    assert "Bản công khai" in page.text()
    page = press(dispatcher, case, "close")
    assert "Đã đóng" in page.text("header.ct-head")
    done = now(world, case)
    assert (done.state, done.publication) == (State.CLOSED, Publication.PUBLISHED)
    told = page.text("ol.ct-time")
    for sentence in ("Đóng vụ việc", "Sở Xây dựng tiếp nhận", "Trình kết quả: Đã xử lý xong", "Nhận phản ánh"):
        assert sentence in told


def test_late_version_is_refused_with_the_draft_and_who_was_first(world: World, as_staff: SignIn, at: At) -> None:
    case = world.in_progress()
    officer = as_staff(OFFICER)
    opened = officer.page(file_of(case, "result"))
    at("2026-07-06T08:05")
    colleague = world.another(LEADER, ROADS, full_name="Lê Thị Xong Trước")
    world.act(write_note, colleague, case, "Tôi đang gọi đội thi công.")
    page = officer.send(
        opened, 'form[action$="/result"]', result_code="da-xu-ly", text=WRITTEN, no_picture_reason=NO_PICTURE
    )
    assert page.response.status_code == 409
    assert "Lê Thị Xong Trước vừa thay đổi vụ việc này" in page.text()
    assert WRITTEN in page.text("textarea[name=text]")
    assert now(world, case).state is State.IN_PROGRESS
    again = officer.send(page, 'form[action$="/result"]')
    assert again.response.status_code == 200
    assert now(world, case).state is State.AWAITING_APPROVAL


def test_error_stands_on_its_field_and_words_stay(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    page = send(as_staff(OFFICER), case, "result", result_code="", text=WRITTEN)
    assert page.response.status_code == 422
    assert "Hãy chọn một dòng trong danh sách." in page.text("#result_code-loi")
    assert WRITTEN in page.text("textarea[name=text]")
    page = send(as_staff(OFFICER), case, "result", result_code="da-xu-ly", text="Đã tiếp thu, ghi nhận.")
    assert "chưa nói đã làm gì" in page.text("#text-loi")


def test_act_that_became_impossible_keeps_the_words(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    officer = as_staff(OFFICER)
    opened = officer.page(file_of(case, "ask"))
    send(officer, case, "result", result_code="da-xu-ly", text=ANSWER)
    page = officer.send(opened, 'form[action$="/ask"]', reason_code="dia-diem", text=WRITTEN)
    assert page.response.status_code == 409
    assert WRITTEN in page.text("textarea[name=text]")
    assert not page.all('form[action$="/ask"] button[type=submit]')


def test_words_of_citizens_are_shown_as_text(world: World, as_staff: SignIn) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> đường ngập"
    case = world.in_progress(text=evil, place_text="<b>đậm</b>", name="<i>An</i>")
    page = as_staff(OFFICER).page(file_of(case))
    assert evil in page.text()
    assert not page.all("main script, main img, main b b")
    listed = as_staff(OFFICER).page("/agency/")
    assert evil in listed.text()


def test_contact_is_masked_until_somebody_who_may_asks(world: World, as_staff: SignIn) -> None:
    case = world.in_progress(name="Võ Thị Sáu Em", phone="0907 418 562", is_hidden_from_agency=False)
    for browser in (as_staff(OFFICER), as_staff(Role.OPERATOR)):
        page = browser.page(file_of(case))
        assert "0907 418 562" not in page.html
        assert "Võ T. S. E." in page.text()
        page = browser.send(page, f'form[action="/cases/{case.number}/contact/{world.report(case).id}"]')
        assert "0907 418 562" in page.text()
        assert "Võ Thị Sáu Em" in page.text()
    assert world.events(now(world, case)).count("contact.viewed") == 2
    auditor = as_staff(Role.AUDITOR).page(file_of(case))
    assert "Xem liên hệ" not in auditor.text()


def test_hidden_reporter_stays_hidden_from_the_agency(world: World, as_staff: SignIn) -> None:
    case = world.in_progress(is_hidden_from_agency=True)
    officer = as_staff(OFFICER)
    page = officer.page(file_of(case))
    assert "Người phản ánh chỉ để tổng đài biết cách liên hệ." in page.text()
    token = page.form("form[method=post]").values["csrf_token"]
    address = f"/cases/{case.number}/contact/{world.report(case).id}"
    assert officer.post(address, data={"csrf_token": token}).status_code == 403
    assert "contact.viewed" not in world.events(now(world, case))


def test_notes_stay_inside_the_agency(world: World, as_staff: SignIn) -> None:
    case = world.forwarded(WATER)
    world.act(write_note, world.actor(OFFICER, WATER), case, "Cống này không phải của mình.")
    send(as_staff(OFFICER, WATER), case, "return", reason_code="khong-tham-quyen", note="Cống của phường.",
         proposed_agency_code=ROADS)  # fmt: skip
    page = send(as_staff(Role.DISPATCHER), case, "forward")
    assert "Đã chuyển xử lý." in page.text()
    assert world.leg(now(world, case)).agency_code == ROADS  # what was proposed stood ready
    assert "Cống này không phải của mình." in page.text()
    seen = as_staff(OFFICER, ROADS).page(file_of(case)).text()
    assert "Cống này không phải của mình." not in seen
    assert "Cống của phường." in seen


def test_promise_is_explained_to_the_last_hour(world: World, as_staff: SignIn) -> None:
    page = as_staff(OFFICER).page(file_of(world.in_progress()))
    table = page.one("table.ct-sum")
    lines = [words(row) for row in inside(table, "tr")]
    assert lines[-1].startswith("Cộng đủ")
    assert any("không tính" in line for line in lines[1:-1])
    assert page.text("details.ct-why summary").startswith("Vì sao là 17:00")


def test_centre_sets_kind_level_field_and_place(world: World, as_staff: SignIn) -> None:
    case = world.received(field_code=None, ward_code=None)
    dispatcher = as_staff(Role.DISPATCHER)
    send(dispatcher, case, "kind", kind="suggestion")
    send(dispatcher, case, "level", level="urgent")
    send(dispatcher, case, "classify", field_code="cap-thoat-nuoc")
    send(dispatcher, case, "locate", ward_code=NINH_KIEU, place_text="Hẻm 51")
    page = send(dispatcher, case, "forward", agency_code=WATER, why="Cống do công ty quản lý.")
    assert "Cống do công ty quản lý." in page.text("aside")
    set_so = now(world, case)
    assert (set_so.kind, set_so.level, set_so.place_text, set_so.holder_code) == (
        "suggestion",
        "urgent",
        "Hẻm 51",
        WATER,
    )
    page = send(dispatcher, case, "redirect", agency_code=ROADS, why="Đường đang thi công.")
    assert now(world, case).holder_code == ROADS
    assert "Chuyển từ" in page.text("ol.ct-time")


def test_merging_shows_both_cases_first(world: World, as_staff: SignIn) -> None:
    first, second = world.in_progress(), world.received(text="Ổ gà to ở trước nhà số 12, có người té xe.")
    dispatcher = as_staff(Role.DISPATCHER)
    page = dispatcher.page(file_of(second, "merge"))
    assert first.number in page.text("#viec")
    page = dispatcher.page(f"{file_of(second, 'merge')}&into={first.number}")
    assert "Vụ này trả lời chung" in page.text("#viec")
    page = dispatcher.send(page, 'form[action$="/merge"]')
    assert "Đã gộp" in page.text()
    assert now(world, second).merged_into_id == first.id
    both = dispatcher.page(file_of(first)).text()
    assert "có người té xe" in both
    page = send(dispatcher, world.received(), "merge", into="9901-0001")
    assert page.response.status_code == 422


def test_publishing_refuses_private_words(world: World, as_staff: SignIn) -> None:
    case = world.resolved(text="Ổ gà trước nhà tôi số 12, gọi tôi 0907 418 562.")
    dispatcher = as_staff(Role.DISPATCHER)
    opened = dispatcher.page(file_of(case, "publish"))
    assert "0907 418 562" not in opened.text("textarea[name=public_text]")
    page = dispatcher.send(opened, 'form[action$="/publish"]', public_text="Gọi 0907 418 562 nhé")
    assert page.response.status_code == 422
    assert "Bản công khai còn thông tin riêng" in page.text("#public_text-loi")


def test_operator_takes_a_rating_and_a_reopening_by_phone(world: World, as_staff: SignIn) -> None:
    case = world.resolved()
    operator = as_staff(Role.OPERATOR)
    page = send(operator, case, "rate", rating="2", comment="Vá xong lại lún.")
    assert "Người dân đánh giá: Không hài lòng" in page.text("ol.ct-time")
    page = send(operator, case, "reopen", why="Chỗ vá đã lún xuống lại.")
    assert "Chỗ vá đã lún xuống lại." in page.text("ol.ct-time")
    assert now(world, case).state is State.FORWARDED


def test_refusing_and_referring(world: World, as_staff: SignIn) -> None:
    dispatcher = as_staff(Role.DISPATCHER)
    case = world.received()
    send(dispatcher, case, "refuse", reason_code="tin-rac", text="Đây là quảng cáo.")
    assert now(world, case).state is State.REFUSED
    case = world.received(kind=Kind.DENUNCIATION)
    page = send(dispatcher, case, "refer", referred_to="Thanh tra thành phố, 02 Nguyễn Đình Chiểu")
    assert "Thanh tra thành phố" in page.text("aside")


def test_rest_of_an_agencys_work(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    officer, leader = as_staff(OFFICER), as_staff(LEADER)
    page = send(leader, case, "assign", officer_id=str(world.leader.user_id))
    assert "Giao cho" in page.text("ol.ct-time")
    send(officer, case, "ask", reason_code="dia-diem", text="Ở đâu?")
    press(officer, case, "resume")
    send(officer, case, "result", result_code="da-xu-ly", text=ANSWER)
    page = send(leader, case, "send_back", note="Thiếu ngày hẹn.")
    assert "Thiếu ngày hẹn." in page.text()
    assert now(world, case).state is State.IN_PROGRESS
    page = send(officer, case, "note", text="Đã hẹn đội thi công.")
    assert "Đã hẹn đội thi công." in page.text("ol.ct-time")


def test_unknown_act_is_not_found(world: World, as_staff: SignIn) -> None:
    case = world.forwarded()
    officer = as_staff(OFFICER)
    token = officer.page(file_of(case)).form("form[method=post]").values["csrf_token"]
    assert officer.post(f"/cases/{case.number}/burn", data={"csrf_token": token}).status_code == 404
    assert officer.page(f"{file_of(case)}?act=burn").response.status_code == 200


def test_file_tells_how_every_clock_came_to_its_deadline(world: World, as_staff: SignIn) -> None:
    page = as_staff(OFFICER).page(file_of(world.awaiting_info()))
    assert "Không tính ngày nhận, đếm từ ngày làm việc kế tiếp." in page.text("aside")
    assert "Đang tạm dừng từ 08:00 thứ Hai 6/7/2026, hạn sẽ dời khi chạy tiếp." in page.text("aside")


def test_more_time_from_asking_to_the_new_deadline(world: World, as_staff: SignIn) -> None:
    case, officer, dispatcher = world.in_progress(), as_staff(OFFICER), as_staff(Role.DISPATCHER)
    page = send(officer, case, "extend", amount="hai", reason_code="thoi-tiet", note="Mưa lớn ba ngày liền.")
    assert page.response.status_code == 422
    page = send(officer, case, "extend", amount="2", reason_code="thoi-tiet", note="Mưa lớn ba ngày liền.")
    assert "Nếu được, hạn mới là 17:00 thứ Hai 13/7." in page.text()
    waiting = dispatcher.page("/hotline/extensions")
    assert "xin thêm 2 ngày làm việc" in waiting.text("table")
    assert "Mưa lớn ba ngày liền." in dispatcher.page(file_of(case)).text()
    page = press(dispatcher, case, "grant")
    assert "Được gia hạn" in page.text()
    assert "Cho gia hạn thêm 2 ngày làm việc" in page.text("ol.ct-time")
    assert "Không có đề nghị nào chờ duyệt" in dispatcher.page("/hotline/extensions").text()


def test_more_time_refused_says_why(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    send(as_staff(OFFICER), case, "extend", amount="1", reason_code="cho-vat-tu", note="Chờ nắp cống mới.")
    page = send(as_staff(Role.DISPATCHER), case, "refuse_extension", note="Kho thành phố còn nắp cống.")
    assert "Kho thành phố còn nắp cống." in page.text()


def test_leader_decides_what_agencies_hand_back_and_forth(world: World, as_staff: SignIn) -> None:
    case = world.returned()
    world.act(dispatch, world.dispatcher, case, WATER)
    send(as_staff(OFFICER, WATER), case, "return", reason_code="khong-tham-quyen", note="Đường, không phải cống.")
    leader = as_staff(Role.CITY_LEADER)
    assert case.number in leader.page("/leadership/rows?figure=disputed").text()
    page = as_staff(Role.DISPATCHER).page(file_of(case))
    assert "Vụ việc đã bị trả lại 2 lần: lãnh đạo thành phố quyết định nơi xử lý." in page.text("aside")
    page = send(leader, case, "rule", agency_code=ROADS, why="Tuyến đường này Sở Xây dựng quản lý.")
    assert "lãnh đạo thành phố giao, không trả lại" in page.text()
    assert "Lãnh đạo quyết định: Sở Xây dựng xử lý" in page.text("ol.ct-time")
