"""Figures of indicators: the value, the points, of how many, by which definition, as of which instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from feedback.errors import N_, Invalid, Missing
from feedback.models import Account, Agency, Case, Fact, Field, Indicator, Ward
from feedback.queries.fact_projection import WHOLE
from feedback.queries.measures import CONDITIONS, DIMENSIONS, MEASURES, Scope, holding, within
from feedback.rules import scoring
from feedback.rules.index766 import Ratio
from feedback.terms import Channel, Kind, Level

HOUR_S = 3600
SHARES = ("share", "extra")
RANKS = {"median": Decimal("0.5"), "p90": Decimal("0.9")}
NAMES: dict[str, tuple[Any, Any]] = {
    "agency": (Agency.code, Agency.short_name),
    "ward": (Ward.code, Ward.name),
    "field": (Field.code, Field.name_vi),
    "officer": (Account.id, Account.full_name),
}
NO_INDICATOR = N_("Không có chỉ tiêu “%(code)s”. Các chỉ tiêu đang có: %(known)s.")
NO_DIMENSION = N_("Không chia được theo “%(by)s”. Có thể chia theo: %(known)s.")
TERMS = {"channel": Channel, "kind": Kind, "level": Level}


@dataclass(frozen=True)
class Value:
    """One figure. `value` is per cent, hours or a count, two decimals; None where there is nothing to divide by.

    `key` is "" for the whole scope. `is_small`: fewer than the definition's sample, not to be compared.
    """

    key: str
    name: str
    value: Decimal | None
    points: Decimal | None
    numerator: int
    n: int
    is_small: bool


def indicators(session: Session) -> Sequence[Indicator]:
    """The newest version of every definition, in the order of their list."""
    newest = select(Indicator.code, func.max(Indicator.version).label("version")).group_by(Indicator.code).subquery()
    same = and_(Indicator.code == newest.c.code, Indicator.version == newest.c.version)
    return session.scalars(select(Indicator).join(newest, same).order_by(Indicator.position)).all()


def indicator(session: Session, code: str) -> Indicator:
    """The newest version of one definition. Raises Missing, naming those there are."""
    known = {one.code: one for one in indicators(session)}
    if code not in known:
        raise Missing(NO_INDICATOR, code=code, known=", ".join(known))
    return known[code]


def value(session: Session, what: Indicator, scope: Scope) -> Value:
    """The figure of a scope. At most two statements."""
    if what.kind in RANKS:
        return _rank(session, what, "", within(scope), scope)
    n, fit = session.execute(select(*_counts(what, scope)).where(within(scope))).one()
    return _value(what, "", n, fit)


def several(session: Session, whats: Sequence[Indicator], scope: Scope) -> dict[str, Value]:
    """The shares and counts of a scope, by code. One statement for all."""
    if not whats:
        return {}
    row = session.execute(select(*(column for what in whats for column in _counts(what, scope))).where(within(scope)))
    return _paired(whats, "", row.one())


def several_by_agency(session: Session, whats: Sequence[Indicator], scope: Scope) -> dict[str, dict[str, Value]]:
    """The shares and counts of every agency's own turns, by agency and code. One statement for all."""
    columns = [column for what in whats for column in _counts(what, scope)]
    query = select(Fact.agency_code, *columns).where(_lines(scope, "agency")).group_by(Fact.agency_code)
    return {code: _paired(whats, code, counted) for code, *counted in session.execute(query)}


