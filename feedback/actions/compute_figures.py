"""Computing the indicators of one month from the facts, never typed over."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from feedback import clock
from feedback.database import insert_into
from feedback.models import Figure
from feedback.queries.fact_progress import known_at
from feedback.queries.figures766 import DEFINITION, ON_TIME, SATISFIED, WHOLE_CITY, by_agency, counts
from feedback.queries.measures import AsOf, Scope
from feedback.rules.period import month_of

KEY = ("indicator", "period", "agency_code")
VALUES = ("numerator", "denominator", "definition_version", "computed_at")
INDICATORS = {ON_TIME: "on-time", SATISFIED: "satisfied"}


def compute_figures(session: Session, period_start: date) -> int:
    """Write the figures of the month that holds `period_start`, for the city and each agency; how many rows.

    Doing it again gives the same rows: what was there is replaced, what no longer holds is taken away.
    """
    month = month_of(period_start)
    scope = Scope(month, AsOf(known_at(session)))
    turns = {WHOLE_CITY: counts(session, scope), **by_agency(session, scope)}
    computed_at = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "indicator": indicator,
            "period": month.code,
            "agency_code": agency,
            "numerator": value.numerator,
            "denominator": value.denominator,
            "definition_version": DEFINITION,
            "computed_at": computed_at,
        }
        for indicator, figure in INDICATORS.items()
        for agency, counted in turns.items()
        for value in (counted.ratio(figure),)
    ]
    _write(session, rows)
    _drop_others(session, month.code, list(turns))
    return len(rows)


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    statement = insert_into(session, Figure).values(rows)
    newer = {
        name: statement.excluded[name] for name in ("numerator", "denominator", "definition_version", "computed_at")
    }
    session.execute(statement.on_conflict_do_update(index_elements=["indicator", "period", "agency_code"], set_=newer))


def _drop_others(session: Session, period: str, agencies: list[str]) -> None:
    """Agencies that have no case of the month any more."""
    ours = Figure.indicator.in_(INDICATORS)
    session.execute(delete(Figure).where(ours, Figure.period == period, Figure.agency_code.not_in(agencies)))
