"""Lists of dossiers: taken in line by line, counted by agency and period, open to their rows, stable as of then."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from flask import Flask
from sqlalchemy import func, select

from feedback import clock
from feedback.actions import read_dossiers
from feedback.actions.import_dossiers import Taken, import_dossiers
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours
from feedback.models import Dossier
from feedback.queries import indicators
from feedback.queries.definitions import definition
from feedback.queries.measures import AsOf, Scope
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.period import period
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, words
from tests.support.world import ROADS, WATER, World

AsStaff = Callable[..., BrowserLike]
HEADER = "Mã hồ sơ;Cơ quan;Thủ tục;Ngày nhận;Ngày hẹn trả;Ngày xong;Kết quả;Đánh giá;Có phản ánh"
GOOD = [
    "H01;Sở Xây dựng;Cấp phép;01/07/2026;10/07/2026;10/07/2026;Đã trả;Rất hài lòng;",
    "H02;so-xay-dung;Cấp phép;01/07/2026;10/07/2026;11/07/2026;Đã trả;5;",
    "H03;so-xay-dung;Cấp phép;02/07/2026;31/07/2026;;;;",
    "H04;so-xay-dung;Cấp phép;02/07/2026;05/07/2026;;;;",
    "H05;so-xay-dung;Cấp phép;02/07/2026;20/07/2026;06/07/2026;Đã trả;2;",
    "H06;so-xay-dung;Cấp phép;02/07/2026;20/07/2026;06/07/2026;Đã trả;4;có",
    "H07;thoat-nuoc;Đấu nối;02/07/2026;20/07/2026;06/07/2026;Đã trả;;",
    "H08;thoat-nuoc;Đấu nối;30/06/2026;20/07/2026;06/07/2026;Đã trả;;",
]
BAD = [
    "H01;so-xay-dung;;01/07/2026;10/07/2026;;;;",
    ";so-xay-dung;;01/07/2026;10/07/2026;;;;",
    "H10;Sở Không Có;;01/07/2026;10/07/2026;;;;",
    "H11;so-xay-dung;;hôm qua;10/07/2026;;;;",
    "H12;so-xay-dung;;01/07/2026;10/06/2026;;;;",
    "H13;so-xay-dung;;01/07/2026;10/07/2026;;;tuyệt;",
]


def csv(*lines: str) -> io.BytesIO:
    return io.BytesIO("\n".join([HEADER, *lines]).encode("utf-8-sig"))


def take(world: World, content: io.BytesIO, name: str = "ho so.csv") -> Taken:
    with transaction(world.database) as session:
        taken = import_dossiers(session, SYSTEM, name, content)
    world.look()
    return taken


def figure(world: World, code: str, agency: str = "", as_of: AsOf | None = None) -> tuple[int, int, Decimal | None]:
    scope = Scope(period("2026-07"), as_of or AsOf(clock.now()), agency)
    found = indicators.value(world.session, definition(world.session, code), scope)
    return found.numerator, found.n, found.points


def test_good_lines_are_kept_and_bad_ones_named(world: World, at: At) -> None:
    """On 6 July: H02 and H04 are late, H05 disliked, H06 complained of; H08 came in June."""
    taken = take(world, csv(*GOOD, *BAD))
    assert (taken.new, taken.bad_count) == (8, 6)
    assert [one.line for one in taken.bad] == [10, 11, 12, 13, 14, 15]
    assert "đã có ở dòng trên" in taken.bad[0].why
    assert [
        part in one.why
        for one, part in zip(
            taken.bad[1:], ("mã hồ sơ", "Sở Không Có", "ngày nhận", "trước ngày nhận", "1 đến 5"), strict=True
        )
    ] == [True] * 5
    assert figure(world, "766-5.4") == (3, 7, Decimal("2.86")), "H01, H03 and H07 of seven: 42.86 % / 90 % of 6"
    assert figure(world, "766-5.4", WATER) == (1, 1, Decimal(6))
    assert figure(world, "dossier.on_time", ROADS)[:2] == (3, 5), "H03 is neither finished nor due"
    by = indicators.values(
        world.session,
        definition(world.session, "766-5.4"),
        Scope(period("2026-07"), AsOf(clock.now())),
        "agency",
    )
    assert [(one.key, one.numerator, one.n) for one in by] == [(ROADS, 2, 6), (WATER, 1, 1)]
    then = AsOf(clock.now(), is_newest=False)
    again = take(world, csv(*GOOD))
    assert (again.new, again.changed, again.same) == (0, 0, 8)
    at("2026-07-07T09:00")
    later = take(world, csv(GOOD[0], "H02;so-xay-dung;Cấp phép;01/07/2026;10/07/2026;09/07/2026;Đã trả;5;"))
    assert (later.changed, later.same) == (1, 1)
    assert figure(world, "766-5.4")[:2] == (4, 7)
    assert figure(world, "766-5.4", as_of=then)[:2] == (3, 7), "as it was known on the sixth"
    assert world.session.scalar(select(func.count(Dossier.id))) == 9


def test_a_spreadsheet_is_read_row_by_row_up_to_its_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(2, 1, HEADER.split(";"))  # two empty rows and a column stand before
        for row, line in enumerate(GOOD, 4):
            page.write_row(row, 1, line.split(";"))
            page.write_datetime(row, 4, date(2026, 7, 1), day)
        page.write_formula(5, 5, "=#REF!", value="#REF!")
        page.write_number(6, 8, 4)
    taken = take(world, io.BytesIO(held.getvalue()), "ho so.xlsx")
    assert (taken.new, taken.bad_count) == (7, 1)
    assert (taken.bad[0].line, taken.bad[0].why) == (6, "không đọc được ô “ngày hẹn trả” (F6)")
    kept = world.session.scalars(select(Dossier).where(Dossier.number == "H03")).one()
    assert (kept.received_on, kept.rating) == (date(2026, 7, 1), 4)
    monkeypatch.setattr(read_dossiers, "ROWS_MAX", 6)
    with pytest.raises(Invalid, match=r"hơn 6 dòng\. Từ dòng 10 trở đi"):
        take(world, io.BytesIO(held.getvalue()), "ho so.xlsx")
    with ZipFile(bad := io.BytesIO(), "w") as book:
        book.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><workbook><sheets/></workbook>')
    with pytest.raises(Invalid, match="Không đọc được danh sách"):
        take(world, bad, "ho so.xlsx")


def test_a_spreadsheet_and_what_is_none(world: World) -> None:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        page = book.add_worksheet()
        for row, line in enumerate([HEADER, *GOOD]):
            page.write_row(row, 0, line.split(";"))
    assert take(world, io.BytesIO(held.getvalue()), "ho so.xlsx").new == 8
    for content, name in ((b"x", "a.xlsx"), (b"\xff\xfe\x00", "a.csv"), (b"", "a.csv"), (b"ma;ten\n1;2", "a.csv")):
        with pytest.raises(Invalid) as refused:
            take(world, io.BytesIO(content), name)
        assert refused.value.field == "file"
    officer = world.officer
    with pytest.raises(NotYours), transaction(world.database) as session:
        import_dossiers(session, officer, "a.csv", csv())


def test_the_page_opens_to_the_rows(world: World, as_staff: AsStaff, app: Flask, tmp_path: Path) -> None:
    city, officer = as_staff(Role.CITY_LEADER), as_staff(Role.OFFICER, WATER)
    home = "/leadership/assessments/dossiers?period=2026-07"
    page = city.send(city.page(home), "#nhap form", file=(csv(*GOOD, *BAD), "ho so.csv"))
    assert "8 hồ sơ mới, 0 đổi, 0 như cũ, 6 dòng lỗi." in page.text("#da-nhap")
    assert "Dòng 12: không có cơ quan “Sở Không Có”" in page.text("#da-nhap")
    page = city.page(home)
    assert "42,86%" in words(page.all(".ct-tile")[0])
    assert "33,33% (2 trong 6)" in page.text("table")
    rows = city.page("/leadership/assessments/dossiers/rows?metric=766-5.4&part=rest&period=2026-07")
    assert [words(row).split()[0] for row in rows.all("tbody tr")] == ["H02", "H04", "H05", "H06"]
    with count_statements(world.database) as statements:
        city.page(home)
    assert len(statements) <= 12
    assert not officer.page(home).all("#nhap")
    assert "100%" in officer.page(home).text(".ct-tile")
    assert officer.get(f"/leadership/assessments/dossiers/rows?metric=766-5.4&agency={ROADS}").status_code == 404
    assert city.get("/leadership/assessments/dossiers/rows?metric=766-5.2").status_code == 404
    assert city.get("/leadership/assessments/cases?metric=766-5.4").status_code == 404
    file = tmp_path / "ho so.csv"
    file.write_bytes(csv(GOOD[0], BAD[2]).getvalue())
    done = app.test_cli_runner().invoke(args=["dossiers", "import", str(file)])
    assert "0 mới, 0 đổi, 1 như cũ, 1 dòng lỗi." in done.stdout
    shown = app.test_cli_runner().invoke(
        args=["indicators", "show", "766-5.4", "--period", "2026-07", "--by", "agency", "--rows"]
    )
    assert "42.86%" in shown.stdout
    assert "H07" in shown.stdout