def values(session: Session, what: Indicator, scope: Scope, by: str) -> list[Value]:
    """The figure of every agency (of its own turns), ward, field, channel, kind or level, largest sample first.

    Raises Invalid naming `by`. Two statements for shares and counts.
    """
    column = DIMENSIONS.get(by)
    if column is None:
        raise Invalid("by", NO_DIMENSION, by=by, known=", ".join(DIMENSIONS))
    lines = _lines(scope, by)
    if what.kind in RANKS:
        keys = [key for key in session.scalars(select(column).where(lines).distinct()) if key is not None]
        found = [_rank(session, what, str(key), and_(lines, column == key), scope) for key in keys]
    else:
        rows = session.execute(select(column, *_counts(what, scope)).where(lines).group_by(column))
        found = [_value(what, "" if key is None else str(key), n, fit) for key, n, fit in rows]
    names = _names(session, by)
    named = [replace(one, name=names.get(one.key, one.key or "–")) for one in found if one.n]
    return sorted(named, key=lambda one: (-one.n, one.name))


def numbers_behind(session: Session, what: Indicator, scope: Scope, part: str = "population") -> list[str]:
    """The numbers of the cases that a figure counts: its population, or those that fit its condition."""
    name = what.condition if part == "condition" and what.condition else what.population
    fits = and_(within(scope), CONDITIONS[what.population](scope.as_of), CONDITIONS[name](scope.as_of))
    query = select(Case.number).join(Fact, Fact.case_id == Case.id).where(fits).order_by(Case.id)
    return list(session.scalars(query))


def _lines(scope: Scope, by: str) -> ColumnElement[bool]:
    """An agency answers for its own turns; any other division counts each case once."""
    if by != "agency":
        return within(scope)
    return and_(holding(scope.as_of), Fact.received_on.between(scope.period.first, scope.period.last))


def _paired(whats: Sequence[Indicator], key: str, counted: Sequence[int]) -> dict[str, Value]:
    pairs = zip(whats, counted[::2], counted[1::2], strict=True)
    return {what.code: _value(what, key, n, fit) for what, n, fit in pairs}


def _counts(what: Indicator, scope: Scope) -> list[Any]:
    population = CONDITIONS[what.population](scope.as_of)
    condition = CONDITIONS[what.condition or "every"](scope.as_of)
    if what.kind == "extra":
        counted = MEASURES[what.measure]
        return [func.coalesce(func.sum(one).filter(population), 0) for one in (counted, counted - 1)]
    if what.kind == "each":
        return [func.count().filter(population), func.count(MEASURES[what.measure].distinct()).filter(population)]
    return [func.count().filter(population), func.count().filter(and_(population, condition))]


def _value(what: Indicator, key: str, n: int, fit: int) -> Value:
    percent = Ratio(fit, n).percent if what.kind in SHARES else Decimal(n)
    if what.kind == "each":
        percent = (Decimal(n) / fit).quantize(Decimal("0.01"), ROUND_HALF_UP) if fit else None
    points = None
    if what.formula and what.max_points is not None:
        rule = scoring.formula(what.formula, what.parameters, what.max_points)
        points = scoring.points(rule, scoring.Given(numerator=fit, denominator=n))
    return Value(key, "", percent, points, fit, n, n < what.min_sample)


def _rank(session: Session, what: Indicator, key: str, lines: ColumnElement[bool], scope: Scope) -> Value:
    """Nearest rank: the smallest duration that so many of all do not exceed."""
    column = MEASURES[what.measure]
    fits = and_(lines, CONDITIONS[what.population](scope.as_of), column.is_not(None), Fact.leg_id == WHOLE)
    n = session.scalar(select(func.count()).where(fits).select_from(Fact)) or 0
    if not n:
        return Value(key, "", None, None, 0, 0, is_small=True)
    rank = int((RANKS[what.kind] * n).to_integral_value("ROUND_CEILING"))
    seconds = session.scalars(select(column).where(fits).order_by(column).offset(rank - 1).limit(1)).one() or 0
    hours = (Decimal(seconds) / HOUR_S).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Value(key, "", hours, None, n, n, n < what.min_sample)


def _names(session: Session, by: str) -> dict[str, str]:
    if by in TERMS:
        return {member.value: member.vi for member in TERMS[by]}
    columns = NAMES.get(by)
    return {str(key): name for key, name in session.execute(select(*columns))} if columns else {}
