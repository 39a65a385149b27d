"""Which agencies an agency's figures add up to: itself and those below it, as the tree stood on a day.

Below an agency stand those that name it as their parent, and those that had ended by that day and whose work it took
over: what they did stays told under their own name and adds up under their successor's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Agency
from feedback.queries.successors import MOST_STEPS


def above(session: Session, on: date) -> dict[str, tuple[str, ...]]:
    """Every agency with those it adds up to on a day: itself, what stands above it, up to the top. One statement."""
    rows = session.execute(select(Agency.code, Agency.parent_code, Agency.valid_to, Agency.successor_code))
    over = {code: heir if heir and ended is not None and ended < on else parent for code, parent, ended, heir in rows}
    return {code: tuple(_way_up(over, code)) for code in over}


def _way_up(over: dict[str, str | None], code: str) -> Iterator[str]:
    seen: set[str] = set()
    step: str | None = code
    while step is not None and step not in seen and len(seen) < 2 * MOST_STEPS:
        seen.add(step)
        yield step
        step = over.get(step)
