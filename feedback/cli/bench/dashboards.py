"""The pages of leaders that the bench opens: with the city's busiest agency, ward and field in their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Assessment, Case, ClosedPeriod
from feedback.rules.period import month_of
from feedback.terms import Role, State

OF_THE_CITY = (
    "/leadership/", "/leadership/today", "/leadership/week", "/leadership/league", "/leadership/league?by=promise",
    "/leadership/wards", "/leadership/wards?show=on-time", "/leadership/periods", "/leadership/programme",
    "/leadership/assessments/",
    "/leadership/assessments/communes",
)  # fmt: skip
OF_AN_AGENCY = ("/leadership/", "/leadership/week", "/leadership/assessments/")
FIGURES = (
    "figure=received", "figure=on-time&part=late", "figure=reopened&part=numerator", "figure=open", "figure=overdue",
    "figure=due", "figure=age&part=2",
)  # fmt: skip
NUMBER = re.compile(r"(/agencies/|/fields/|/wards/|agency=|field=|ward=)[^&?/]+")


def addresses(session: Session, role: Role) -> list[str]:
    """Of every dashboard that somebody with this role may open; an agency's people get those of the busiest."""
    if role in (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER):
        return list(_of_the_city(session))
    pages = [*OF_AN_AGENCY, *(f"/leadership/rows?{figure}" for figure in FIGURES)]
    return [*pages, f"/leadership/agencies/{_busiest(session, Case.holder_code)}"]


def _of_the_city(session: Session) -> Iterator[str]:
    agency, ward, field = (_busiest(session, column) for column in (Case.holder_code, Case.ward_code, Case.field_code))
    year = clock.today().year
    yield from OF_THE_CITY
    for scope in (f"agencies/{agency}", f"wards/{ward}", f"fields/{field}"):
        yield from (f"/leadership/{scope}", f"/leadership/{scope}?period={year}")
    yield from (f"/leadership/?agency={agency}", f"/leadership/week?agency={agency}", f"/leadership/?period={year}")
    yield from (f"/leadership/rows?{figure}" for figure in FIGURES)
    yield from (f"/leadership/rows?figure=received&period={year}", f"/leadership/rows?figure=open&agency={agency}")
    yield from (f"/leadership/rows?figure=overdue&ward={ward}", f"/leadership/rows?figure=received&field={field}")
    yield from _kept(session)


def plain(address: str) -> str:
    """The same in every city: its codes and years are of one alone."""
    this = month_of(clock.today()).first.year
    return NUMBER.sub(r"\1…", address).replace(f"period={this}", "period=year")


def _kept(session: Session) -> Iterator[str]:
    """The newest closed period and assessment, where there are any."""
    for table, path in ((ClosedPeriod, "/leadership/periods/"), (Assessment, "/leadership/assessments/")):
        newest = session.scalar(select(func.max(table.id)))
        if newest is not None:
            yield f"{path}{newest}"


def _busiest(session: Session, column: Any) -> str:
    """With the most cases in progress."""
    query = select(column).where(Case.state == State.IN_PROGRESS, column.is_not(None)).group_by(column)
    return session.scalars(query.order_by(func.count().desc(), column).limit(1)).first() or ""
