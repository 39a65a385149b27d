"""Finding a case by its number, a telephone number, or words without marks; newest first, walked by key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from feedback.database import holding, walking
from feedback.models import Case, Report
from feedback.queries.known_names import Name, Names, known_names
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor
from feedback.rules.lookup_code import normalise_number
from feedback.rules.text import words
from feedback.terms import Level, State

Conditions = list[ColumnElement[bool]]
PAGE_SIZE = 25
NEWEST = 5_000  # cases; something said in one of 200 fills a page of 25 there
WORDS_MOST = 8  # of a search; more words than that find nothing more
PHONE = re.compile(r"(?:\+?84|0)(\d{9,10})", re.ASCII)
BETWEEN_DIGITS = re.compile(r"[\s.\-()]+")


@dataclass(frozen=True)
class FoundCase:
    """One case that fits. `field` is None until it is classified."""

    id: int
    number: str
    title: str
    field: Name | None
    ward: str
    holder: str
    state: State
    level: Level
    received_at: datetime
    resolve_due_at: datetime | None


@dataclass(frozen=True)
class FoundPage:
    """`next_key` leads to older cases; empty on the last page."""

    rows: list[FoundCase]
    next_key: str


COLUMNS = (
    Case.id, Case.number, Case.title, Case.field_code, Case.ward_code, Case.holder_code, Case.state, Case.level,
    Case.received_at, Case.resolve_due_at,
)  # fmt: skip


def search(session: Session, actor: Actor, typed: str, after: str = "", size: int = PAGE_SIZE) -> FoundPage:
    """The visible cases that what was typed may mean. Three statements at most, and the names once in the life of a
    process; nothing typed finds nothing."""
    wanted, walked = _meaning(session, typed)
    if not wanted:
        return FoundPage([], "")
    before = int(after[:18]) if after.isdecimal() else None
    found = _newest(session, actor, wanted, walked, before, size)
    names = known_names(session)
    return FoundPage([_row(row, names) for row in found[:size]], str(found[size - 1].id) if len(found) > size else "")


def _newest(
    session: Session, actor: Actor, wanted: Conditions, walked: Conditions, before: int | None, size: int
) -> Sequence[Any]:
    """One row more than a page. Words are looked for among the newest cases first (`walked`): what many say fills a
    page there, and what few say is found by the index of words."""
    query = select(*COLUMNS).where(visible_cases(actor)).order_by(Case.id.desc()).limit(size + 1)
    newest = select(func.max(Case.id)).scalar_subquery()
    if before is not None:
        query, newest = query.where(Case.id < before), literal(before)
    if walked:
        found = session.execute(query.where(Case.id > newest - NEWEST, *walked)).all()
        if len(found) > size:
            return found
    return session.execute(query.where(*wanted)).all()


def phone_of(typed: str) -> str:
    """ "0907 418 562" as it is kept, "+84907418562"; empty when it is no telephone number."""
    match = PHONE.fullmatch(BETWEEN_DIGITS.sub("", typed))
    return f"+84{match[1]}" if match else ""


def _meaning(session: Session, typed: str) -> tuple[Conditions, Conditions]:
    """A number means that one report, a telephone number what was said from it, and everything else its words; these
    also as a walk compares them, where the database cannot choose that by itself."""
    number, phone = normalise_number(typed), phone_of(typed)
    if number is not None and not phone:
        return [Case.id.in_(select(Report.case_id).where(Report.number == number))], []
    if phone:
        return [Case.id.in_(select(Report.case_id).where(Report.submitter_phone == phone))], []
    said = words(typed)[:WORDS_MOST]
    return holding(session, Case.search_text, Case.id, said), walking(session, Case.search_text, said)


def _row(row: Any, names: Names) -> FoundCase:
    return FoundCase(
        id=row.id,
        number=row.number,
        title=row.title,
        field=names.fields.get(row.field_code),
        ward=names.wards[row.ward_code].vi if row.ward_code else "",
        holder=names.agencies[row.holder_code].vi,
        state=row.state,
        level=row.level,
        received_at=row.received_at,
        resolve_due_at=row.resolve_due_at,
    )
