"""Who has how much to do: a line for each officer and division, each number opening the inbox with those cases."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_login import current_user

from feedback import clock
from feedback.queries.wanted import NOBODY, Due, Wanted
from feedback.queries.workload import LATELY_DAYS, Load, Workload, workload
from feedback.terms import AGENCY_ROLES, Role, State
from feedback.web.agency.filter_words import address
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading

Cell = dict[str, Any]


@staff_only(*AGENCY_ROLES)
def show_workload() -> str:
    """Leaders see everybody, who leads a division its people; others see what they have in hand themselves."""
    found = workload(reading(), actor(), clock.now())
    if Role.AGENCY_LEADER not in actor().roles and not actor().heads:
        found = Workload([row for row in found.officers if row.id in actor().people], [])
    return render_template(
        "agency/workload.html",
        officers=[_row(row, _of_officer(row)) for row in found.officers],
        divisions=[_row(row, _of_division(row)) for row in found.divisions],
        columns=[
            (_("Đang mở"), "number"), (_("Quá hạn"), "number"), (_("Đến hạn hôm nay"), "number"),
            (_("Chờ người dân"), "number"), (_("Trả lời trong %(days)s ngày", days=LATELY_DAYS), "number"),
            (_("Trong đó trễ hạn"), "share"),
        ],
        agency=current_user.agency_name,
        open_count=sum(row.open for row in found.officers),
    )  # fmt: skip


def _of_officer(row: Load) -> Wanted:
    return Wanted(officer=NOBODY if row.id is None else str(row.id))


def _of_division(row: Load) -> Wanted:
    return Wanted(division=NOBODY if row.id is None else str(row.id))


def _row(row: Load, theirs: Wanted) -> list[Cell]:
    share = row.late_share
    return [
        {"words": _name(row, _("Chưa giao ai") if theirs.officer else _("Chưa giao phòng, đội nào"))},
        _cell(row.open, theirs),
        _cell(row.overdue, theirs.first_page(due=Due.OVERDUE)),
        _cell(row.today, theirs.first_page(due=Due.TODAY)),
        _cell(row.waiting, theirs.first_page(state=State.AWAITING_INFO)),
        {"words": str(row.answered)},
        {"words": f"{share}%" if share is not None else "–", "share": share or 0, "is_below": bool(share)},
    ]


def _name(row: Load, nobody: str) -> str:
    if row.id is None:
        return nobody
    return row.name if row.is_active else _("%(name)s (đã khóa)", name=row.name)


def _cell(count: int, wanted: Wanted) -> Cell:
    return {"words": str(count), "url": address(wanted) if count else ""}
