"""What the city's data warehouse gets: tables of a numbered schema, as of one position of the ledger. No people.

Fact lines and turns are told as they stood at that position: what ended later is open still, what came later is not
there. So a run that was interrupted goes on tomorrow and writes the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Agency, Case, Entry, Fact, Field, Indicator, Leg, Ward
from feedback.queries.fact_progress import progress
from feedback.queries.visible import NOT_CONFIDENTIAL

SCHEMA = 2  # raised with every change of a table, a column or a meaning
PERSONAL = frozenset({"officer_id"})
Line = tuple[Any, ...]


@dataclass(frozen=True)
class Position:
    """Up to where a run reads. `since` is what the reader has already (0: nothing), known up to `since_at`."""

    seq: int
    at: datetime
    since: int = 0
    since_at: datetime | None = None


@dataclass(frozen=True)
class Table:
    """`key` is what rows are told apart by. Big tables are read in ranges of their numbers."""

    name: str
    columns: tuple[str, ...]
    about: str
    read: Callable[[Session, Position, int, int], list[Line]]
    last: Callable[[Session], int] | None = None
    key: str = "id"


def position(session: Session, since: int = 0, since_at: datetime | None = None) -> Position:
    """Up to where facts have followed the ledger. Whoever asks holds the progress row, so that nothing of an earlier
    instant is written later. `since_at` is up to when the reader knows; without it a number of the ledger tells."""
    found = progress(session)
    if since and since_at is None:
        written_at = session.scalar(select(Entry.at).where(Entry.seq == since))
        since_at = None if written_at is None else written_at - timedelta(microseconds=1)
    return Position(found.seq if found else 0, clock.now(), since, since_at)


def _names(model: Any, *left_out: str) -> tuple[str, ...]:
    return tuple(one.name for one in model.__table__.columns if one.name not in PERSONAL | set(left_out))


FACT_COLUMNS = _names(Fact)
LEG_COLUMNS = (
    "id", "case_id", "agency_code", "role", "sent_at", "accepted_at", "ended_at", "return_code", "is_short",
)  # fmt: skip
AGENCY_COLUMNS = _names(Agency, "folded", "phone", "id")
WARD_COLUMNS = _names(Ward, "folded")
FIELD_COLUMNS = _names(Field)
INDICATOR_COLUMNS = _names(Indicator)


def _facts(session: Session, upto: Position, first: int, last: int) -> list[Line]:
    """Lines that had begun by then; one that was ended later stands as it stood, without an end."""
    columns = [getattr(Fact, name) for name in FACT_COLUMNS]
    query = select(*columns).where(Fact.id.between(first, last), Fact.since_at <= upto.at).order_by(Fact.id)
    if upto.since_at is not None:
        query = query.where(or_(Fact.since_at > upto.since_at, Fact.until_at > upto.since_at))
    place = FACT_COLUMNS.index("until_at")
    return [_as_then(row, upto.at, place) for row in session.execute(query)]


def _legs(session: Session, upto: Position, first: int, last: int) -> list[Line]:
    """Turns of cases that are not confidential, as they stood."""
    columns = [getattr(Leg, name) for name in LEG_COLUMNS]
    query: Select[Any] = select(*columns).join(Case, Case.id == Leg.case_id)
    query = query.where(Leg.id.between(first, last), Leg.sent_at <= upto.at, NOT_CONFIDENTIAL).order_by(Leg.id)
    if upto.since:
        touched = select(Entry.case_id).where(and_(Entry.seq > upto.since, Entry.seq <= upto.seq))
        query = query.where(Leg.case_id.in_(touched))
    accepted, ended, code = (LEG_COLUMNS.index(name) for name in ("accepted_at", "ended_at", "return_code"))
    found = []
    for row in session.execute(query):
        line = list(_as_then(row, upto.at, accepted, ended))
        line[code] = row[code] if line[ended] is not None else None
        found.append(tuple(line))
    return found


def _as_then(row: Row[Any], at: datetime, *places: int) -> Line:
    """The row without what happened after the instant, in these places."""
    return tuple(None if place in places and cell is not None and cell > at else cell for place, cell in enumerate(row))


def _all(model: Any, columns: Sequence[str], *keys: str) -> Callable[[Session, Position, int, int], list[Line]]:
    def read(session: Session, upto: Position, first: int, last: int) -> list[Line]:
        query = select(*(getattr(model, name) for name in columns)).order_by(*(getattr(model, key) for key in keys))
        return [tuple(row) for row in session.execute(query)]

    return read


def _last(model: Any) -> Callable[[Session], int]:
    return lambda session: session.scalar(select(func.max(model.id))) or 0


TABLES = (
    Table("agencies", AGENCY_COLUMNS, "Cơ quan, cả cơ quan cũ", _all(Agency, AGENCY_COLUMNS, "code"), key="code"),
    Table("wards", WARD_COLUMNS, "Phường, xã", _all(Ward, WARD_COLUMNS, "code"), key="code"),
    Table("fields", FIELD_COLUMNS, "Lĩnh vực", _all(Field, FIELD_COLUMNS, "code"), key="code"),
    Table(
        "indicators", INDICATOR_COLUMNS, "Định nghĩa chỉ tiêu theo phiên bản",
        _all(Indicator, INDICATOR_COLUMNS, "code", "version"), key="code, version",
    ),
    Table("facts", FACT_COLUMNS, "Dòng dữ kiện: mỗi vụ việc (leg_id = 0) và mỗi lượt đã kết thúc", _facts, _last(Fact)),
    Table("legs", LEG_COLUMNS, "Lượt giao xử lý", _legs, _last(Leg)),
)  # fmt: skip


MODELS: dict[str, Any] = {
    "agencies": Agency, "wards": Ward, "fields": Field, "indicators": Indicator, "facts": Fact, "legs": Leg,
}  # fmt: skip


def types_of(table: Table) -> dict[str, type]:
    """The type of each column's values, in their order."""
    return {name: MODELS[table.name].__table__.columns[name].type.python_type for name in table.columns}


def dictionary() -> dict[str, Any]:
    """What each table and column is: its type and whether it may be empty."""
    return {
        table.name: {
            "about": table.about,
            "key": table.key,
            "columns": [_column(MODELS[table.name], name) for name in table.columns],
        }
        for table in TABLES
    }


def _column(model: Any, name: str) -> dict[str, Any]:
    column = model.__table__.columns[name]
    refers = [key.target_fullname for key in column.foreign_keys]
    return {
        "name": name,
        "type": column.type.python_type.__name__,
        "may_be_empty": bool(column.nullable),
        "refers_to": refers[0] if refers else None,
    }
