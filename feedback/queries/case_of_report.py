"""Which case answers a report: its own, or the one that its case was merged into."""

from __future__ import annotations

from feedback.models import Case, Report


def answering_case(report: Report) -> Case:
    """Merging always points at the last case of a row of merges, so one step is enough."""
    return report.case.merged_into or report.case
