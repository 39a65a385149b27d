"""What a case hangs together with: what was merged into it, what was split off, the incident it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from feedback.models import Case, Incident, Report, Split
from feedback.queries.case_of_report import answering_case
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor
from feedback.terms import State


@dataclass(frozen=True)
class Links:
    """`split_from` is the case that this one was a part of."""

    incident: str
    split_from: Case | None
    split_off: Sequence[Case]

    @property
    def is_empty(self) -> bool:
        return not (self.incident or self.split_from or self.split_off)


@dataclass(frozen=True)
class LinkedReport:
    """Another matter that the same citizen told in the same report."""

    report_id: int
    number: str
    state: State


def links_of(session: Session, actor: Actor, case: Case) -> Links:
    """Only what this reader may open. Two statements."""
    incident = session.get(Incident, case.id)
    query = (
        select(Split, Case)
        .join(Case, or_(Case.id == Split.case_id, Case.id == Split.from_id))
        .where(or_(Split.case_id == case.id, Split.from_id == case.id), Case.id != case.id)
        .where(visible_cases(actor))
        .order_by(Case.id)
    )
    found = session.execute(query).all()
    return Links(
        incident=incident.name if incident is not None else "",
        split_from=next((other for split, other in found if split.case_id == case.id), None),
        split_off=[other for split, other in found if split.from_id == case.id],
    )


def linked_reports(session: Session, report: Report) -> list[LinkedReport]:
    """The parts split off a report, or the report that this one was a part of, in the order of their numbers."""
    part = aliased(Report)
    split_off = select(part.id).join(Split, Split.case_id == part.case_id).where(Split.report_id == report.id)
    origin = select(Split.report_id).where(Split.case_id == report.case_id)
    query = select(Report).where(or_(Report.id.in_(split_off), Report.id.in_(origin)), Report.id != report.id)
    return [
        LinkedReport(other.id, other.number, answering_case(other).state)
        for other in session.scalars(query.order_by(Report.id))
    ]
