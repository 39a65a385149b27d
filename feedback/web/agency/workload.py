"""Who has how much to do: one line per officer, each number opening the inbox with exactly those cases."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from feedback import clock
from feedback.queries.wanted import NOBODY, Due, Wanted
from feedback.queries.workload import LATELY_DAYS, Load, workload
from feedback.terms import Role, State
from feedback.web.agency.filter_words import address
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading

Cell = dict[str, Any]


@staff_only(Role.AGENCY_LEADER)
def show_workload() -> str:
    rows = workload(reading(), actor(), clock.now())
    return render_template(
        "agency/workload.html",
        rows=[_row(row) for row in rows],
        columns=[
            (_("Cán bộ"), "name"), (_("Đang mở"), "number"), (_("Quá hạn"), "number"), (_("Đến hạn hôm nay"), "number"),
            (_("Chờ người dân"), "number"), (_("Trả lời trong %(days)s ngày", days=LATELY_DAYS), "number"),
            (_("Trong đó trễ hạn"), "share"),
        ],
        agency=current_user.agency_name,
        open_count=sum(row.open for row in rows),
    )  # fmt: skip


def _row(row: Load) -> list[Cell]:
    mine = Wanted(officer=NOBODY if row.officer_id is None else str(row.officer_id))
    share = row.late_share
    return [
        {"words": _name(row)},
        _cell(row.open, mine),
        _cell(row.overdue, mine.first_page(due=Due.OVERDUE)),
        _cell(row.today, mine.first_page(due=Due.TODAY)),
        _cell(row.waiting, mine.first_page(state=State.AWAITING_INFO)),
        {"words": str(row.answered)},
        {"words": f"{share}%" if share is not None else "–", "share": share or 0, "is_below": bool(share)},
    ]


def _name(row: Load) -> str:
    if row.officer_id is None:
        return _("Chưa giao ai")
    return row.name if row.is_active else _("%(name)s (đã khóa)", name=row.name)


def _cell(count: int, wanted: Wanted) -> Cell:
    return {"words": str(count), "url": address(wanted) if count else ""}
