"""The steering committee's programme in numbers: targets met, tasks done, in progress, not begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from feedback.errors import N_, Missing
from feedback.models import Plan, PlanItem
from feedback.rules.index766 import Ratio
from feedback.rules.programme_report import ItemLine, ProgrammeReport
from feedback.terms import ProgrammeStatus

PAGE = 50
NO_PLAN = N_("Chưa có chương trình nào.")
TARGETS, TASKS = "targets", "tasks"
KINDS = (TARGETS, TASKS)


@dataclass(frozen=True)
class Items:
    """One page of a plan's targets and tasks."""

    total: int
    page: int
    rows: Sequence[PlanItem]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def plans(session: Session) -> Sequence[Plan]:
    """Every plan, the newest period first."""
    return session.scalars(select(Plan).order_by(Plan.period.desc(), Plan.code)).all()


def programme_summary(session: Session, plan_code: str | None = None, period: str | None = None) -> dict[str, Any]:
    """Counts of a plan (of the newest, of the period's newest, or the one named) and two shares in per cent with two
    decimals. One statement.

    A share is None where there is nothing to divide by. Raises Missing when there is no such plan.
    """
    newest = select(Plan.code).order_by(Plan.period.desc(), Plan.code).limit(1)
    if period:
        newest = newest.where(Plan.period == period)
    wanted = Plan.code == (plan_code or newest.scalar_subquery())
    done, target = PlanItem.status == ProgrammeStatus.DONE, PlanItem.is_target.is_(True)
    task = PlanItem.is_target.is_(False)
    row = session.execute(
        select(
            Plan.code,
            func.count(PlanItem.id).filter(target),
            func.count(PlanItem.id).filter(and_(target, done)),
            func.count(PlanItem.id).filter(task),
            *(func.count(PlanItem.id).filter(and_(task, PlanItem.status == status)) for status in ProgrammeStatus),
        )
        .outerjoin(PlanItem, PlanItem.plan_code == Plan.code)
        .where(wanted)
        .group_by(Plan.code)
    ).one_or_none()
    if row is None:
        raise Missing(NO_PLAN)
    targets, met, tasks, finished, begun, waiting = (row[place] for place in range(1, 7))
    return {
        "plan": row[0],
        "targets": targets,
        "targets_met": met,
        "targets_pct": _percent(met, targets),
        "tasks": tasks,
        "done": finished,
        "in_progress": begun,
        "not_started": waiting,
        "done_pct": _percent(finished, tasks),
    }


def report(session: Session, plan_code: str, made_at: datetime) -> ProgrammeReport:
    """Everything that a report on a plan says. Raises Missing when there is no such plan."""
    plan = session.get(Plan, plan_code)
    if plan is None:
        raise Missing(NO_PLAN)
    summary = programme_summary(session, plan_code)
    found = session.scalars(select(PlanItem).where(PlanItem.plan_code == plan_code).order_by(PlanItem.number)).all()
    counts = ("targets_met", "targets_pct", "done", "in_progress", "not_started", "done_pct")
    return ProgrammeReport(
        plan.code,
        plan.name,
        plan.period,
        plan.source,
        made_at,
        **{name: summary[name] for name in counts},
        targets=[_line(item) for item in found if item.is_target],
        tasks=[_line(item) for item in found if not item.is_target],
    )


def _line(item: PlanItem) -> ItemLine:
    return ItemLine(item.number, item.name, item.owner, item.status.vi, item.progress_pct, item.due_on)


def items(session: Session, plan_code: str, kind: str = "", status: str = "", page: int = 1) -> Items:
    """A page of a plan's items, targets first; of one kind or status only, when named. Two statements."""
    fits = PlanItem.plan_code == plan_code
    if kind in KINDS:
        fits = and_(fits, PlanItem.is_target.is_(kind == TARGETS))
    if status in {one.value for one in ProgrammeStatus}:
        fits = and_(fits, PlanItem.status == ProgrammeStatus(status))
    total = session.scalar(select(func.count(PlanItem.id)).where(fits)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    query = select(PlanItem).where(fits).order_by(PlanItem.is_target.desc(), PlanItem.number)
    return Items(total, page, session.scalars(query.limit(PAGE).offset((page - 1) * PAGE)).all())


def _percent(part: int, whole: int) -> float | None:
    percent = Ratio(part, whole).percent
    return None if percent is None else float(percent)
