"""What administrators look through: accounts, agencies, fields, responsibilities, limits, calendars.

These tables are small (hundreds of rows): a list is read whole, searched without marks, and shown a page at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.models import Account, Agency, DayException, Field, Limit, Responsibility, WorkingCalendar
from feedback.rules.text import fold
from feedback.terms import Role

PAGE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of what fits the search, and how much that is."""

    total: int
    page: int
    rows: Sequence[T]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Names:
    """Codes as people read them."""

    agencies: dict[str, str]
    fields: dict[str, Field]

    def agency(self, code: str | None) -> str:
        return self.agencies.get(code or "", code or "")

    def field(self, code: str | None, language: str) -> str:
        found = self.fields.get(code or "")
        return found.label(language) if found else code or ""


def names(session: Session) -> Names:
    """Two statements."""
    agencies = session.execute(select(Agency.code, Agency.short_name).order_by(Agency.short_name))
    fields = session.scalars(select(Field).order_by(Field.position, Field.code))
    return Names({row.code: row.short_name for row in agencies}, {field.code: field for field in fields})


def accounts(session: Session, query: str, role: str, page: int) -> Page[Account]:
    """Everybody, by name; `role` narrows. One statement."""
    rows = session.scalars(select(Account).order_by(Account.full_name, Account.id))
    chosen = [row for row in rows if row.role == role] if role in set(Role) else rows
    return _page(
        chosen, query, page, lambda row: f"{row.username} {row.full_name} {row.agency.short_name} {row.role.vi}"
    )


def agencies(session: Session, query: str, page: int) -> Page[Agency]:
    rows = session.scalars(select(Agency).order_by(Agency.kind, Agency.name))
    return _page(rows, query, page, lambda row: f"{row.code} {row.name} {row.short_name} {row.kind.vi}")


def fields(session: Session, query: str, page: int) -> Page[Field]:
    """In the order in which people meet them: each top field with what lies under it."""
    rows = session.scalars(select(Field)).all()
    top = {row.code: row.position for row in rows if row.parent_code is None}
    ordered = sorted(
        rows, key=lambda row: (top.get(row.top_code, 0), row.parent_code is not None, row.position, row.code)
    )
    return _page(ordered, query, page, lambda row: f"{row.code} {row.name_vi} {row.name_en} {row.hint_vi}")


def responsibilities(session: Session, known: Names, query: str, page: int) -> Page[Responsibility]:
    rows = session.scalars(select(Responsibility).order_by(Responsibility.position))
    return _page(
        rows,
        query,
        page,
        lambda row: f"{row.position} {known.field(row.field_code, 'vi')} {known.agency(row.agency)} {row.legal_basis}",
    )


def limits(session: Session, known: Names, query: str, page: int, on: date, with_old: bool = False) -> Page[Limit]:
    """The limits in force on a day or later; older versions too, when asked."""
    rows = session.scalars(select(Limit).order_by(Limit.clock, Limit.field_code, Limit.level, Limit.valid_from))
    chosen = rows if with_old else [row for row in rows if row.valid_to is None or row.valid_to >= on]
    return _page(
        chosen,
        query,
        page,
        lambda row: f"{row.code} {row.clock.vi} {known.field(row.field_code, 'vi')} {row.legal_basis}",
    )


def calendars(session: Session) -> Sequence[WorkingCalendar]:
    """Every version, the newest of each calendar first."""
    return session.scalars(select(WorkingCalendar).order_by(WorkingCalendar.code, WorkingCalendar.version.desc())).all()


def days_of(session: Session, calendar_id: int, year: int) -> Sequence[DayException]:
    """The days of a version that differ from its week, in one year."""
    query = select(DayException).where(
        DayException.calendar_id == calendar_id, DayException.on.between(date(year, 1, 1), date(year, 12, 31))
    )
    return session.scalars(query.order_by(DayException.on)).all()


def counts(session: Session) -> dict[str, int]:
    """How much of everything there is. One statement."""
    tables = {
        "accounts": Account.id,
        "agencies": Agency.code,
        "fields": Field.code,
        "responsibilities": Responsibility.id,
        "limits": Limit.id,
        "calendars": WorkingCalendar.id,
    }
    row = session.execute(select(*(select(func.count(column)).scalar_subquery() for column in tables.values()))).one()
    return dict(zip(tables, row, strict=True))


def _page(rows: Iterable[T], query: str, page: int, words: Callable[[T], str]) -> Page[T]:
    wanted = fold(query).split()
    return page_of([row for row in rows if not wanted or all(word in fold(words(row)) for word in wanted)], page)


def page_of(rows: Sequence[T], page: int) -> Page[T]:
    """One page of a list that was searched already."""
    page = min(max(1, page), max(1, -(-len(rows) // PAGE)))
    return Page(len(rows), page, rows[(page - 1) * PAGE : page * PAGE])
