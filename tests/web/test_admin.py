"""The administrators' pages: only theirs, found without marks, every change checked, kept and told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from feedback import clock
from feedback.actions.tasks import KINDS
from feedback.models import (
    Account,
    Agency,
    Entry,
    Field,
    Heartbeat,
    Limit,
    Responsibility,
    Task,
    WorkingCalendar,
)
from feedback.queries import calendars
from feedback.terms import Queue, Role, TaskState
from feedback.web.admin.tasks import kind_words, process_words
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page
from tests.support.world import CENTRE, PASSWORD, ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]
OTHERS = [role for role in Role if role not in (Role.ADMIN, Role.CITIZEN, Role.SYSTEM)]
LISTS = ("accounts", "agencies", "fields", "responsibilities", "limits")


@pytest.fixture
def admin(as_staff: AsStaff) -> BrowserLike:
    return as_staff(Role.ADMIN)


@pytest.fixture
def line(world: World) -> Responsibility:
    """One line of the matrix, whether or not the test city has any."""
    with world.database.writing() as session:
        row = Responsibility(
            position=9_000, field_code="giao-thong.o-ga", agency=ROADS, valid_from=date(2025, 7, 1), legal_basis="Thử"
        )
        session.add(row)
        session.commit()
    world.look()
    return world.session.get_one(Responsibility, row.id)


def changes(world: World) -> list[tuple[str, str]]:
    """(what, key) of the settings changed so far."""
    world.look()
    rows = world.session.scalars(select(Entry.facts).where(Entry.event == "setting.changed").order_by(Entry.seq))
    return [(facts["what"], str(facts["key"])) for facts in rows if "what" in facts]


def rows(page: Page) -> int:
    return len(page.all("table.ct-table tbody tr"))


def changed(given: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return given | other


def is_sign_in(answer: TestResponse) -> bool:
    return [one.status_code for one in answer.history] == [302] and "password" in answer.get_data(as_text=True)


def addresses(app: Flask) -> list[tuple[str, str]]:
    """(method, address) of every route of the administrators."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin."):
            address = rule.rule.replace("<code>", "x")
            for name in rule.arguments:
                address = address.replace(f"<int:{name}>", "1")
            found += [(method, address) for method in (rule.methods or set()) & {"GET", "POST"}]
    return found


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_enters(
    world: World, app: Flask, as_staff: AsStaff, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)  # the door must hold by itself
    browser = as_staff(role)
    routes = addresses(app)
    assert len(routes) >= 22
    for method, address in routes:
        assert browser.open(address, method=method).status_code == 403, (method, address)


