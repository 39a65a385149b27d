"""Which case answers a report: its own, or the one that its case was merged into; and the reports of a case."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from feedback.models import Case, Report


def answering_case(report: Report) -> Case:
    """Merging always points at the last case of a row of merges, so one step is enough."""
    return report.case.merged_into or report.case


def answered_by(case: Case) -> ColumnElement[bool]:
    """Reports that this case answers: its own and those of the cases merged into it. Two ends of indexes."""
    return Report.case_id.in_(select(Case.id).where(or_(Case.id == case.id, Case.merged_into_id == case.id)))
