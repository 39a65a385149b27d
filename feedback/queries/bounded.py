"""Counts that end at a bound: what a person reads beside a name need not be walked through to its end.

More than MOST rows count as MOST + 1; the web says "hơn 1.000".
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, Select, func, literal, select

MOST = 1_000


def bounded(rows: Select[Any]) -> ScalarSelect[int]:
    """How many rows, for the columns of another select. What `rows` selects does not matter."""
    first = rows.with_only_columns(literal(1), maintain_column_froms=True).limit(MOST + 1).subquery()
    return select(func.count()).select_from(first).scalar_subquery()
