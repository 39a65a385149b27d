"""What stands open, counted beforehand, so that a page of leaders never walks over all open cases.

Both tables say what was so up to one entry of the ledger, `fact_progress.seq` of the row "standing"; what happened
since is added when a page asks (queries/standing_counts.py).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import State


class StandingCase(Base):
    """What an open case counted for: copies of the columns of `Case` that counts are made of."""

    __tablename__ = "standing_case"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, autoincrement=False)
    holder_code: Mapped[str] = mapped_column(String(60))
    ward_code: Mapped[str | None] = mapped_column(String(10))
    field_code: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[State] = mapped_column(term(State))
    is_urgent: Mapped[bool]
    return_count: Mapped[int]
    received_at: Mapped[datetime]
    resolve_due_at: Mapped[datetime | None] = mapped_column(index=True)


class StandingCount(Base):
    """How many open cases count under a name in one agency, ward or field; `dimension` is "" for the whole city.

    `day` is that of the receipt or of the promise where a name is counted by days, otherwise `EVER`.
    """

    __tablename__ = "standing_count"

    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]
