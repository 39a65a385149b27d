"""The steering committee's programme, from a spreadsheet of three sheets: targets, tasks, and what the programme is.

The sheet is the whole truth about its plan: what it no longer lists is taken away, so that the totals are its totals.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Plan, PlanItem
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.text import tidy_line
from feedback.terms import ProgrammeStatus, Role

TARGETS, TASKS, ABOUT = "Chỉ tiêu", "Nhiệm vụ", "Chương trình"
COLUMNS = ("số", "tên", "đơn vị", "trạng thái", "tiến độ", "hạn")
STATUSES = {status.vi: status for status in ProgrammeStatus}
MAY_LOAD = (Role.CITY_LEADER, Role.ADMIN, Role.SYSTEM)
CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,39}")
MOST_ITEMS = 5_000

BAD_CODE = N_("Mã chương trình gồm chữ thường không dấu, số, gạch nối, gạch dưới, nhiều nhất 40 ký tự.")
NOT_A_SHEET = N_("Tệp không phải bảng chương trình: cần ba trang “Chỉ tiêu”, “Nhiệm vụ”, “Chương trình”.")
NO_COLUMN = N_("Trang “%(sheet)s” thiếu cột “%(column)s”.")
BAD_STATUS = N_("Trang “%(sheet)s”, dòng %(line)s: trạng thái phải là một trong: %(known)s.")
BAD_CELL = N_("Trang “%(sheet)s”, dòng %(line)s: ô “%(column)s” viết chưa đúng.")
TWICE = N_("Trang “%(sheet)s”, dòng %(line)s: số %(number)s đã có ở dòng trên.")
NO_NAME = N_("Trang “%(sheet)s”, dòng %(line)s: chưa ghi tên.")
NOTHING = N_("Bảng không có chỉ tiêu hay nhiệm vụ nào.")
TOO_MANY = N_("Bảng dài quá 5.000 dòng.")

Values = dict[str, Any]


def load_programme(session: Session, actor: Actor, code: str, content: bytes) -> dict[str, int]:
    """Bring one plan to what a spreadsheet says; {"targets", "tasks", "added", "changed", "removed"}.

    Raises Invalid naming `code`, or `file` with the sheet and the line; NotYours.
    """
    if actor.role not in MAY_LOAD:
        raise NotYours(WRONG_ROLE)
    if not CODE.fullmatch(code):
        raise Invalid("code", BAD_CODE)
    about, items = _read(content)
    plan = session.get(Plan, code) or Plan(code=code)
    plan.name = _text(about.get("tên"))[:200] or code
    plan.period = _text(about.get("kỳ"))[:12]
    plan.source = _text(about.get("nguồn"))[:300]
    session.add(plan)
    session.flush()
    done = _bring(session, plan, items)
    ledger.record(session, actor, "programme.loaded", plan, plan=plan, items=len(items))
    targets = sum(item["is_target"] for item in items)
    return {"targets": targets, "tasks": len(items) - targets, **done}


def _bring(session: Session, plan: Plan, items: Iterable[Values]) -> dict[str, int]:
    """Change what is there, add what is new, remove the rest: {"added", "changed", "removed"}."""
    held = session.scalars(select(PlanItem).where(PlanItem.plan_code == plan.code))
    there = {(item.is_target, item.number): item for item in held}
    done = {"added": 0, "changed": 0}
    for values in items:
        item = there.pop((values["is_target"], values["number"]), None)
        if item is None:
            session.add(PlanItem(plan_code=plan.code, **values))
            done["added"] += 1
            continue
        for name, value in values.items():
            setattr(item, name, value)
        done["changed"] += session.is_modified(item)
    if there:
        session.execute(delete(PlanItem).where(PlanItem.id.in_([item.id for item in there.values()])))
    return {**done, "removed": len(there)}


def _read(content: bytes) -> tuple[Values, list[Values]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in (TARGETS, TASKS, ABOUT)}
    except (CalamineError, OSError) as error:  # not a workbook, or without these sheets
        raise Invalid("file", NOT_A_SHEET) from error
    if sum(map(len, sheets.values())) > MOST_ITEMS:
        raise Invalid("file", TOO_MANY)
    about = {_text(line[0]).lower(): line[1] for line in sheets[ABOUT] if len(line) > 1}
    items = [*_items(TARGETS, sheets[TARGETS]), *_items(TASKS, sheets[TASKS])]
    if not items:
        raise Invalid("file", NOTHING)
    return about, items


def _items(sheet: str, lines: Sequence[Sequence[Any]]) -> list[Values]:
    header = [_text(cell).lower() for cell in lines[0]] if lines else []
    missing = next((column for column in COLUMNS if column not in header), None)
    if missing is not None:
        raise Invalid("file", NO_COLUMN, sheet=sheet, column=missing)
    found: dict[int, Values] = {}
    for line, cells in enumerate(lines[1:], 2):
        if any(cell != "" for cell in cells):
            item = _item(sheet, line, dict(zip(header, cells, strict=False)))
            if item["number"] in found:
                raise Invalid("file", TWICE, sheet=sheet, line=line, number=item["number"])
            found[item["number"]] = item
    return list(found.values())


def _item(sheet: str, line: int, cells: Mapping[str, Any]) -> Values:
    status = STATUSES.get(_text(cells["trạng thái"]))
    if status is None:
        raise Invalid("file", BAD_STATUS, sheet=sheet, line=line, known=", ".join(STATUSES))
    if not _text(cells["tên"]):
        raise Invalid("file", NO_NAME, sheet=sheet, line=line)
    return {
        "is_target": sheet == TARGETS,
        "number": _cell(sheet, line, cells, "số", int),
        "name": _text(cells["tên"])[:400],
        "owner": _text(cells["đơn vị"])[:200],
        "status": status,
        "progress_pct": _cell(sheet, line, cells, "tiến độ", _progress),
        "due_on": _cell(sheet, line, cells, "hạn", _day),
    }


def _cell(sheet: str, line: int, cells: Mapping[str, Any], column: str, read: Any) -> Any:
    try:
        return read(cells[column])
    except (ValueError, TypeError, OverflowError) as error:
        raise Invalid("file", BAD_CELL, sheet=sheet, line=line, column=column) from error


def _progress(cell: Any) -> int:
    """0 to 100. Raises ValueError."""
    value = round(float(cell or 0))
    if not 0 <= value <= 100:
        raise ValueError(value)
    return value


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return date.fromisoformat(_text(cell)) if cell else None


def _text(cell: Any) -> str:
    return tidy_line(str(cell), "file") if cell not in (None, "") else ""
