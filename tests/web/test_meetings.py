"""The pages of meetings: calling one, inviting, noting who came, conclusions that become tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from feedback.models import Invitee, Meeting
from feedback.terms import Role
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike
from tests.support.world import ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]
PLAN = "programme_2022_h1"


def test_a_meeting_from_the_invitation_to_its_tasks(world: World, as_staff: AsStaff) -> None:
    leader, officer, water = as_staff(Role.CITY_LEADER), as_staff(Role.OFFICER), as_staff(Role.OFFICER, WATER)
    form = leader.page(f"/leadership/programme/{PLAN}/meetings/new")
    said: dict[str, Any] = {
        "plan_code": PLAN,
        "title": "Họp quý III",
        "on": "2026-07-09",
        "organizer_email": "vp@cantho.gov.vn",
    }
    broken = leader.send(form, **said, starts_at="hai giờ", ends_at="16:00", place="Phòng họp 2")
    assert "Hãy viết giờ như 14:00" in broken.text(".ct-error")
    page = leader.send(form, **said, starts_at="14:00", ends_at="16:00", online_url="https://hop.vn/a")
    world.look()
    held = world.session.scalars(select(Meeting)).one()
    address = f"/leadership/meetings/{held.id}"
    assert page.response.request.path == address
    assert "14:00 đến 16:00 ngày 9/7/2026" in page.text()

    assert officer.get(address).status_code == 404
    leader.send(page, "#phan-invite form.mt-3", agency_code=ROADS)
    page = leader.send(leader.page(address), "#phan-invite form.mt-3", name="Bà Lan", email="lan@vnpt.vn")
    assert "2 nơi, người" in page.text()
    nobody = leader.send(page, "#phan-invite form.mt-3")
    assert nobody.response.status_code == 422
    assert "Mời họp: Họp quý III" in officer.page("/mine").text("#chuong-trinh")
    assert water.get(address).status_code == 404
    assert water.get(f"{address}.ics").status_code == 404
    file = officer.get(f"{address}.ics")
    assert file.mimetype == "text/calendar"
    assert "METHOD:PUBLISH\r\n" in file.text
    theirs = officer.page(address)
    assert not theirs.all("main form")
    assert officer.get(f"{address}/edit").status_code == 403
    assert as_staff(Role.OPERATOR).get("/leadership/meetings").status_code == 403

    first = world.session.scalars(select(Invitee).order_by(Invitee.id)).all()[0]
    came: dict[str, Any] = {f"invitee-{first.id}": "online"}
    page = leader.send(leader.page(address), "#phan-attendance form", **came)
    assert "Dự trực tuyến: 1" in page.text("#phan-attendance")
    page = leader.send(page, "#phan-minutes form", minutes="Sở báo cáo tiến độ.")
    assert "Sở báo cáo tiến độ." in officer.page(address).text("#phan-minutes")
    given: dict[str, Any] = {"text": "Đo lại hố ga phường Tân An.", "is_task": "y", "owner_code": ROADS}
    late = leader.send(page, "#phan-conclude form", **given)
    assert "hạn thực hiện" in late.text("#phan-conclude .ct-error")
    page = leader.send(page, "#phan-conclude form", **given, due_on="2026-07-31")
    link = page.one("#phan-conclude li a").attrs or {}
    assert "hạn 31/7/2026" in page.text("#phan-conclude")
    item = officer.page(link["href"] or "")
    assert "Kết luận của cuộc họp Họp quý III" in item.text()
    stale = leader.send(leader.page(address), "#phan-minutes form", version="1", minutes="Khác")
    assert stale.response.status_code == 409
    for browser, path in ((leader, address), (officer, address), (leader, "/leadership/meetings"), (officer, "/mine")):
        browser.page(path)
        with count_statements(world.database) as statements:
            browser.page(path)
        assert len(statements) <= 10, path

    edited = leader.send(leader.page(f"{address}/edit"), place="Hội trường 1")
    assert "Hội trường 1" in edited.text()
    assert "đổi" in officer.page("/mine").text("#chuong-trinh")
    gone = leader.send(leader.page(f"{address}/cancel"))
    assert "đã hủy" in gone.text("header.ct-head")
    assert not gone.all("main form")
