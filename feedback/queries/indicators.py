"""Figures of indicators: the value, the points, of how many, by which definition, as of which instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from feedback.errors import N_, Invalid, Missing
from feedback.models import Account, Agency, Case, Fact, Field, Indicator, Ward
from feedback.queries import agency_tree, call_figures, dossiers, sums
from feedback.queries.call_figures import CALL_DIMENSIONS, CALLS
from feedback.queries.fact_projection import WHOLE
from feedback.queries.measures import CONDITIONS, DIMENSIONS, MEASURES, NO_SUCH_FIGURE, Scope, holding, within
from feedback.rules import scoring, spread
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
NO_DIMENSION = N_("Không chia được theo “%(by)s”. Có thể chia theo: %(known)s.")
TREE = "tree"  # a division: every agency together with those below it
Part = TypeVar("Part")
Counted = dict[str, dict[str, tuple[int, int]]]  # population and part, by key and code
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


def value(session: Session, what: Indicator, scope: Scope) -> Value:
    """The figure of a scope. Two statements at most."""
    return several(session, [what], scope)[what.code]


def several(session: Session, whats: Sequence[Indicator], scope: Scope) -> dict[str, Value]:
    """The figures of a scope, by code, in the order asked. Four statements at most where sums say them."""
    return _by_key(session, whats, scope, "").get("") or {what.code: _none(what, "") for what in whats}


def several_by_agency(session: Session, whats: Sequence[Indicator], scope: Scope) -> dict[str, dict[str, Value]]:
    """The figures of every agency's own turns, by agency and code. As many statements."""
    return _by_key(session, whats, replace(scope, agency_code=""), "agency")


def values(session: Session, what: Indicator, scope: Scope, by: str) -> list[Value]:
    """The figure of every agency (of its own turns), ward, field, channel, kind or level, largest sample first.

    By "tree" an agency's turns add up with those of the agencies below it and of those it succeeded.

    Raises Invalid naming `by`. Three statements at most.
    """
    known = dimensions(what)
    if by not in known:
        raise Invalid("by", NO_DIMENSION, by=by, known=", ".join(known))
    asked = "agency" if by == TREE else by
    up = agency_tree.above(session, min(scope.period.last, scope.as_of.today)) if by == TREE else {}
    if what.kind in RANKS:
        lists = _joined(_durations(session, [what], scope, asked)[what.code], up)
        found = [_rank(what, key, one) for key, one in lists.items() if key]
    else:
        pairs = {key: [pair[what.code]] for key, pair in _counted(session, [what], scope, asked).items()}
        found = [_value(what, key, *map(sum, zip(*one, strict=True))) for key, one in _joined(pairs, up).items()]
    names = _names(session, asked)
    named = [replace(one, name=names.get(one.key, one.key or "–")) for one in found if one.n]
    return sorted(named, key=lambda one: (-one.n, one.name))


def dimensions(what: Indicator) -> tuple[str, ...]:
    """What its figures may be divided by."""
    if dossiers.is_about(what):
        return dossiers.DIMENSIONS
    return (*CALL_DIMENSIONS,) if what.population in CALLS else (*DIMENSIONS, TREE)


def _joined(found: dict[str, list[Part]], up: dict[str, tuple[str, ...]]) -> dict[str, list[Part]]:
    """What was found by key, under every key that it adds up to (`up`; itself where that names nothing)."""
    joined: dict[str, list[Part]] = {}
    for key, parts in found.items():
        for over in up.get(key, (key,)):
            joined.setdefault(over, []).extend(parts)
    return joined


def numbers_behind(session: Session, what: Indicator, scope: Scope, part: str = "population") -> list[str]:
    """The numbers of the cases (dossiers) that a figure counts: its population, or those that fit its condition."""
    if dossiers.is_about(what):
        return [one.number for one in dossiers.behind(session, what, scope, part)]
    name = what.condition if part == "condition" and what.condition else what.population
    if what.population in CALLS:
        return call_figures.numbers_behind(session, what, scope, name)
    fits = and_(within(scope), CONDITIONS[what.population](scope.as_of), CONDITIONS[name](scope.as_of))
    query = select(Case.number).join(Fact, Fact.case_id == Case.id).where(fits).order_by(Case.id)
    return list(session.scalars(query))


