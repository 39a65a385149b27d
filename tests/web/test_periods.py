"""The pages of closed periods: a leader closes one, and sees it beside what the same question gives today."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import text

from feedback.actions.reopen import reopen
from feedback.queries.closing import newest
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.july import build
from tests.support.pages import BrowserLike, words
from tests.support.periods import without_guards
from tests.support.world import WATER, World

AsStaff = Callable[..., BrowserLike]


def test_a_leader_closes_a_month_and_sees_it_beside_today(world: World, as_staff: AsStaff, at: At) -> None:
    july = build(world, at)
    at("2026-08-03T08:00")
    world.refresh()
    browser = as_staff(Role.CITY_LEADER)
    page = browser.page("/leadership/periods")
    assert "Chưa khóa kỳ nào" in page.text()
    page = browser.send(page, period="2026-07")
    assert "Dấu niêm còn nguyên" in page.text()
    line = next(words(row) for row in page.all("tbody tr") if "đúng hạn" in words(row))
    assert "58,33%" in line
    assert "như lúc khóa" in line
    world.look()
    closed = newest(world.session, "2026-07")
    assert closed is not None
    address = f"/leadership/periods/{closed.id}"
    rows = browser.get(f"{address}/city/766-5.2.csv")
    assert rows.text.splitlines()[0] == "case,counted"
    assert f"{july['answered'].number},1" in rows.text.splitlines()
    assert len(rows.text.splitlines()) == 13
    at("2026-08-20T09:00")
    world.act(reopen, CITIZEN, july["answered"], why="Vẫn còn ngập như cũ.")
    world.refresh()
    auditor = as_staff(Role.AUDITOR)
    with count_statements(world.database) as statements:
        page = auditor.page(address)
    assert len(statements) <= 10, "\n".join(one[:150] for one in statements)
    assert "đã khác" in page.text()
    assert not [one for one in statements if "rows" in one.split("FROM", maxsplit=1)[0]], "no list is read"
    assert "Hệ thống kiểm tra" in page.text()
    check = page.form('form[action$="/check"]')
    assert auditor.post(check.action, data=check.values).status_code == 302
    page = auditor.page(address)
    assert "Đã kiểm tra: dấu niêm còn nguyên." in page.text()
    with without_guards(world) as session:
        session.execute(text("UPDATE figure SET n = n + 1 WHERE indicator = '766-5.2'"))
        session.commit()
    assert auditor.post(check.action, data=check.values).status_code == 302
    page = auditor.page(address)
    assert "Dấu niêm KHÔNG khớp" in page.text()
    assert "58,33%" not in page.text(), "no figure of a broken closing is shown"
    assert "Khóa một kỳ" not in auditor.page("/leadership/periods").text()
    assert auditor.page(f"{address}?agency={WATER}").text("h1")
    assert auditor.get("/leadership/periods/99").status_code == 404
    assert as_staff(Role.OFFICER).get("/leadership/periods").status_code == 403
