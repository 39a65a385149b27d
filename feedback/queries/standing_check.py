"""Whether what is counted of open cases is what they are: every case that is kept, and every count."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Case, FactProgress, StandingCase, StandingCount
from feedback.queries.standing_counts import NAME, STANDS, Standing, columns, counted


def standing_differences(session: Session) -> Iterator[str]:
    """Every open case that is not kept as it is, every count that they do not add up to. Followed to the end."""
    followed = session.get(FactProgress, NAME)
    if followed is None or followed.rebuild_from is not None:
        return
    cases = {row[0]: Standing(*row) for row in session.execute(select(*columns(Case)).where(STANDS))}
    kept = {row[0]: Standing(*row) for row in session.execute(select(*columns(StandingCase)))}
    for case_id in sorted({*cases, *kept}):
        if cases.get(case_id) != kept.get(case_id):
            yield f"vụ đang mở {case_id}: khác"
    fresh = counted(kept.values(), followed.refreshed_at)
    there = {(row.dimension, row.name, row.key, row.day): row.n for row in session.scalars(select(StandingCount))}
    for key in sorted({*fresh, *there}):
        if fresh[key] != there.get(key, 0):
            yield f"đang mở, {' '.join(str(part) for part in key if part != '')}: {there.get(key, 0)} ≠ {fresh[key]}"
