"""Rows of catalogues that this system counts itself: their values, with the other denominator beside, and their cases.

A row is live when its `metric` names an indicator. Where the source leaves the denominator open, both stand side by
side: answered and due, rated and answered; the catalogue says which of them gives the points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from feedback.errors import Missing
from feedback.models import Agency, CatalogueRow, Indicator
from feedback.queries import definitions as known_definitions
from feedback.queries import indicators as figures
from feedback.queries.fact_progress import known_at
from feedback.queries.indicators import Value
from feedback.queries.measures import NO_SUCH_FIGURE, AsOf, Scope
from feedback.rules import scoring
from feedback.rules.period import Period
from feedback.terms import AgencyKind

BESIDE = {"1022.on_time": "1022.on_time_due", "1022.satisfaction": "1022.satisfaction_all"}
COMMUNE = tuple(code for pair in BESIDE.items() for code in pair)


@dataclass(frozen=True)
class Live:
    """A metric's value, and the same share with the other denominator where there is one."""

    what: Indicator
    value: Value
    beside: Value | None = None
    beside_what: Indicator | None = None


@dataclass(frozen=True)
class Unit:
    """One ward or commune committee and its figures by metric."""

    code: str
    name: str
    values: dict[str, Value]


def definitions(session: Session, scope: Scope) -> dict[str, Indicator]:
    """The definition of every indicator that is a share, in the version that the scope is counted by."""
    return {what.code: what for what in known_definitions.definitions(session, scope) if what.kind == "share"}


def live(session: Session, rows: Iterable[CatalogueRow], scope: Scope) -> dict[str, Live]:
    """The values of the live ones among these rows, by metric. Two statements."""
    known = definitions(session, scope)
    metrics = [row.metric for row in rows if row.metric in known]
    wanted = dict.fromkeys([*metrics, *(BESIDE[one] for one in metrics if one in BESIDE)])
    found = figures.several(session, [known[code] for code in wanted if code in known], scope)
    return {one: _live(one, known, found) for one in metrics}


def scope_of(session: Session, period: Period, agency_code: str, as_of: datetime | None = None) -> Scope:
    """Everything that facts know by now, or what they knew at an instant."""
    at = AsOf(known_at(session)) if as_of is None else AsOf(as_of, is_newest=False)
    return Scope(period, at, agency_code)


def given(session: Session, one: Live, scope: Scope) -> dict[str, Any]:
    """What a row keeps of a live value: counts of both denominators, definition, instant, and the seal of its cases."""
    numbers = figures.numbers_behind(session, one.what, scope)
    kept: dict[str, Any] = {
        "metric": one.what.code,
        "definition": one.what.version,
        "as_of": scope.as_of.at.isoformat(),
        "numerator": str(one.value.numerator),
        "denominator": str(one.value.n),
        "cases": hashlib.sha256("\n".join(numbers).encode()).hexdigest(),
    }
    if one.beside is not None:
        kept |= {"beside_numerator": str(one.beside.numerator), "beside_denominator": str(one.beside.n)}
    return kept


def instant(kept: dict[str, Any]) -> datetime:
    """When a kept live value was counted."""
    return datetime.fromisoformat(kept["as_of"])


def points(row: CatalogueRow, value: Value) -> Decimal | None:
    """By the catalogue's own formula and maximum, which may differ from the indicator's."""
    if row.max_points is None:
        return None
    rule = scoring.formula(row.formula, row.parameters, row.max_points)
    return scoring.points(rule, scoring.Given(numerator=value.numerator, denominator=value.n))


def communes(session: Session, scope: Scope) -> tuple[list[Unit], dict[str, Indicator]]:
    """Every ward and commune committee of the period with its four shares, and their definitions. Three statements."""
    known = {code: what for code, what in definitions(session, scope).items() if code in COMMUNE}
    counted = figures.several_by_agency(session, list(known.values()), scope)
    query = (
        select(Agency.code, Agency.short_name)
        .where(Agency.kind == AgencyKind.WARD, Agency.valid_from <= scope.period.last)
        .where((Agency.valid_to.is_(None)) | (Agency.valid_to >= scope.period.first))
        .order_by(Agency.short_name)
    )
    none = {code: Value("", "", None, None, 0, 0, is_small=True) for code in known}
    return [Unit(code, name, counted.get(code, none)) for code, name in session.execute(query)], known


def fits_behind(session: Session, metric: str, part: str, scope: Scope) -> ColumnElement[bool]:
    """Which facts a live value counts. Raises Missing."""
    what = definitions(session, scope).get(metric)
    if what is None:
        raise Missing(NO_SUCH_FIGURE)
    return figures.fits_behind(what, scope, part)


def _live(metric: str, known: dict[str, Indicator], found: dict[str, Value]) -> Live:
    other = BESIDE.get(metric, "")
    return Live(known[metric], found[metric], found.get(other), known.get(other))
