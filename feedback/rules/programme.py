"""The programme's own rules: who plans, who reports, when something is late, and what a report on it must say.

The leaders of the city decide the plan; administrators and the plan's secretary write for them. Owners report on what
is theirs: the person that is named, the leaders of the agency, and its officers while nobody is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback.errors import N_, Invalid
from feedback.rules.lifecycle import Actor
from feedback.terms import AGENCY_ROLES, ProgrammeStatus, Role

PLANNERS = (Role.CITY_LEADER, Role.ADMIN)
SEE_ALL = (*PLANNERS, Role.AUDITOR, Role.DISPATCHER)
ENTERS = (Role.CITY_LEADER, Role.ADMIN, Role.AUDITOR, Role.DISPATCHER, *AGENCY_ROLES)

DONE_IS_WHOLE = N_("Tiến độ đã 100 % thì chọn trạng thái “Đã hoàn thành”.")
NOT_BEGUN = N_("Đã có tiến độ thì chọn trạng thái “Đang thực hiện”.")
OUT_OF_RANGE = N_("Tiến độ là số từ 0 đến 100.")


@dataclass(frozen=True)
class Owned:
    """Whose an item is: the agency, the person in it, and the secretary of the plan; None where nobody is named."""

    agency: str | None
    person: int | None
    secretary: int | None


def may_plan(actor: Actor, secretary: int | None) -> bool:
    """Who writes and changes items and meetings of a plan."""
    return actor.role in (*PLANNERS, Role.SYSTEM) or (secretary is not None and secretary in actor.people)


def may_report(actor: Actor, item: Owned) -> bool:
    """Who says how far an item has come."""
    if may_plan(actor, item.secretary) or (item.person is not None and item.person in actor.people):
        return True
    if item.agency is None or item.agency not in actor.agencies:
        return False
    return Role.AGENCY_LEADER in actor.roles or (item.person is None and Role.OFFICER in actor.roles)


def may_name(actor: Actor, item: Owned) -> bool:
    """Who names the person that answers for an item: planners, and the leader of the agency that owns it."""
    ours = item.agency is not None and item.agency in actor.agencies
    return may_plan(actor, item.secretary) or (ours and Role.AGENCY_LEADER in actor.roles)


def is_overdue(status: ProgrammeStatus, due_on: date | None, today: date) -> bool:
    """The day itself is still in time."""
    return due_on is not None and status is not ProgrammeStatus.DONE and due_on < today


def progress(status: ProgrammeStatus, progress_pct: int | None) -> int:
    """The progress that goes with a status: what is done is whole. Raises Invalid naming `progress_pct`."""
    if status is ProgrammeStatus.DONE:
        return 100
    if progress_pct is None or not 0 <= progress_pct <= 100:
        raise Invalid("progress_pct", OUT_OF_RANGE)
    if progress_pct == 100:
        raise Invalid("progress_pct", DONE_IS_WHOLE)
    if status is ProgrammeStatus.NOT_STARTED and progress_pct:
        raise Invalid("progress_pct", NOT_BEGUN)
    return progress_pct
