"""The steering committee's programme, from a spreadsheet of three sheets: targets, tasks, and what the programme is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.pack.files import Pack
from feedback.actions.pack.merge import Change, Values, merge
from feedback.errors import N_, Invalid
from feedback.models import Plan, PlanItem
from feedback.rules.lifecycle import Actor
from feedback.rules.text import tidy_line
from feedback.terms import ProgrammeStatus

TARGETS, TASKS, ABOUT = "Chỉ tiêu", "Nhiệm vụ", "Chương trình"
COLUMNS = ("số", "tên", "đơn vị", "trạng thái", "tiến độ", "hạn")
STATUSES = {status.vi: status for status in ProgrammeStatus}
PATTERN = "programme*.xlsx"

NOT_A_SHEET = N_("Tệp %(file)s không phải bảng chương trình: cần ba trang “Chỉ tiêu”, “Nhiệm vụ”, “Chương trình”.")
NO_COLUMN = N_("Trang “%(sheet)s” thiếu cột “%(column)s”.")
BAD_LINE = N_("Trang “%(sheet)s”, dòng %(line)s: %(why)s.")


def load_programmes(session: Session, actor: Actor, pack: Pack, file: str) -> list[Change]:
    return [load_programme(session, actor, pack.folder / file)]


def load_programme(session: Session, actor: Actor, path: Path) -> Change:
    """One plan with its targets and tasks; its code is the file's name. Raises Invalid naming sheet and line."""
    about, items = _read(path)
    plan = {
        "code": path.stem[:40],
        "name": _text(about.get("tên") or path.stem, 200),
        "period": _text(about.get("kỳ") or "", 12),
        "source": _text(about.get("nguồn") or "", 300),
    }
    merge(session, path.name, Plan, [plan], within=Plan.code == plan["code"])
    rows = [{"plan_code": plan["code"], **item} for item in items]
    key = ("plan_code", "is_target", "number")
    change = merge(session, path.name, PlanItem, rows, key=key, within=PlanItem.plan_code == plan["code"])
    row = session.get_one(Plan, plan["code"], populate_existing=True)
    ledger.record(session, actor, "programme.loaded", row, plan=row, items=len(items))
    return change


def _read(path: Path) -> tuple[dict[str, Any], list[Values]]:
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in (TARGETS, TASKS, ABOUT)}
    except (CalamineError, OSError) as error:
        raise Invalid("programme", NOT_A_SHEET, file=path.name) from error
    about = {_text(line[0], 60): line[1] for line in sheets[ABOUT] if len(line) > 1}
    return about, [*_items(TARGETS, sheets[TARGETS]), *_items(TASKS, sheets[TASKS])]


def _items(sheet: str, lines: list[list[Any]]) -> list[Values]:
    header = [_text(cell, 60).lower() for cell in lines[0]] if lines else []
    missing = next((column for column in COLUMNS if column not in header), None)
    if missing is not None:
        raise Invalid("programme", NO_COLUMN, sheet=sheet, column=missing)
    return [
        _item(sheet, number, dict(zip(header, line, strict=False)))
        for number, line in enumerate(lines[1:], 2)
        if any(cell != "" for cell in line)
    ]


def _item(sheet: str, line: int, cells: Mapping[str, Any]) -> Values:
    status = STATUSES.get(_text(cells["trạng thái"], 60))
    if status is None:
        why = f"trạng thái phải là một trong: {', '.join(STATUSES)}"
        raise Invalid("programme", BAD_LINE, sheet=sheet, line=line, why=why)
    try:
        number, progress = int(cells["số"]), round(float(cells["tiến độ"] or 0))
        due_on = _day(cells["hạn"])
    except ValueError as error:
        raise Invalid("programme", BAD_LINE, sheet=sheet, line=line, why="số, tiến độ hoặc hạn viết sai") from error
    return {
        "is_target": sheet == TARGETS,
        "number": number,
        "name": _text(cells["tên"], 400),
        "owner": _text(cells["đơn vị"], 200),
        "status": status,
        "progress_pct": min(100, max(0, progress)),
        "due_on": due_on,
    }


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return date.fromisoformat(_text(cell, 10)) if cell else None


def _text(cell: Any, most: int) -> str:
    return tidy_line(str(cell))[:most]
