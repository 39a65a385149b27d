"""Definitions of indicators in all their versions, kept by the process until a pack brings others."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from feedback.errors import N_, Missing
from feedback.models import Indicator
from feedback.queries import reference
from feedback.queries.measures import Scope
from feedback.rules.definitions import in_force

NO_INDICATOR = N_("Không có chỉ tiêu “%(code)s”. Các chỉ tiêu đang có: %(known)s.")
NO_VERSION = N_("Chỉ tiêu “%(code)s” không có bản %(version)s. Các bản đang có: %(known)s.")
COLUMNS = tuple(column.name for column in inspect(Indicator).local_table.columns)


def definitions(session: Session, scope: Scope | None = None) -> list[Indicator]:
    """The version of every definition that a scope is counted by, in the order of their list; without one the newest.

    That is the one in force on the last day of the period, or today where it still runs, of those known at the instant.
    """
    found = []
    for _code, kept in groupby(every(session), key=lambda one: one.code):
        of_one = list(kept)
        if scope is None:
            found.append(of_one[-1])
        else:
            found.append(in_force(of_one, min(scope.period.last, scope.as_of.today), scope.as_of.at))
    return sorted(found, key=lambda one: one.position)


def definition(session: Session, code: str, scope: Scope | None = None, version: int | None = None) -> Indicator:
    """One definition, in the version that is named or that the scope is counted by. Raises Missing, naming others."""
    of_one = versions(session, code)
    if version is None:
        return next(one for one in definitions(session, scope) if one.code == code)
    found = next((one for one in of_one if one.version == version), None)
    if found is None:
        known = ", ".join(str(one.version) for one in of_one)
        raise Missing(NO_VERSION, code=code, version=version, known=known)
    return found


def versions(session: Session, code: str) -> list[Indicator]:
    """Every version of one definition, oldest first. Raises Missing, naming the definitions there are."""
    found = [one for one in every(session) if one.code == code]
    if not found:
        raise Missing(NO_INDICATOR, code=code, known=", ".join(one.code for one in definitions(session)))
    return found


def every(session: Session) -> tuple[Indicator, ...]:
    """All versions of all definitions, by code and version. No statement where they have been read."""
    return reference.kept(session, "definitions", _read)


def _read(session: Session) -> tuple[Indicator, ...]:
    query = select(*(getattr(Indicator, name) for name in COLUMNS))
    found = [Indicator(**row) for row in session.execute(query).mappings()]
    return tuple(sorted(found, key=lambda one: (one.code, one.version)))
