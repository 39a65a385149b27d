"""Closed periods: what there are, whether their seals hold, and what closing one now would keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, defer, joinedload, undefer

from feedback import clock
from feedback.errors import N_, Missing
from feedback.models import Case, ClosedPeriod, Fact, FactProgress, Figure, Indicator, SealCheck
from feedback.queries import definitions, indicators
from feedback.queries.call_figures import CALLS
from feedback.queries.fact_progress import NAME
from feedback.queries.fact_projection import WHOLE
from feedback.queries.measures import CONDITIONS, MEASURES, Scope, holding
from feedback.queries.summing import Marks
from feedback.rules import closing
from feedback.rules.closing import Sealed

CITY = ""
NOT_CLOSED = N_("Không có bản khóa kỳ này.")
Numbers = tuple[list[str], list[str]]  # of cases that the part counts, and of the others
Rows = dict[tuple[str, str], Numbers]  # by agency and indicator


def closed_periods(session: Session) -> Sequence[ClosedPeriod]:
    """Every closing, newest period first, its newest version first. One statement."""
    query = select(ClosedPeriod).options(joinedload(ClosedPeriod.closed_by))
    return session.scalars(query.order_by(ClosedPeriod.period.desc(), ClosedPeriod.version.desc())).all()


def closed_period(session: Session, closed_id: int) -> tuple[ClosedPeriod, datetime]:
    """A closing with whoever closed it and its last check, and up to when facts are known today. Raises Missing.

    One statement.
    """
    options = [joinedload(ClosedPeriod.closed_by), joinedload(ClosedPeriod.check).joinedload(SealCheck.checked_by)]
    query = select(ClosedPeriod, FactProgress.refreshed_at).outerjoin(FactProgress, FactProgress.name == NAME)
    found = session.execute(query.where(ClosedPeriod.id == closed_id).options(*options)).first()
    if found is None:
        raise Missing(NOT_CLOSED)
    closed, known_at = found
    return closed, known_at or clock.now()


def newest(session: Session, period: str) -> ClosedPeriod | None:
    query = select(ClosedPeriod).where(ClosedPeriod.period == period).order_by(ClosedPeriod.version.desc()).limit(1)
    return session.scalars(query).first()


def figures_of(session: Session, closed: ClosedPeriod, agency_code: str) -> Sequence[Figure]:
    """What is kept of the city ("") or of an agency, without the lists behind it. One statement."""
    theirs = and_(Figure.closed_period_id == closed.id, Figure.agency_code == agency_code)
    return session.scalars(select(Figure).where(theirs).options(defer(Figure.rows, raiseload=True))).all()


def figure_of(session: Session, closed: ClosedPeriod, agency_code: str, indicator: str) -> Figure:
    """One figure with the list behind it. Raises Missing."""
    key = (closed.id, agency_code, indicator)
    found = session.get(Figure, key, options=[undefer(Figure.rows)], populate_existing=True)
    if found is None:
        raise Missing(NOT_CLOSED)
    return found


def seal_holds(session: Session, closed: ClosedPeriod) -> bool:
    """Whether what is kept still has the digest it was closed with. Every list is read, one at a time."""
    columns = [getattr(Figure, one.name) for one in fields(Sealed)]
    rows = session.execute(select(*columns).where(Figure.closed_period_id == closed.id).execution_options(yield_per=50))
    kept = (Sealed(*row) for row in rows)
    return closing.digest(closed.period, closed.version, closed.as_of_at, closed.reason, kept) == closed.digest


def to_close(session: Session, scope: Scope) -> list[Sealed]:
    """Every figure of the city and of each agency in a period, with its rows. Calls are the city's alone."""
    whats = definitions.definitions(session, scope)
    rows = _rows(session, [what for what in whats if what.population in CONDITIONS], scope)
    theirs = [what for what in whats if what.population not in CALLS]
    places = {CITY: indicators.several(session, whats, scope), **indicators.several_by_agency(session, theirs, scope)}
    for agency_code, figures in places.items():
        for what in whats:
            if what.population not in CONDITIONS and what.code in figures and figures[what.code].n:
                rows[agency_code, what.code] = _others(session, what, replace(scope, agency_code=agency_code))
    return [
        Sealed(
            agency_code, what.code, what.version, _words(found.value), _words(found.points), found.numerator, found.n,
            closing.packed(*rows[agency_code, what.code]),
        )
        for agency_code, figures in places.items()
        for what in whats
        if (found := figures.get(what.code))
    ]  # fmt: skip


def _others(session: Session, what: Indicator, scope: Scope) -> Numbers:
    """Rows of what is no case: dossiers, and the cases that counted calls became."""
    every, part = (indicators.numbers_behind(session, what, scope, name) for name in ("population", "condition"))
    return part, sorted(set(every) - set(part))


def _words(number: object) -> str:
    return "" if number is None else str(number)


def _rows(session: Session, whats: Sequence[Indicator], scope: Scope) -> Rows:
    """The numbers of the cases behind every figure, read once for all. One statement."""
    marks = Marks(name for what in whats for name in (what.population, what.condition or "every"))
    asked = [
        (what, marks.mask([what.population]), marks.mask([what.population, what.condition or "every"]))
        for what in whats
    ]
    ranks = {what.code for what in whats if what.kind in indicators.RANKS}
    columns = [MEASURES[name].label(name) for name in sorted({what.measure for what in whats if what.code in ranks})]
    received = Fact.received_on.between(scope.period.first, scope.period.last)
    query = (
        select(Case.number, Fact.agency_code, Fact.leg_id, *columns, *marks.columns(scope.as_of))
        .join(Case, Case.id == Fact.case_id)
        .where(and_(holding(scope.as_of), received))
    )
    found: Rows = defaultdict(lambda: ([], []))
    for row in session.execute(query.execution_options(yield_per=5_000)).mappings():
        fits, places = marks.of(row), (CITY, row["agency_code"]) if row["leg_id"] == WHOLE else (row["agency_code"],)
        for what, population, part in asked:
            is_rank = what.code in ranks
            if fits & population != population or (is_rank and (row["leg_id"] != WHOLE or row[what.measure] is None)):
                continue
            for place in places:
                found[place, what.code][fits & part != part].append(row["number"])
    return found
