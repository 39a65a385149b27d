"""Finding a case by its number, a telephone number, or words without marks; newest first, walked by key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from feedback.database import holding
from feedback.models import Agency, Case, Field, Report, Ward
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import Actor
from feedback.rules.lookup_code import normalise_number
from feedback.rules.text import words
from feedback.terms import Level, State

PAGE_SIZE = 25
WORDS_MOST = 8  # of a search; more words than that find nothing more
PHONE = re.compile(r"(?:\+?84|0)(\d{9,10})", re.ASCII)
BETWEEN_DIGITS = re.compile(r"[\s.\-()]+")


@dataclass(frozen=True)
class FoundCase:
    """One case that fits. `field` is None until it is classified."""

    id: int
    number: str
    title: str
    field: Field | None
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


def search(session: Session, actor: Actor, typed: str, after: str = "", size: int = PAGE_SIZE) -> FoundPage:
    """The visible cases that what was typed may mean. Two statements; nothing typed finds nothing."""
    wanted = _meaning(session, typed)
    if not wanted:
        return FoundPage([], "")
    query = (
        select(Case, Field, Ward.name, Agency.short_name)
        .outerjoin(Field, Field.code == Case.field_code)
        .outerjoin(Ward, Ward.code == Case.ward_code)
        .join(Agency, Agency.code == Case.holder_code)
        .where(visible_cases(actor), *wanted)
        .order_by(Case.id.desc())
        .limit(size + 1)
    )
    if after.isdecimal():
        query = query.where(Case.id < int(after[:18]))
    found = [_row(*row) for row in session.execute(query)]
    return FoundPage(found[:size], str(found[size - 1].id) if len(found) > size else "")


def phone_of(typed: str) -> str:
    """ "0907 418 562" as it is kept, "+84907418562"; empty when it is no telephone number."""
    match = PHONE.fullmatch(BETWEEN_DIGITS.sub("", typed))
    return f"+84{match[1]}" if match else ""


def _meaning(session: Session, typed: str) -> list[ColumnElement[bool]]:
    """A number means that one report, a telephone number what was said from it, and everything else its words."""
    number, phone = normalise_number(typed), phone_of(typed)
    if number is not None and not phone:
        return [Case.id.in_(select(Report.case_id).where(Report.number == number))]
    if phone:
        return [Case.id.in_(select(Report.case_id).where(Report.submitter_phone == phone))]
    return holding(session, Case.search_text, Case.id, words(typed)[:WORDS_MOST])


def _row(case: Case, field: Field | None, ward: str | None, holder: str) -> FoundCase:
    return FoundCase(
        id=case.id,
        number=case.number,
        title=case.title,
        field=field,
        ward=ward or "",
        holder=holder,
        state=case.state,
        level=case.level,
        received_at=case.received_at,
        resolve_due_at=case.resolve_due_at,
    )