def fits_behind(what: Indicator, scope: Scope, part: str = "population") -> ColumnElement[bool]:
    """Which facts a figure counts: all of its population, those that fit its condition, or the rest.

    Raises Missing for a part that there is not, and for what is no case.
    """
    if part not in dossiers.PARTS or what.population not in CONDITIONS:
        raise Missing(NO_SUCH_FIGURE)
    population, condition = (CONDITIONS[name](scope.as_of) for name in (what.population, what.condition or "every"))
    fits = {"population": population, "condition": and_(population, condition), "rest": and_(population, ~condition)}
    return and_(within(scope), fits[part])


def _lines(scope: Scope, by: str) -> ColumnElement[bool]:
    """An agency answers for its own turns; any other division counts each case once."""
    if by != "agency":
        return within(scope)
    return and_(holding(scope.as_of), Fact.received_on.between(scope.period.first, scope.period.last))


def summed_names(what: Indicator) -> tuple[str, str] | None:
    """The sums that a figure is read from: of its population, and of its part; None where no sums can say it."""
    if what.population in CALLS or dossiers.is_about(what):
        return None
    if what.kind == "extra":
        return sums.weight_name(what.measure, what.population), what.population
    if what.kind in ("share", "count"):
        return what.population, sums.sum_name(what.population, what.condition)
    return None


def _by_key(session: Session, whats: Sequence[Indicator], scope: Scope, by: str) -> dict[str, dict[str, Value]]:
    """Figures by key of a dimension ("" for the whole scope) and code."""
    plain, ranks = ([what for what in whats if (what.kind in RANKS) is is_rank] for is_rank in (False, True))
    found: dict[str, dict[str, Value]] = {}
    for key, pairs in _counted(session, plain, scope, by).items() if plain else ():
        found[key] = {what.code: _value(what, key, *pairs[what.code]) for what in plain}
    for code, lists in _durations(session, ranks, scope, by).items() if ranks else ():
        for key, durations in lists.items():
            figures = found.setdefault(key, {what.code: _none(what, key) for what in plain})
            figures[code] = _rank(next(what for what in ranks if what.code == code), key, durations)
    return {key: {what.code: had.get(what.code) or _none(what, key) for what in whats} for key, had in found.items()}


def _none(what: Indicator, key: str) -> Value:
    return _rank(what, key, []) if what.kind in RANKS else _value(what, key, 0, 0)


def _counted(session: Session, whats: Sequence[Indicator], scope: Scope, by: str) -> Counted:
    """Population and part by key, of cases and of dossiers. Three statements at most."""
    own = [what for what in whats if dossiers.is_about(what)]
    if not own:
        return _of_cases(session, whats, scope, by)
    found = dossiers.counted(session, own, scope, by)
    others = [what for what in whats if not dossiers.is_about(what)]
    for key, pairs in _of_cases(session, others, scope, by).items() if others else ():
        found.setdefault(key, {}).update(pairs)
    return {key: {what.code: pairs.get(what.code, (0, 0)) for what in whats} for key, pairs in found.items()}


def _of_cases(session: Session, whats: Sequence[Indicator], scope: Scope, by: str) -> Counted:
    """Population and part by key: from the sums where they say it, otherwise from the facts. Two statements at most."""
    easy = {what.code: pair for what in whats if (pair := summed_names(what))}
    added = (
        sums.counted(session, scope, sorted({name for pair in easy.values() for name in pair}), by) if easy else None
    )
    if added is None:
        return _from_facts(session, whats, scope, by)
    found: Counted = {key: {} for key in added}
    for what in whats:
        for key, counts in added.items() if what.code in easy else ():
            every, part = (counts[name] for name in easy[what.code])
            found[key][what.code] = every, every - part if what.kind == "extra" else part
    hard = [what for what in whats if what.code not in easy]
    for key, pairs in _from_facts(session, hard, scope, by).items() if hard else ():
        found.setdefault(key, dict.fromkeys(easy, (0, 0))).update(pairs)
    return {key: {what.code: pairs.get(what.code, (0, 0)) for what in whats} for key, pairs in found.items()}


