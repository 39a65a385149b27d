"""The programme's papers: the spreadsheet can be loaded again, and every paper says the half year's two results."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import docx
import pytest
from python_calamine import CalamineWorkbook

from feedback import clock
from feedback.actions.load_programme import load_programme
from feedback.actions.programme_papers import as_docx, as_pdf, as_xlsx
from feedback.actions.transaction import transaction
from feedback.queries.programme import programme_summary, report
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.programme_report import ItemLine, ProgrammeReport
from feedback.terms import Role
from tests.support.pages import BrowserLike
from tests.support.world import World

AsStaff = Callable[..., BrowserLike]
PLAN = "programme_2022_h1"  # of the city pack


def half_year(world: World) -> ProgrammeReport:
    return report(world.session, PLAN, clock.now())


def test_the_report_says_what_its_source_says(world: World) -> None:
    targets, tasks = half_year(world).sentences
    assert targets == "Chỉ tiêu: 8/17 chỉ tiêu đã đạt (47,06%)."
    assert tasks == (
        "Nhiệm vụ: 42/82 nhiệm vụ đã hoàn thành (51,22%); 32 nhiệm vụ đang thực hiện, 8 nhiệm vụ chưa thực hiện."
    )


def test_the_spreadsheet_can_be_loaded_again_and_changes_nothing(world: World) -> None:
    before = programme_summary(world.session, PLAN)
    with transaction(world.database) as session:
        done = load_programme(session, SYSTEM, PLAN, as_xlsx(half_year(world)))
    assert (done["added"], done["changed"], done["removed"]) == (0, 0, 0)
    world.look()
    assert programme_summary(world.session, PLAN) == before


def test_what_looks_like_a_formula_stays_words() -> None:
    evil = '=HYPERLINK("http://ke-gian","Bấm")'
    line = ItemLine(1, evil, "@don-vi", "Đang thực hiện", 40, date(2026, 12, 31))
    made = ProgrammeReport("x", evil, "2026-H2", "+nguồn", clock.now(), 0, None, 0, 1, 0, 0.0, [], [line])
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(made)))
    assert book.get_sheet_by_name("Nhiệm vụ").to_python()[1] == [
        1.0, evil, "@don-vi", "Đang thực hiện", 40.0, date(2026, 12, 31), "", ""
    ]  # fmt: skip
    assert evil in "".join(cell.text for cell in docx.Document(io.BytesIO(as_docx(made))).tables[1].rows[1].cells)
    assert as_pdf(made).startswith(b"%PDF")


def test_the_docx_holds_every_item(world: World) -> None:
    paper = docx.Document(io.BytesIO(as_docx(half_year(world))))
    assert [len(table.rows) for table in paper.tables] == [18, 83]
    assert any("47,06%" in paragraph.text for paragraph in paper.paragraphs)


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_leaders_take_the_papers_home(world: World, as_staff: AsStaff, kind: str, start: bytes) -> None:
    leader = as_staff(Role.CITY_LEADER)
    assert f"/leadership/programme/{PLAN}.{kind}" in leader.get("/leadership/programme").text
    answer = leader.get(f"/leadership/programme/{PLAN}.{kind}")
    assert answer.data.startswith(start)
    assert f"filename={PLAN}.{kind}" in answer.headers["Content-Disposition"]
    assert leader.get(f"/leadership/programme/khong-co.{kind}").status_code == 404
    assert leader.get(f"/leadership/programme/{PLAN}.exe").status_code == 404
    assert as_staff(Role.OPERATOR).get(f"/leadership/programme/{PLAN}.{kind}").status_code == 403