def test_strangers_are_asked_to_sign_in(app: Flask, client: BrowserLike, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    for method, address in addresses(app):
        answer = client.open(address, method=method, follow_redirects=True)
        assert is_sign_in(answer), (method, address)


def test_every_list_is_searched_without_marks_in_few_statements(
    world: World, admin: BrowserLike, line: Responsibility
) -> None:
    searches = {
        "accounts": "quan tri",
        "agencies": "so xay dung",
        "fields": "mat duong",
        "responsibilities": "xay dung",
        "limits": "tiep nhan",
    }
    for name in LISTS:
        everything = admin.page(f"/admin/{name}")
        with count_statements(world.database) as statements:
            found = admin.page(f"/admin/{name}?q={searches[name]}")
        assert 1 <= rows(found) <= rows(everything), name
        assert len(statements) <= 10, (name, statements)
        assert "Không thấy dòng nào" in admin.page(f"/admin/{name}?q=zzz+zzz").text()
        assert admin.get(f"/admin/{name}?page=999").status_code == 200
    assert rows(admin.page("/admin/agencies")) == 50
    assert "trang 2 trong" in admin.page("/admin/agencies?page=2").text()


def test_the_first_page(world: World, admin: BrowserLike) -> None:
    with world.database.writing() as session:
        session.add(Heartbeat(name="ticker", seen_at=world.account(Role.OPERATOR).created_at))
        session.commit()
    page = admin.page("/admin/")
    assert "Việc nền hỏng 0" in page.text()
    assert "đang chạy" in page.text()


def test_an_account_from_beginning_to_end(world: World, admin: BrowserLike, app: Flask) -> None:
    form = admin.page("/admin/accounts/new")
    given: dict[str, Any] = {"full_name": "Võ Thị Sáu Em", "username": "vo.em", "role": "officer", "agency_code": ROADS}
    made = admin.send(form, **given)
    assert made.response.status_code == 200
    password = made.all(".ct-kv dd")[1].to_text()
    world.look()
    account = world.session.scalars(select(Account).where(Account.username == "vo.em")).one()
    assert account.role is Role.OFFICER
    assert len(password) >= 20
    again = admin.send(form, **given)
    assert again.response.status_code == 422
    assert "đã có người dùng" in again.text(".ct-error")
    assert 'value="Võ Thị Sáu Em"' in again.html, "what was typed stays"
    edit = admin.page(f"/admin/accounts/{account.id}")
    admin.send(edit, role="agency_leader", agency_code=WATER, is_active=None)
    world.look()
    assert (account.role, account.agency_code, account.is_active) == (Role.AGENCY_LEADER, WATER, False)
    assert admin.get("/admin/accounts/99999").status_code == 404


def test_a_new_password_is_shown_once_and_ends_the_sessions(
    world: World, admin: BrowserLike, as_staff: AsStaff
) -> None:
    officer = as_staff(Role.OFFICER)
    assert officer.get("/leadership/").status_code == 200
    account_id = world.officer.user_id
    page = admin.send(admin.page(f"/admin/accounts/{account_id}"), f'form[action$="/{account_id}/password"]')
    password = page.all(".ct-kv dd")[1].to_text()
    assert password not in admin.page(f"/admin/accounts/{account_id}").html
    assert is_sign_in(officer.get("/leadership/", follow_redirects=True)), "signed out"
    assert password != PASSWORD
    assert password not in str([entry.facts for entry in world.session.scalars(select(Entry))])


def test_nobody_locks_themselves_out(world: World, admin: BrowserLike) -> None:
    own = world.actor(Role.ADMIN).user_id
    page = admin.send(admin.page(f"/admin/accounts/{own}"), is_active=None)
    assert page.response.status_code == 409
    assert "không tự khóa" in page.text()


def test_an_agency_hands_over_to_its_successor(world: World, admin: BrowserLike) -> None:
    world.forwarded(ROADS)
    form = admin.page(f"/admin/agencies/{ROADS}")
    assert "kế thừa" in admin.send(form, valid_to="2026-12-31").text(".ct-error")
    assert "kết thúc phải sau" in admin.send(form, valid_to="1999-12-31").text(".ct-error")
    assert "ngày như 2/9/2026" in admin.send(form, valid_to="mai").text(".ct-error")
    assert "tên cơ quan" in admin.send(form, name=" ").text(".ct-error")
    saved = admin.send(form, name="Sở Xây dựng và Giao thông", valid_to="31/12/2026", successor_code=WATER)
    assert saved.response.request.path == "/admin/agencies"
    world.look()
    agency = world.session.get_one(Agency, ROADS)
    assert (agency.valid_to, agency.successor_code) == (date(2026, 12, 31), WATER)
    assert agency.folded == "so xay dung va giao thong"
    circle = admin.send(admin.page(f"/admin/agencies/{WATER}"), successor_code=ROADS)
    assert "về chính cơ quan" in circle.text(".ct-error")
    centre = admin.send(admin.page(f"/admin/agencies/{CENTRE}"), valid_to="2026-12-31", successor_code=ROADS)
    assert centre.response.status_code == 422
    assert changes(world)[-1] == ("agency", ROADS)


def test_a_field_is_renamed(world: World, admin: BrowserLike) -> None:
    form = admin.page("/admin/fields/giao-thong.o-ga")
    assert admin.send(form, name_vi="").response.status_code == 422
    assert admin.send(form, position="0").response.status_code == 422
    assert "số nguyên" in admin.send(form, position="đầu").text(".ct-error")
    admin.send(form, name_vi="Ổ gà, mặt đường hư", position="25")
    world.look()
    field = world.session.get_one(Field, "giao-thong.o-ga")
    assert (field.name_vi, field.position) == ("Ổ gà, mặt đường hư", 25)
    assert changes(world)[-1] == ("field", "giao-thong.o-ga")


def test_a_limit_changes_by_a_new_version(world: World, admin: BrowserLike) -> None:
    old = world.session.scalars(select(Limit).where(Limit.code == "accept-chung")).one()
    form = admin.page(f"/admin/limits/{old.id}")
    given: dict[str, Any] = {"amount": "1", "valid_from": "2026-08-01", "legal_basis": "Quy chế 1022 mới"}
    assert admin.send(form, **changed(given, {"amount": "0"})).response.status_code == 422
    assert "từ hôm nay trở đi" in admin.send(form, **changed(given, {"valid_from": "2026-07-05"})).text(".ct-error")
    assert admin.send(form, **changed(given, {"legal_basis": ""})).response.status_code == 422
    admin.decide(form, **given)
    world.look()
    new = world.session.scalars(select(Limit).where(Limit.code == "accept-chung@2026-08-01")).one()
    assert (old.amount, old.valid_to) == (2, date(2026, 7, 31)), "the old row only ends"
    assert (new.amount, new.unit, new.clock, new.valid_from, new.valid_to) == (
        1, old.unit, old.clock, date(2026, 8, 1), None,
    )  # fmt: skip
    assert changes(world)[-1] == ("limit", "accept-chung@2026-08-01")
    again = admin.send(form, **given)
    assert again.response.status_code == 409
    assert "bản mới hơn" in again.text()


def test_a_new_limit_holds_from_its_day(world: World, admin: BrowserLike, at: At) -> None:
    old = world.session.scalars(select(Limit).where(Limit.code == "accept-chung")).one()
    form = admin.page(f"/admin/limits/{old.id}")
    admin.decide(form, amount="1", valid_from="2026-08-03", legal_basis="Quy chế")
    before = world.forwarded(level="normal")
    at("2026-08-03T08:00")
    after = world.forwarded(level="normal")
    amounts = [
        clock.amount for case in (before, after) for clock in world.clocks(case).values() if clock.kind == "accept"
    ]
    assert amounts == [2, 1]


def test_a_calendar_changes_by_a_new_version(world: World, admin: BrowserLike) -> None:
    form = admin.page("/admin/calendars/hanh-chinh")
    assert "Quốc khánh" in form.text()
    given: dict[str, Any] = {"on": "2026-07-10", "sort": "off", "name": "Bão số 3"}
    assert admin.send(form, **changed(given, {"on": "2026-07-05"})).response.status_code == 422, "a day that has passed"
    assert "vì sao" in admin.send(form, **changed(given, {"name": ""})).text(".ct-error")
    assert "Hãy chọn một cách" in admin.send(form, **changed(given, {"sort": None})).text(".ct-error")
    assert admin.send(form, **changed(given, {"sort": "work", "windows": "8 giờ"})).response.status_code == 422
    assert admin.send(form, **changed(given, {"sort": "work"})).response.status_code == 422
    admin.decide(form, **given)
    page = admin.page("/admin/calendars/hanh-chinh")
    admin.decide(page, on="2026-07-11", sort="work", windows="13:00-17:00; 07:00-11:00", name="Bù")
    world.look()
    versions = world.session.scalars(
        select(WorkingCalendar).where(WorkingCalendar.code == calendars.OFFICE).order_by(WorkingCalendar.version)
    ).all()
    assert [one.version for one in versions] == [1, 2, 3]
    with world.database.reading() as session:
        today, past = (
            calendars.in_force(session, day)[calendars.OFFICE] for day in (date(2026, 7, 6), date(2026, 7, 3))
        )
    assert past.key == "hanh-chinh@1"
    assert today.key == "hanh-chinh@3"
    assert past.calendar.is_working_day(date(2026, 7, 10)), "the old version is as it was"
    assert not today.calendar.is_working_day(date(2026, 7, 10))
    assert len(today.calendar.windows_on(date(2026, 7, 11))) == 2
    back = admin.decide(admin.page("/admin/calendars/hanh-chinh"), on="2026-07-10", sort="ordinary")
    assert "bản 4" in back.text()
    same = admin.decide(admin.page("/admin/calendars/hanh-chinh"), on="2026-07-10", sort="ordinary")
    assert "đúng như vậy rồi" in same.text(".ct-error")
    assert changes(world)[-1] == ("calendar", "hanh-chinh@4")


def dead_task(world: World) -> int:
    now = clock.now()
    with world.database.writing() as session:
        task = Task(
            kind="refresh_facts", queue=Queue.INDICATORS, subject_id=0, dedup_key="thu", state=TaskState.DEAD,
            run_at=now, created_at=now, attempts=8, last_error="ConnectionError: nhà mạng không trả lời",
        )  # fmt: skip
        session.add(task)
        session.commit()
        number = task.id
    world.look()
    return number


def test_dead_work_is_run_again_or_given_up_with_a_reason(world: World, admin: BrowserLike) -> None:
    number = dead_task(world)
    page = admin.page("/admin/tasks")
    assert "nhà mạng không trả lời" in page.text()
    admin.send(page, f'form[action$="/{number}/retry"]')
    world.look()
    task = world.session.get_one(Task, number)
    assert (task.state, task.attempts) == (TaskState.NEW, 0)
    with world.database.writing() as session:
        session.get_one(Task, number).state = TaskState.DEAD
        session.commit()
    form = admin.page(f"/admin/tasks/{number}/dismiss")
    assert "lý do" in admin.send(form, reason=" ").text(".ct-error")
    admin.send(form, reason="Tháng này tính lại sau")
    world.look()
    assert (task.state, task.dismissed_reason) == (TaskState.DISMISSED, "Tháng này tính lại sau")
    assert "Không có việc nào hỏng" in admin.page("/admin/tasks").text()
    assert admin.send(form, reason="Lần nữa").response.status_code == 409
    assert admin.get("/admin/tasks/99999/dismiss").status_code == 404


def test_every_kind_of_background_work_and_every_process_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert set(kind_words()) == set(KINDS)
        assert process_words("worker-clocks") == "Hàng Đồng hồ"
        assert process_words("ticker") == "Bộ đếm giờ"