def _from_facts(session: Session, whats: Sequence[Indicator], scope: Scope, by: str) -> Counted:
    """Those of calls from the calls themselves: they are their own facts."""
    of_calls = [what for what in whats if what.population in CALLS]
    of_cases = [what for what in whats if what.population not in CALLS]
    found = _from_lines(session, of_cases, scope, by) if of_cases else {}
    if of_calls and (not by or by in CALL_DIMENSIONS):
        for key, pairs in call_figures.counted(session, of_calls, scope, by).items():
            found.setdefault(key, {}).update(pairs)
    none = {what.code: (0, 0) for what in whats}
    return {key: none | pairs for key, pairs in found.items()}


def _from_lines(session: Session, whats: Sequence[Indicator], scope: Scope, by: str) -> Counted:
    columns = [column for what in whats for column in _counts(what, scope)]
    any_of = or_(*(CONDITIONS[what.population](scope.as_of) for what in whats))
    query = select(_column(by), *columns).where(_lines(scope, by), any_of)
    rows = session.execute(query.group_by(_column(by)) if by else query)
    codes = [what.code for what in whats]
    return {
        "" if key is None else str(key): dict(zip(codes, zip(found[::2], found[1::2], strict=True), strict=True))
        for key, *found in rows
    }


def _durations(
    session: Session, whats: Sequence[Indicator], scope: Scope, by: str
) -> dict[str, dict[str, list[bytes]]]:
    """The durations of each population as sorted lists by code and key; each case once, also for agencies."""
    of_calls = [what for what in whats if what.population in CALLS]
    whats = [what for what in whats if what.population not in CALLS]
    heard = {
        what.code: call_figures.durations(session, what, scope, by) if not by or by in CALL_DIMENSIONS else {}
        for what in of_calls
    }
    return heard | (_durations_of_cases(session, whats, scope, by) if whats else {})


def _durations_of_cases(
    session: Session, whats: Sequence[Indicator], scope: Scope, by: str
) -> dict[str, dict[str, list[bytes]]]:
    """From the sums where they say it, otherwise from the facts."""
    names = {what.code: sums.spread_name(what.measure, what.population) for what in whats}
    found = sums.durations(session, scope, sorted(set(names.values())), by)
    if found is not None:
        return {code: found[name] for code, name in names.items()}
    return {what.code: _durations_of_facts(session, what, scope, by) for what in whats}


def _durations_of_facts(session: Session, what: Indicator, scope: Scope, by: str) -> dict[str, list[bytes]]:
    measure = MEASURES[what.measure]
    fits = (CONDITIONS[what.population](scope.as_of), measure.is_not(None), Fact.leg_id == WHOLE)
    each: dict[str, list[int]] = {}
    for key, seconds in session.execute(select(_column(by), measure).where(_lines(scope, by), *fits)):
        each.setdefault("" if key is None else str(key), []).append(seconds)
    return {key: [spread.pack(seconds)] for key, seconds in each.items()}


def _column(by: str) -> Any:
    return DIMENSIONS[by] if by else literal("")


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


def _rank(what: Indicator, key: str, durations: list[bytes]) -> Value:
    """Nearest rank: the smallest duration that so many of all do not exceed."""
    n = spread.count(durations)
    if not n:
        return Value(key, "", None, None, 0, 0, is_small=True)
    seconds = spread.ranked(durations, int((RANKS[what.kind] * n).to_integral_value("ROUND_CEILING")))
    hours = (Decimal(seconds) / HOUR_S).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Value(key, "", hours, None, n, n, n < what.min_sample)


def _names(session: Session, by: str) -> dict[str, str]:
    if by in TERMS:
        return {member.value: member.vi for member in TERMS[by]}
    columns = NAMES.get(by)
    return {str(key): name for key, name in session.execute(select(*columns))} if columns else {}
