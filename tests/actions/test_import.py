"""Another system's cases come in: every good line once, every bad one named with its reason."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from feedback import clock
from feedback.actions import import_rows
from feedback.actions.import_reports import Imported, import_reports
from feedback.actions.import_rows import BadLine, Line, moment, read_lines
from feedback.clock import HO_CHI_MINH
from feedback.errors import Invalid
from feedback.models import Case, Note, Report
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import Channel, Kind, State
from tests.support.world import World

LAMP = "Trụ đèn đầu hẻm 42 không sáng đã ba đêm, bà con đi lại khó."
TRASH = "Rác chất đống cạnh chợ, bốc mùi từ sáng sớm."


def jsonl(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "cu.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8", errors="surrogatepass")
    return path


def imported(world: World, path: Path, **options: Any) -> Imported:
    done = import_reports(world.database, SYSTEM, read_lines(path), **options)
    world.look()
    return done


def reports(world: World) -> list[Report]:
    return list(world.session.scalars(select(Report).order_by(Report.id)))


def test_good_lines_come_in_and_bad_ones_are_named(world: World, tmp_path: Path) -> None:
    path = jsonl(
        tmp_path,
        {"id": "a1", "text": LAMP, "date": "2026-06-30T21:15", "place": "hẻm 42, phường Cái Khế", "extra": [1]},
        "{ hỏng",
        "[]",
        {"id": "a2", "text": "  "},
        {"id": "a3", "text": TRASH, "date": "hôm qua"},
        {"id": "a4", "text": TRASH, "date": "2027-01-01"},
        {"id": "a5", "text": {"vi": TRASH}},
        {"id": "a6", "text": TRASH, "date": "1999-05-05"},
        {"id": "a7", "text": "dài " * 2000},
        {"id": "a8", "text": TRASH},
    )
    done = imported(world, path)
    assert (done.new, done.repeated) == (2, 0)
    assert [bad.line for bad in done.bad] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert all(bad.why for bad in done.bad)
    first, second = reports(world)
    assert (first.external_id, first.channel, first.text) == ("a1", Channel.IMPORT, LAMP)
    assert first.received_at == datetime(2026, 6, 30, 21, 15, tzinfo=HO_CHI_MINH)
    assert first.case.place_text == "hẻm 42, phường Cái Khế"
    assert second.received_at == clock.now()


def test_the_same_file_again_adds_nothing(world: World, tmp_path: Path) -> None:
    path = jsonl(
        tmp_path, {"id": 1, "text": LAMP}, {"id": 2, "text": TRASH}, {"text": TRASH, "place": "chợ Xuân Khánh"}
    )
    assert imported(world, path).new == 3
    again = imported(world, path)
    assert (again.new, again.repeated, again.bad) == (0, 3, [])
    other = imported(world, jsonl(tmp_path, {"id": 1, "text": TRASH}))
    assert (other.new, len(other.bad)) == (0, 1)
    assert reports(world)[0].text == LAMP
    elsewhere = imported(world, jsonl(tmp_path, {"id": 1, "text": TRASH}), source="cổng cũ")
    assert elsewhere.new == 1


def test_what_the_old_system_says_is_kept_but_does_not_route(world: World, tmp_path: Path) -> None:
    line = {"id": "b1", "text": LAMP, "field": "cây xanh", "agency": "Công ty cây xanh", "due": "2026-07-01"}
    imported(world, jsonl(tmp_path, line | {"answered": "2026-07-02T10:00", "answer": "Đã thay bóng đèn."}))
    (case,) = world.session.scalars(select(Case))
    assert (case.state, case.field_code, case.holder_code) == (State.RECEIVED, None, "tt-1022")
    note = world.session.scalars(select(Note)).one()
    assert note.agency_code == "tt-1022"
    assert {"cây xanh", "Công ty cây xanh", "2026-07-01"} <= {part.split(": ")[-1] for part in note.text.split("; ")}
    assert [task.kind for task in world.tasks()] == ["route", "acknowledge"]


def test_an_answered_case_comes_in_closed_when_asked(world: World, tmp_path: Path) -> None:
    line = {"text": LAMP, "date": "2026-06-29T09:00", "field": "Chiếu sáng", "agency": "Sở Xây dựng"}
    path = jsonl(
        tmp_path,
        line | {"id": "c1", "answered": "2026-06-30T09:00", "answer": "Đã thay bóng đèn trong đêm."},
        line | {"id": "c2", "answered": "2026-06-30T09:00"},
        line | {"id": "c3", "answered": "2026-06-28T09:00", "answer": "Trả lời trước khi hỏi."},
        line | {"id": "c4", "answered": "2026-06-29", "answer": "Trả lời trong ngày.", "kind": "kiến nghị"},
        line | {"id": "c5", "answered": "2026-06-30", "answer": "Đã nhận đơn.", "kind": "tố cáo"},
    )
    done = imported(world, path, with_answers=True)
    assert (done.new, done.answered, [bad.line for bad in done.bad]) == (4, 2, [3])
    cases = {report.external_id: report.case for report in reports(world)}
    closed = cases["c1"]
    assert (closed.state, closed.field_code, closed.holder_code) == (State.CLOSED, "chieu-sang", "so-xay-dung")
    assert closed.resolved_at == closed.closed_at == datetime(2026, 6, 30, 9, tzinfo=HO_CHI_MINH)
    assert all(row.stopped_at is not None for row in world.clocks(closed).values())
    assert cases["c4"].kind is Kind.SUGGESTION
    assert cases["c5"].state is State.RECEIVED
    assert {task.subject_id for task in world.tasks("route")} == {cases["c2"].id, cases["c5"].id}


def test_a_telephone_number_that_cannot_ring_does_not_cost_the_report(world: World, tmp_path: Path) -> None:
    lines = [{"id": "d1", "text": LAMP, "phone": "12"}, {"id": "d2", "text": TRASH, "phone": "0907123456"}]
    done = imported(world, jsonl(tmp_path, *lines))
    assert (done.new, [remark.line for remark in done.remarks]) == (2, [1])
    assert [report.submitter_phone for report in reports(world)] == ["", "+84907123456"]
    assert "12" in world.session.scalars(select(Note)).one().text


def test_csv_in_vietnamese_with_semicolons(world: World, tmp_path: Path) -> None:
    path = tmp_path / "cu.csv"
    path.write_bytes(
        "\ufeffMã phản ánh;Nội dung;Địa điểm;Ngày gửi;Họ tên\n"
        f'p1;"{LAMP}\nHai dòng; có dấu chấm phẩy";Hẻm 42;30/06/2026 21:15;Bà Tư\n'
        "\n"
        f"p2;{TRASH};;06/2026;\n"
        "p3;;;;\n".encode()
        + b"p4;h\xe9m kh\xf4ng ph\xe1i UTF-8;;;\n"
    )
    done = imported(world, path)
    assert (done.new, [bad.line for bad in done.bad]) == (2, [6, 7])
    first, second = reports(world)
    assert first.text.endswith("Hai dòng; có dấu chấm phẩy")
    assert first.submitter_name == "Bà Tư"
    assert second.received_at == datetime(2026, 6, 1, tzinfo=HO_CHI_MINH)


def test_a_spreadsheet_with_a_title_above_its_header(world: World, tmp_path: Path) -> None:
    path = tmp_path / "cu.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Phản ánh")
    sheet.write_row(0, 0, ["Danh sách phản ánh tháng 6"])
    sheet.write_row(2, 0, ["STT", "Mã số", "Tiêu đề", "Nội dung", "Phường, xã", "Ngày nhận"])
    day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_row(3, 0, [1, 77, "Đèn hư", LAMP, "Cái Khế"])
    sheet.write_datetime(3, 5, datetime(2026, 6, 30, 21, 15), day)  # noqa: DTZ001 - a spreadsheet knows no zones
    sheet.write_row(4, 0, [2, 78, "", "", "Tân An"])
    book.close()
    done = imported(world, path)
    assert (done.new, [bad.line for bad in done.bad]) == (1, [5])
    (report,) = reports(world)
    assert (report.external_id, report.place_text) == ("77", "Cái Khế")
    assert report.text == f"Đèn hư\n{LAMP}"
    assert report.received_at == datetime(2026, 6, 30, 21, 15, tzinfo=HO_CHI_MINH)


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("cu.docx", b"", "jsonl"),
        ("cu.csv", b"ma;ten\n1;2\n", "nội dung"),
        ("cu.csv", b"text," + b"n" * 131_073 + b"\n1,2\n", "dòng tiêu đề của tệp cu.csv"),
        ("cu.xlsx", b"khong phai bang tinh", "cu.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(tmp_path: Path, name: str, body: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(body)
    with pytest.raises(Invalid, match=why):
        read_lines(tmp_path / name)
    with pytest.raises(Invalid, match=r"khong-co\.csv"):
        read_lines(tmp_path / "khong-co.csv")


def test_files_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = jsonl(tmp_path, {"text": LAMP}, {"text": TRASH})
    monkeypatch.setattr(import_rows, "ROWS_MAX", 1)
    with pytest.raises(Invalid, match="hơn 1 dòng"):
        read_lines(path)
    monkeypatch.setattr(import_rows, "BYTES_MAX", 10)
    with pytest.raises(Invalid, match="quá 0 MB"):
        read_lines(path)


def test_half_a_character_costs_one_line(world: World, tmp_path: Path) -> None:
    done = imported(
        world, jsonl(tmp_path, '{"id": "e1", "text": "nửa ký tự \\ud800 ở đây"}', {"id": "e2", "text": LAMP})
    )
    assert (done.new, [bad.line for bad in done.bad]) == (1, [1])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-06-30T21:15", "2026-06-30T21:15:00"),
        ("30/06/2026", "2026-06-30T00:00:00"),
        ("30-6-2026 07:05", "2026-06-30T07:05:00"),
        ("07:05 30/06/2026", "2026-06-30T07:05:00"),
        ("2026-06", "2026-06-01T00:00:00"),
        ("2026", "2026-01-01T00:00:00"),
        ("31/02/2026", None),
        ("mai", None),
    ],
)
def test_dates_as_people_write_them(written: str, meant: str | None) -> None:
    found = moment(written)
    assert (found.isoformat() if found else None) == meant


def test_columns_are_known_by_either_language_and_the_first_filled_one_counts(tmp_path: Path) -> None:
    (line,) = read_lines(jsonl(tmp_path, {"NỘI_DUNG": LAMP, "Cơ quan xử lý": "", "agency": "Sở Y tế", "lạ": 1}))
    assert isinstance(line, Line)
    assert line.cells == {"text": LAMP, "agency": "Sở Y tế"}
    assert read_lines(jsonl(tmp_path, "null"))[0] == BadLine(1, import_rows.NOT_AN_OBJECT)
