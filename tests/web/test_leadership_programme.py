"""The programme sheet of the first half of 2022: 8 of 17 targets; of 82 tasks 42 done, 32 in progress, 8 not begun."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import delete, func, select

from feedback.actions.load_programme import load_programme
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Missing, NotYours
from feedback.models import Plan, PlanItem
from feedback.queries.programme import programme_summary
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import Role
from tests.data.city_pack import PACK
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike
from tests.support.world import World

AsStaff = Callable[..., BrowserLike]
CODE = "programme_2022_h1"
HEADER = ["số", "tên", "đơn vị", "trạng thái", "tiến độ", "hạn"]
GOOD: list[Any] = [1, "Việc thứ nhất", "Sở Nội vụ", "Đã hoàn thành", 100, ""]


@pytest.fixture(autouse=True)
def _no_plan_yet(world: World) -> None:
    """The city pack brings a programme of its own."""
    with world.database.writing() as session:
        session.execute(delete(PlanItem))
        session.execute(delete(Plan))
        session.commit()


def fixture() -> bytes:
    return (PACK / f"{CODE}.xlsx").read_bytes()


def sheet(targets: list[list[Any]], tasks: list[list[Any]], header: list[str] | None = None) -> bytes:
    """A workbook as the committee sends it."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        for name, lines in (("Chỉ tiêu", targets), ("Nhiệm vụ", tasks)):
            page = book.add_worksheet(name)
            for row, cells in enumerate([header or HEADER, *lines]):
                page.write_row(row, 0, cells)
        about = book.add_worksheet("Chương trình")
        about.write_row(0, 0, ["tên", "Chương trình thử"])
        about.write_row(1, 0, ["kỳ", "2026-H1"])
    return held.getvalue()


def load(world: World, content: bytes, code: str = CODE) -> dict[str, int]:
    with transaction(world.database) as session:
        counts = load_programme(session, SYSTEM, code, content)
    world.look()
    return counts


def test_the_first_half_of_2022(world: World) -> None:
    assert load(world, fixture())["targets"] == 17
    assert load(world, fixture()) == {"targets": 17, "tasks": 82, "added": 0, "changed": 0, "removed": 0}
    assert programme_summary(world.session) == programme_summary(world.session, CODE) == {
        "plan": CODE,
        "targets": 17,
        "targets_met": 8,
        "targets_pct": 47.06,
        "tasks": 82,
        "done": 42,
        "in_progress": 32,
        "not_started": 8,
        "done_pct": 51.22,
    }  # fmt: skip
    assert world.session.scalar(select(func.count(PlanItem.id))) == 99


def test_a_newer_sheet_is_the_whole_truth(world: World) -> None:
    load(world, sheet([], [GOOD, [2, "Việc thứ hai", "", "Chưa thực hiện", 0, ""]]), "thu")
    counts = load(world, sheet([], [[1, "Việc thứ nhất", "", "Đang thực hiện", 40, "2026-06-30"]]), "thu")
    assert counts == {"targets": 0, "tasks": 1, "added": 0, "changed": 1, "removed": 1}
    summary = programme_summary(world.session, "thu")
    assert (summary["tasks"], summary["in_progress"], summary["targets_pct"]) == (1, 1, None)
    with pytest.raises(Missing):
        programme_summary(world.session, "khong-co")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not a workbook", "không phải bảng chương trình"),
        (sheet([], []), "không có chỉ tiêu hay nhiệm vụ"),
        (sheet([GOOD], [], ["số", "tên"]), "thiếu cột “đơn vị”"),
        (sheet([GOOD, [2, "Việc", "", "Gần xong", 10, ""]], []), "dòng 3: trạng thái"),
        (sheet([], [["một", "Việc", "", "Đã hoàn thành", 10, ""]]), "“Nhiệm vụ”, dòng 2: ô “số”"),
        (sheet([], [[1, "Việc", "", "Đã hoàn thành", 120, ""]]), "dòng 2: ô “tiến độ”"),
        (sheet([], [[1, "Việc", "", "Đã hoàn thành", 10, "mai"]]), "dòng 2: ô “hạn”"),
        (sheet([], [[1, "", "", "Đã hoàn thành", 10, ""]]), "dòng 2: chưa ghi tên"),
        (sheet([], [GOOD, GOOD]), "dòng 3: số 1 đã có"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(world: World, content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        load(world, content)
    assert world.session.scalar(select(func.count(PlanItem.id))) == 0


def test_who_may_load(world: World) -> None:
    with pytest.raises(NotYours), transaction(world.database) as session:
        load_programme(session, world.officer, CODE, fixture())
    with pytest.raises(Invalid, match="Mã chương trình"):
        load(world, fixture(), "Mã có dấu")


def test_the_page_and_the_upload(world: World, as_staff: AsStaff) -> None:
    leader = as_staff(Role.CITY_LEADER)
    empty = leader.page("/leadership/programme")
    assert "Chưa có chương trình nào" in empty.text()
    shown = leader.send(empty, "#nap form", file=(io.BytesIO(fixture()), "Bảng 2022 H1.xlsx"))
    assert "Thêm 99 mục" in shown.text()
    assert world.session.scalar(select(func.count(PlanItem.id))) == 0, "shown, not loaded"
    page = leader.send(shown, "#nap-bang")
    assert page.response.request.args["plan"] == "bang-2022-h1"
    assert "8/17 chỉ tiêu đã đạt, 47,06%" in page.text()
    assert "42/82 nhiệm vụ đã xong, 51,22%" in page.text()
    assert "32 đang thực hiện (màu phù sa), 8 chưa thực hiện" in page.text()
    waiting = leader.page("/leadership/programme?kind=tasks&status=not_started")
    assert len(waiting.all("table.ct-table tbody tr")) == 8
    assert "8/17" in leader.page("/leadership/").text()
    broken = leader.send(empty, "#nap form", file=(io.BytesIO(b"x"), "x.xlsx"))
    assert broken.response.status_code == 422
    assert "không phải bảng chương trình" in broken.text(".ct-error")
    assert leader.send(empty, "#nap form").response.status_code == 422
    two = sheet([GOOD, [2, "Việc", "", "Gần xong", 10, ""]], [[1, "", "", "Đã hoàn thành", 100, ""]])
    troubles = leader.send(empty, "#nap form", file=(io.BytesIO(two), "x.xlsx")).text("#nap")
    assert "dòng 3: trạng thái" in troubles
    assert "“Nhiệm vụ”, dòng 2: chưa ghi tên" in troubles
    with count_statements(world.database) as statements:
        leader.page("/leadership/programme")
    assert len(statements) <= 10


def test_others_look_but_do_not_load(
    world: World, app: Flask, as_staff: AsStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = as_staff(Role.AUDITOR)
    assert not auditor.page("/leadership/programme").all("#nap")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    assert auditor.post("/leadership/programme").status_code == 403
    assert as_staff(Role.OPERATOR).get("/leadership/programme").status_code == 403


def test_the_command(world: World, app: Flask) -> None:
    load(world, fixture())
    done = app.test_cli_runner().invoke(args=["programme", "summary"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["done_pct"] == 51.22
    assert app.test_cli_runner().invoke(args=["programme", "summary", "--plan", "khong-co"]).exit_code == 2
    assert app.test_cli_runner().invoke(args=["programme", "summary", "--period", "2022-H1"]).stdout == done.stdout
    assert app.test_cli_runner().invoke(args=["programme", "summary", "--period", "2031-H1"]).exit_code == 2
