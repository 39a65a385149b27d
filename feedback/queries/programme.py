"""The steering committee's programme: its counts, its items one by one, and what its report says.

Counts are of the items that a plan lists now. A plan has hundreds of items at most: its list is read whole, narrowed
and searched without marks, and shown a page at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session, joinedload

from feedback import clock
from feedback.errors import N_, Missing
from feedback.models import Plan, PlanItem, PlanItemChange
from feedback.queries.visible import visible_items, visible_plans
from feedback.rules.index766 import Ratio
from feedback.rules.lifecycle import Actor
from feedback.rules.programme import is_overdue
from feedback.rules.programme_report import ChangeLine, ItemLine, ProgrammeReport
from feedback.rules.text import fold
from feedback.terms import ProgrammeStatus

PAGE = 50
NO_PLAN = N_("Chưa có chương trình nào.")
NO_ITEM = N_("Không có mục này trong chương trình.")
TARGETS, TASKS = "targets", "tasks"
KINDS = (TARGETS, TASKS)
OVERDUE = "overdue"
LISTED = PlanItem.removed_at.is_(None)


@dataclass(frozen=True)
class Asked:
    """How a list is narrowed. `status` may be "overdue"."""

    kind: str = ""
    status: str = ""
    owner: str = ""
    query: str = ""
    page: int = 1


@dataclass(frozen=True)
class Items:
    """One page of a plan's targets and tasks, and whose they are over all pages."""

    total: int
    page: int
    rows: Sequence[PlanItem]
    owners: Sequence[str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def plans(session: Session, actor: Actor) -> Sequence[Plan]:
    """Every plan that this person may see, the newest period first."""
    query = select(Plan).where(visible_plans(actor)).options(joinedload(Plan.secretary))
    return session.scalars(query.order_by(Plan.period.desc(), Plan.code)).all()


def plan_for(session: Session, actor: Actor, code: str) -> Plan:
    """Raises Missing for a plan of which this person may see nothing."""
    plan = session.scalars(select(Plan).where(Plan.code == code, visible_plans(actor))).first()
    if plan is None:
        raise Missing(NO_PLAN)
    return plan


def item_for(session: Session, actor: Actor, item_id: int) -> PlanItem:
    """Raises Missing for somebody else's item."""
    query = select(PlanItem).where(PlanItem.id == item_id, visible_items(actor))
    found = session.scalars(query.options(joinedload(PlanItem.plan), joinedload(PlanItem.owner_person))).first()
    if found is None:
        raise Missing(NO_ITEM)
    return found


def programme_summary(
    session: Session, plan_code: str | None = None, period: str | None = None, actor: Actor | None = None
) -> dict[str, Any]:
    """Counts of a plan (of the newest, of the period's newest, or the one named) and two shares in per cent with two
    decimals; for `actor`, of what that person may see. One statement.

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
        .outerjoin(PlanItem, and_(PlanItem.plan_code == Plan.code, LISTED, _seen(actor)))
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


def listed(session: Session, actor: Actor, plan_code: str) -> Sequence[PlanItem]:
    """What a person sees of a plan, targets first. One statement."""
    query = select(PlanItem).where(PlanItem.plan_code == plan_code, LISTED, visible_items(actor))
    return session.scalars(query.order_by(PlanItem.is_target.desc(), PlanItem.number)).all()


def narrowed(found: Sequence[PlanItem], asked: Asked, today: date) -> Items:
    """A page of what fits; an unknown kind or status narrows nothing."""
    owners = sorted({item.owner for item in found if item.owner}, key=fold)
    wanted = [fits for fits in (_kind(asked), _status(asked, today), _owner(asked), _words(asked)) if fits is not None]
    rows = [item for item in found if all(fits(item) for fits in wanted)]
    page = min(max(1, asked.page), max(1, -(-len(rows) // PAGE)))
    return Items(len(rows), page, rows[(page - 1) * PAGE : page * PAGE], owners)


def overdue(found: Sequence[PlanItem], today: date) -> list[PlanItem]:
    return [item for item in found if is_overdue(item.status, item.due_on, today)]


def history(session: Session, item: PlanItem) -> Sequence[PlanItemChange]:
    """The lines of an item with their files, the newest first. Two statements."""
    query = select(PlanItemChange).where(PlanItemChange.item_id == item.id)
    query = query.options(joinedload(PlanItemChange.account), joinedload(PlanItemChange.files))
    return session.scalars(query.order_by(PlanItemChange.id.desc())).unique().all()


def report(session: Session, plan_code: str, made_at: datetime) -> ProgrammeReport:
    """Everything that a report on a plan says. Raises Missing when there is no such plan."""
    plan = session.get(Plan, plan_code)
    if plan is None:
        raise Missing(NO_PLAN)
    summary = programme_summary(session, plan_code)
    query = select(PlanItem).where(PlanItem.plan_code == plan_code, LISTED)
    found = session.scalars(query.options(joinedload(PlanItem.owner_person)).order_by(PlanItem.number)).all()
    counts = ("targets_met", "targets_pct", "done", "in_progress", "not_started", "done_pct")
    today = clock.day(made_at)
    return ProgrammeReport(
        plan.code,
        plan.name,
        plan.period,
        plan.source,
        made_at,
        **{name: summary[name] for name in counts},
        targets=[_line(item, today) for item in found if item.is_target],
        tasks=[_line(item, today) for item in found if not item.is_target],
        changes=_changes(session, plan_code),
    )


def _changes(session: Session, plan_code: str) -> list[ChangeLine]:
    query = (
        select(PlanItemChange, PlanItem.is_target, PlanItem.number)
        .join(PlanItem, PlanItem.id == PlanItemChange.item_id)
        .where(PlanItem.plan_code == plan_code)
        .options(joinedload(PlanItemChange.account))
        .order_by(PlanItemChange.id)
    )
    return [
        ChangeLine(
            is_target, number, one.at, one.account.full_name if one.account else "", one.from_status, one.to_status,
            one.from_pct, one.to_pct, one.why,
        )
        for one, is_target, number in session.execute(query)
    ]  # fmt: skip


def _line(item: PlanItem, today: date) -> ItemLine:
    return ItemLine(
        item.number,
        item.name,
        item.owner,
        item.status.vi,
        item.progress_pct,
        item.due_on,
        item.owner_person.full_name if item.owner_person else "",
        is_overdue(item.status, item.due_on, today),
    )


def _seen(actor: Actor | None) -> ColumnElement[bool]:
    return visible_items(actor) if actor is not None else true()


Fits = Callable[[PlanItem], bool]


def _kind(asked: Asked) -> Fits | None:
    return (lambda item: item.is_target == (asked.kind == TARGETS)) if asked.kind in KINDS else None


def _status(asked: Asked, today: date) -> Fits | None:
    if asked.status == OVERDUE:
        return lambda item: is_overdue(item.status, item.due_on, today)
    return (lambda item: item.status == asked.status) if asked.status in set(ProgrammeStatus) else None


def _owner(asked: Asked) -> Fits | None:
    return (lambda item: item.owner == asked.owner) if asked.owner else None


def _words(asked: Asked) -> Fits | None:
    wanted = fold(asked.query).split()
    return (lambda item: all(word in fold(f"{item.name} {item.owner}") for word in wanted)) if wanted else None


def _percent(part: int, whole: int) -> float | None:
    percent = Ratio(part, whole).percent
    return None if percent is None else float(percent)
