"""The pages of the programme: writing a plan, its items, reporting on them, and who is let in."""

from __future__ import annotations

import io
from collections.abc import Callable

from sqlalchemy import select

from feedback.models import PlanItem
from feedback.terms import Role
from tests.support.databases import count_statements
from tests.support.files import PDF
from tests.support.pages import BrowserLike
from tests.support.world import ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]


def test_a_task_from_the_leader_to_the_officer_and_back(world: World, as_staff: AsStaff) -> None:
    leader, officer = as_staff(Role.CITY_LEADER), as_staff(Role.OFFICER)
    form = leader.page("/leadership/programme/new")
    assert leader.send(form, code="Mã xấu", name="Kế hoạch", period="2026").response.status_code == 422
    home = leader.send(form, code="ke-hoach-2026", name="Kế hoạch 2026", period="2026")
    assert home.response.request.args["plan"] == "ke-hoach-2026"
    added = leader.send(
        leader.page("/leadership/programme/ke-hoach-2026/items/new"),
        is_target="tasks", name="Số hóa hồ sơ đất đai", owner_code=ROADS, due_on="2026-07-01",
    )  # fmt: skip
    assert "Đã thêm mục" in added.html
    world.look()
    item = world.session.scalars(select(PlanItem).where(PlanItem.plan_code == "ke-hoach-2026")).one()
    address = f"/leadership/items/{item.id}"

    ours = officer.page("/leadership/programme")
    assert "Số hóa hồ sơ đất đai" in ours.text()
    assert "1/7/2026, quá hạn" in ours.text()
    assert not ours.all("#nap")
    page = officer.page(address)
    broken = officer.send(page, "#tien-do form", status="in_progress", progress_pct="100", why="Xong phần một")
    assert broken.response.status_code == 422
    assert "100 %" in broken.text(".ct-error")
    done = officer.send(
        page, "#tien-do form",
        status="in_progress", progress_pct="60", why="Đã quét 1.200 hồ sơ", pictures=(io.BytesIO(PDF), "biên bản.pdf"),
    )  # fmt: skip
    assert "Chưa thực hiện, 0% thành Đang thực hiện, 60%" in done.text("#qua-trinh")
    file = done.one("#qua-trinh a.ct-shot").attrs or {}
    assert officer.get(file["href"]).data == PDF
    assert officer.send(page, "#tien-do form", progress_pct="70", why="Lần nữa").response.status_code == 409

    water = as_staff(Role.OFFICER, WATER)
    assert water.get(address).status_code == 404
    assert water.get(file["href"]).status_code == 404
    assert water.get("/leadership/programme?plan=ke-hoach-2026").status_code == 404
    assert officer.get(f"{address}/edit").status_code == 403
    assert officer.get("/leadership/programme/ke-hoach-2026.pdf").status_code == 403
    assert as_staff(Role.OPERATOR).get(address).status_code == 403

    head = as_staff(Role.AGENCY_LEADER)
    named = head.send(head.page(f"{address}/person"), owner_id=str(world.officer.user_id))
    assert "Đã ghi người phụ trách" in named.html
    edited = leader.send(leader.page(f"{address}/edit"), due_on="2026-09-01", why="")
    assert "lý do đổi hạn" in edited.text(".ct-error")
    edited = leader.send(leader.page(f"{address}/edit"), due_on="2026-09-01", why="Thêm hai xã")
    assert "hạn 1/7/2026 thành 1/9/2026" in edited.text("#qua-trinh")
    for browser, path in ((leader, address), (officer, "/leadership/programme"), (leader, f"{address}/edit")):
        with count_statements(world.database) as statements:
            browser.page(path)
        assert len(statements) <= 10, path
    dropped = leader.send(leader.page(f"{address}/remove"), why="Bộ làm chung")
    assert "đã được đưa ra khỏi chương trình" in dropped.text()


def test_the_secretary_is_named_on_screen(world: World, as_staff: AsStaff) -> None:
    leader, secretary = as_staff(Role.CITY_LEADER), as_staff(Role.OFFICER, WATER)
    address = "/leadership/programme/programme_2022_h1/edit"
    assert secretary.get(address).status_code == 404
    person = str(world.actor(Role.OFFICER, WATER).user_id)
    assert "Đã lưu chương trình" in leader.send(leader.page(address), secretary_id=person).html
    page = secretary.page("/leadership/programme")
    assert page.all("#nap")
    assert "8/17" in page.text()
    assert secretary.send(secretary.page(address), source="Báo cáo 128").response.status_code == 200
    assert secretary.get("/leadership/programme/programme_2022_h1.pdf").data.startswith(b"%PDF")
