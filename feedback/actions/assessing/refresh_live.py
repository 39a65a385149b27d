"""Bringing the live rows of an open assessment to what facts say now; from its handing in on they stay as they were."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Assessment
from feedback.queries import live_rows
from feedback.rules.period import period


def refresh_live(session: Session, assessment: Assessment) -> None:
    """Where there is something to count, it replaces what was entered; where there is nothing, people may enter."""
    scope = live_rows.scope_of(session, period(assessment.period), assessment.agency_code)
    found = live_rows.live(session, (line.row for line in assessment.rows), scope)
    for line in assessment.rows:
        one = found.get(line.row.metric)
        if one is not None and one.value.n:
            line.given = live_rows.given(session, one, scope)
            line.self_points = live_rows.points(line.row, one.value)
            line.entered_by_id = line.approved_by_id = None
            line.changed_at = clock.now()
        elif line.is_live:
            line.given, line.self_points, line.changed_at = {}, None, clock.now()
