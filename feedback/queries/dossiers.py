"""Figures of dossiers, through the same definitions as those of cases: a closed list of conditions said in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, true
from sqlalchemy.orm import Session

from feedback.models import Agency, Dossier, Indicator
from feedback.queries.measures import AsOf, Scope
from feedback.rules.text import fold

PAGE = 50
DIMENSIONS = ("agency",)
PARTS = ("population", "condition", "rest")
Counted = dict[str, dict[str, tuple[int, int]]]


@dataclass(frozen=True)
class Rows:
    """One page of dossiers behind a figure, and how many there are in all."""

    lines: list[Dossier]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def late(as_of: AsOf) -> ColumnElement[bool]:
    """Finished after its day, or open beyond it."""
    return func.coalesce(Dossier.finished_on, as_of.today) > Dossier.due_on


CONDITIONS: dict[str, Callable[[AsOf], ColumnElement[bool]]] = {
    "dossier": lambda as_of: true(),
    "dossier_satisfied": lambda as_of: and_(
        Dossier.is_disliked.is_(False), Dossier.is_complained.is_(False), ~late(as_of)
    ),
    "dossier_due": lambda as_of: or_(Dossier.finished_on.is_not(None), late(as_of)),
    "dossier_in_time": lambda as_of: and_(Dossier.finished_on.is_not(None), ~late(as_of)),
}


def is_about(what: Indicator) -> bool:
    """This figure counts dossiers, not cases."""
    return what.population in CONDITIONS


def counted(session: Session, whats: Sequence[Indicator], scope: Scope, by: str) -> Counted:
    """Population and part by agency, or all under "". One statement."""
    key = Dossier.agency_code if by else literal("")
    columns = []
    for what in whats:
        population, fits = _fits(what, scope.as_of)
        columns += [func.count().filter(population), func.count().filter(and_(population, fits))]
    query = select(key, *columns).where(_within(scope))
    rows = session.execute(query.group_by(key) if by else query)
    codes = [what.code for what in whats]
    return {code: dict(zip(codes, zip(found[::2], found[1::2], strict=True), strict=True)) for code, *found in rows}


def behind(session: Session, what: Indicator, scope: Scope, part: str) -> list[Dossier]:
    """Exactly the dossiers that a figure counts, in the order of their numbers."""
    return list(session.scalars(select(Dossier).where(_part(what, scope, part)).order_by(Dossier.number)))


def page_behind(session: Session, what: Indicator, scope: Scope, part: str, page: int) -> Rows:
    """The same, a page at a time. Two statements."""
    fits = _part(what, scope, part)
    total = session.scalar(select(func.count()).select_from(Dossier).where(fits)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    query = select(Dossier).where(fits).order_by(Dossier.number).limit(PAGE).offset((page - 1) * PAGE)
    return Rows(list(session.scalars(query)), total, page)


def held(session: Session, numbers: Iterable[str]) -> dict[str, Dossier]:
    """The lines that hold for some dossiers, by number."""
    query = select(Dossier).where(Dossier.number.in_(list(numbers)), Dossier.until_at.is_(None))
    return {one.number: one for one in session.scalars(query)}


def agencies_by_name(session: Session) -> dict[str, str]:
    """Codes of agencies by code, name and short name as lists write them, folded."""
    found = session.execute(select(Agency.code, Agency.name, Agency.short_name)).all()
    names = {fold(name): code for code, full, short in found for name in (full, short)}
    return names | {fold(code): code for code, _full, _short in found}


def _fits(what: Indicator, as_of: AsOf) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return CONDITIONS[what.population](as_of), CONDITIONS[what.condition or what.population](as_of)


def _part(what: Indicator, scope: Scope, part: str) -> ColumnElement[bool]:
    population, fits = _fits(what, scope.as_of)
    chosen = {"condition": and_(population, fits), "rest": and_(population, ~fits)}.get(part, population)
    return and_(_within(scope), chosen)


def _within(scope: Scope) -> ColumnElement[bool]:
    at = scope.as_of
    holds = and_(Dossier.since_at <= at.at, or_(Dossier.until_at.is_(None), Dossier.until_at > at.at))
    fits = [
        Dossier.until_at.is_(None) if at.is_newest else holds,
        Dossier.received_on.between(scope.period.first, scope.period.last),
    ]
    if scope.agency_code:
        fits.append(Dossier.agency_code == scope.agency_code)
    return and_(*fits)
