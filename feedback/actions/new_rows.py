"""Writing new rows at once: one plain INSERT for those of one table, instead of the unit of work, which is for changes.

On every flush the unit of work finds out what there is to write and in which order; that took most of the time of a
new report, whose rows and their order are known. Afterwards the session holds the rows as if it had flushed them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict

from feedback.models import Base


@dataclass(frozen=True)
class Shape:
    """How rows of one model are written."""

    blank: dict[str, Any]  # what stands in a column that nobody has set
    key: str | None  # the column that the database numbers
    one: Insert
    many: Insert


def write_new(session: Session, *rows: Base) -> None:
    """Insert new rows of one model, numbered in their order. They name the rows they belong to by key: what they hold
    as a relationship would be left to the unit of work.
    """
    shape = _shape(type(rows[0]))
    written = [shape.blank | _set(row) for row in rows]
    connection = session.connection()
    done = connection.execute(shape.one if len(rows) == 1 else shape.many, written)
    if shape.key is not None:
        for values, number in zip(written, done.scalars(), strict=True):
            values[shape.key] = number
    for row, values in zip(rows, written, strict=True):
        instance_dict(row).update(values)
        make_transient_to_detached(row)
    session.add_all(rows)


def _set(row: Base) -> dict[str, Any]:
    return {name: value for name, value in instance_dict(row).items() if name != "_sa_instance_state"}


@cache
def _shape(model: type[Base]) -> Shape:
    """Raises TypeError for a model with a default that is more than a value."""
    table = Base.metadata.tables[model.__tablename__]
    key, blank = table.autoincrement_column, {}
    for column in table.columns:
        default: Any = column.default
        if default is not None and not default.is_scalar:
            raise TypeError(f"the unit of work alone knows what stands in {column}")
        if column is not key:
            blank[column.key] = default.arg if default is not None else None
    plain = insert(table)
    if key is None:
        return Shape(blank, None, plain.inline(), plain.inline())
    return Shape(blank, key.key, plain.returning(key), plain.returning(key, sort_by_parameter_order=True))
