"""The dispatcher's tray: what waits, in which order, and the ways out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.route import route
from feedback.models import Case, Decision
from feedback.queries import bounded
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import Channel, Kind, Level, Role, State
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page, attribute
from tests.support.world import NINH_KIEU, ROADS, WATER, World

SignIn = Callable[..., BrowserLike]
UNSURE = "Đường xấu quá, mong thành phố xem lại giúp bà con."
TWO_FIELDS = "Xe tải chạy ban đêm vừa ồn vừa làm hư đường, bụi bay vào nhà."
XSS = '<script>alert("x")</script>'


def tray(browser: BrowserLike, case: Case | None = None) -> Page:
    return browser.page(f"/hotline/tray?case={case.number}" if case else "/hotline/tray")


def send(browser: BrowserLike, case: Case, **fields: Any) -> Page:
    return browser.send(tray(browser, case), "form.ct-split__view", **fields)


def now(world: World, case: Case) -> Case:
    world.look()
    return world.case(case.id)


def numbers(page: Page) -> list[str]:
    return [attribute(link, "href").rpartition("=")[2] for link in page.all(".ct-tray a")]


def test_urgent_cases_come_first_then_the_longest_waiting(world: World, as_staff: SignIn, at: At) -> None:
    first = world.received(text=UNSURE)
    at("2026-07-06T08:30")
    returned = world.returned()
    at("2026-07-06T09:00")
    urgent = world.received(text=UNSURE, level=Level.URGENT)
    world.in_progress()
    page = tray(as_staff(Role.DISPATCHER))
    assert numbers(page) == [urgent.number, first.number, returned.number]
    assert attribute(page.one(".ct-tray a[aria-current]"), "href").endswith(urgent.number)


def test_an_empty_tray_says_what_comes_next(as_staff: SignIn) -> None:
    assert "Khay đang trống" in tray(as_staff(Role.DISPATCHER)).text()


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.OFFICER, Role.AGENCY_LEADER, Role.ADMIN, Role.AUDITOR])
def test_only_dispatchers_open_the_tray(world: World, as_staff: SignIn, role: Role) -> None:
    case = world.received()
    browser = as_staff(role)
    for path in ("/hotline/tray", "/hotline/answers", f"/hotline/tray/{case.number}/refuse"):
        assert browser.get(path).status_code == 403
    browser = as_staff(Role.OPERATOR)
    token = browser.page("/hotline/call").form("#phieu").values["csrf_token"]
    assert browser.post(f"/hotline/tray/{case.number}/dispatch", data={"csrf_token": token}).status_code == 403


def test_the_page_costs_at_most_ten_statements(world: World, as_staff: SignIn) -> None:
    browser = as_staff(Role.DISPATCHER)
    for _ in range(3):
        world.received(text=UNSURE)
    case = world.returned()
    tray(browser, case)  # what never changes is read once in the life of the process
    with count_statements(world.database) as seen:
        tray(browser, case)
    assert len(seen) <= 10, seen
    for _ in range(5):
        world.received(text=UNSURE)
    with count_statements(world.database) as more:
        tray(browser, case)
    assert len(more) <= 10, more


def test_the_systems_candidates_stand_one_key_away(world: World, as_staff: SignIn) -> None:
    case = world.received(text=TWO_FIELDS, place_text="phường An Bình", field_code=None, ward_code=None)
    world.act(route, SYSTEM, case)
    page = tray(as_staff(Role.DISPATCHER), case)
    assert now(world, case).tray_reason[:40] in page.text(".ct-inset")
    keys = [attribute(pick, "data-key") for pick in page.all(".ct-pick input")]
    assert keys == ["1", "2"]


def test_a_returned_case_shows_why_and_the_proposed_agency_first(world: World, as_staff: SignIn) -> None:
    case = world.returned(ROADS, WATER)
    page = tray(as_staff(Role.DISPATCHER), case)
    assert "Không thuộc đơn vị chúng tôi." in page.text(".ct-inset")
    picks = [attribute(pick, "value") for pick in page.all(".ct-pick input")]
    assert picks[0] == WATER
    assert ROADS not in picks


def test_dispatch_corrects_and_sends_in_one_go(world: World, as_staff: SignIn) -> None:
    case = world.received(text=UNSURE, field_code=None, ward_code=None)
    browser = as_staff(Role.DISPATCHER)
    after = send(
        browser, case, other=WATER, field="cap-thoat-nuoc", ward=NINH_KIEU, place="Hẻm 51", level="urgent",
        kind="suggestion", why="Cống thuộc tuyến do đơn vị quản lý.",
    )  # fmt: skip
    assert after.response.status_code == 200
    sent = now(world, case)
    assert (sent.state, sent.holder_code, sent.field_code) == (State.FORWARDED, WATER, "cap-thoat-nuoc")
    assert (sent.ward_code, sent.place_text, sent.level, sent.kind) == (
        NINH_KIEU, "Hẻm 51", Level.URGENT, Kind.SUGGESTION,
    )  # fmt: skip
    decision = world.session.scalars(select(Decision).where(Decision.case_id == case.id)).all()[-1]
    assert decision.sentence == "Cống thuộc tuyến do đơn vị quản lý."


def test_an_untouched_form_changes_only_the_holder(world: World, as_staff: SignIn) -> None:
    case = world.returned(ROADS, WATER)
    send(as_staff(Role.DISPATCHER), case)
    events = world.events(now(world, case))
    assert events[-1] == "case.forwarded"
    assert not {"case.kind_set", "case.level_set", "case.classified", "case.located"} & set(
        events[events.index("case.leg.returned") :]
    )
    assert now(world, case).holder_code == WATER


def test_a_stale_version_is_refused_with_the_draft(world: World, as_staff: SignIn) -> None:
    case = world.received(text=UNSURE, field_code=None)
    browser = as_staff(Role.DISPATCHER)
    page = tray(browser, case)
    other = as_staff(Role.DISPATCHER)
    other.send(tray(other, case), "form.ct-split__view", other=ROADS, field="giao-thong")
    again = browser.send(page, "form.ct-split__view", other=WATER, field="cap-thoat-nuoc", why="Lời đã viết.")
    assert again.response.status_code == 409
    assert again.all("[data-errors] li")
    kept = again.form("form.ct-split__view").values
    assert (kept["other"], kept["why"]) == (WATER, "Lời đã viết.")
    assert now(world, case).holder_code == ROADS


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"other": "", "agency": ""}, 422, "Hãy chọn nơi xử lý"),
        ({"other": WATER, "field": ""}, 422, "Hãy chọn lĩnh vực"),
        ({"other": "khong-co"}, 422, "danh sách"),
        ({"other": WATER, "field": "giao-thong", "kind": "denunciation"}, 409, "cơ quan có thẩm quyền"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    world: World, as_staff: SignIn, fields: dict[str, str], status: int, words: str
) -> None:
    case = world.received(text=UNSURE, field_code=None, ward_code=None)
    again = send(as_staff(Role.DISPATCHER), case, **({"why": "Giữ lại lời này."} | fields))
    assert again.response.status_code == status
    assert words in again.text("[data-errors]")
    assert again.form("form.ct-split__view").values["why"] == "Giữ lại lời này."
    fresh = now(world, case)
    assert (fresh.state, fresh.kind, fresh.field_code) == (State.RECEIVED, Kind.FEEDBACK, None)


def test_refusing_tells_why(world: World, as_staff: SignIn) -> None:
    case = world.received()
    browser = as_staff(Role.DISPATCHER)
    page = browser.page(f"/hotline/tray/{case.number}/refuse")
    empty = browser.send(page, "form[action$=refuse]", text="Lời đã viết")
    assert empty.response.status_code == 422
    assert empty.form("form[action$=refuse]").values["text"] == "Lời đã viết"
    browser.send(page, "form[action$=refuse]", reason="thieu-thong-tin", text="Mong bạn gửi lại kèm địa chỉ.")
    fresh = now(world, case)
    assert (fresh.state, fresh.refusal_text) == (State.REFUSED, "Mong bạn gửi lại kèm địa chỉ.")


def test_referring_names_the_kind_and_the_place(world: World, as_staff: SignIn) -> None:
    case = world.received(text="Tôi tố cáo cán bộ nhận tiền.", field_code=None)
    browser = as_staff(Role.DISPATCHER)
    page = browser.page(f"/hotline/tray/{case.number}/refer")
    assert browser.send(page, "form[action$=refer]", referred_to="Thanh tra").response.status_code == 422
    browser.send(page, "form[action$=refer]", kind="denunciation", referred_to="Thanh tra thành phố")
    fresh = now(world, case)
    assert (fresh.state, fresh.kind, fresh.referred_to) == (State.REFERRED, Kind.DENUNCIATION, "Thanh tra thành phố")


def test_similar_cases_can_be_merged(world: World, as_staff: SignIn) -> None:
    into, case = world.forwarded(), world.received(channel=Channel.PHONE)
    browser = as_staff(Role.DISPATCHER)
    page = tray(browser, case)
    link = next(attribute(link, "href") for link in page.all("#trung a") if "merge" in attribute(link, "href"))
    question = browser.page(link)
    assert into.number in question.text()
    browser.send(question, "form[action$=merge]")
    fresh = now(world, case)
    assert (fresh.state, fresh.merged_into_id) == (State.MERGED, into.id)


@pytest.mark.parametrize(
    ("into", "status"), [("", 422), ("2607-9999", 422), ("không phải số", 422), ("itself", 409), ("closed", 409)]
)
def test_merging_into_nothing_is_refused(world: World, as_staff: SignIn, into: str, status: int) -> None:
    case = world.received()
    into = {"itself": case.number, "closed": world.closed().number}.get(into, into)
    browser = as_staff(Role.DISPATCHER)
    page = browser.page(f"/hotline/tray/{case.number}/merge")
    again = browser.send(page, "form[action$=merge]", into=into)
    assert again.response.status_code == status
    assert now(world, case).state is State.RECEIVED


@pytest.mark.parametrize("way", ["refuse", "refer", "merge"])
def test_every_way_out_checks_the_version(world: World, as_staff: SignIn, way: str) -> None:
    case = world.received()
    browser = as_staff(Role.DISPATCHER)
    page = browser.page(f"/hotline/tray/{case.number}/{way}")
    send(browser, case, other=ROADS)
    filled: dict[str, dict[str, Any]] = {
        "refuse": {"reason": "thieu-thong-tin"},
        "refer": {"kind": "complaint", "referred_to": "Thanh tra"},
        "merge": {"into": world.received().number},
    }
    assert browser.send(page, f"form[action$={way}]", **filled[way]).response.status_code == 409
    assert now(world, case).state is State.FORWARDED


def test_a_case_that_left_the_centre_says_why_it_cannot_be_sent(world: World, as_staff: SignIn) -> None:
    case = world.in_progress()
    page = tray(as_staff(Role.DISPATCHER), case)
    assert "Đang xử lý" in page.text(".ct-desk__bar")


def test_unknown_numbers_are_not_found(as_staff: SignIn) -> None:
    browser = as_staff(Role.DISPATCHER)
    assert browser.get("/hotline/tray?case=9901-0001").status_code == 404
    assert browser.get("/hotline/tray/9901-0001/merge").status_code == 404


def test_words_of_citizens_never_become_markup(world: World, as_staff: SignIn) -> None:
    case = world.received(text=f"Ổ gà lớn {XSS} trên mặt đường.\n{XSS}", place_text=XSS, name=XSS)
    browser = as_staff(Role.DISPATCHER)
    for path in (f"tray?case={case.number}", f"tray/{case.number}/refuse", f"tray/{case.number}/merge?into={XSS}"):
        assert "<script>alert" not in browser.page(f"/hotline/{path}").html


def test_the_side_bar_counts_what_waits(world: World, as_staff: SignIn) -> None:
    world.received()
    world.returned()
    world.resolved()
    bar = tray(as_staff(Role.DISPATCHER)).text(".ct-nav")
    assert "Khay điều phối 2" in bar
    assert "công khai 1" in bar


def test_answers_hold_what_is_resolved_and_what_was_closed_unpublished(world: World, as_staff: SignIn) -> None:
    resolved, closed = world.resolved(), world.closed()
    browser = as_staff(Role.DISPATCHER)
    assert [resolved.number in browser.page("/hotline/answers").text(), closed.number in browser.page(
        "/hotline/answers?which=unpublished"
    ).text()] == [True, True]  # fmt: skip
    with count_statements(world.database) as seen:
        browser.page("/hotline/answers?which=khac")
    assert len(seen) <= 10, seen


def test_answers_are_walked_by_key_and_counted_up_to_a_bound(
    world: World, as_staff: SignIn, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedback.web.hotline.answers.PAGE_SIZE", 2)
    monkeypatch.setattr(bounded, "MOST", 2)
    monkeypatch.setattr("feedback.web.counted.MOST", 2)
    numbers = []
    for minute in (10, 20, 30):
        at(f"2026-07-06T08:{minute}")
        numbers.append(world.resolved().number)
    browser = as_staff(Role.DISPATCHER)
    first = browser.page("/hotline/answers?after=nonsense")
    second = browser.page(first.one("a[rel=next]").attrs["href"] or "")
    shown = [[number in page.text("table") for number in numbers] for page in (first, second)]
    assert shown == [[True, True, False], [False, False, True]]
    assert "công khai hơn 2" in first.text(".ct-nav")
