"""Dossiers of administrative procedures, from lists that other systems give: received, due, finished, rated.

Nobody's name is kept. A line holds what the lists said between two instants, as facts do: a later list that says
something else ends it and begins another, so that a figure asked again as of an instant is the same.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base

HOLDS = text("until_at IS NULL")


class DossierList(Base):
    """One import: what it brought."""

    __tablename__ = "dossier_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)


class Dossier(Base):
    """`is_disliked` is by the city's scale; `is_complained`: a report was made about how it was handled."""

    __tablename__ = "dossier"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR until_at >= since_at", name="span"),
        CheckConstraint("finished_on IS NULL OR finished_on >= received_on", name="finished_after_received"),
        Index("uq_dossier_holds", "number", unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS),
        Index("ix_dossier_received_on_agency_code", "received_on", "agency_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("dossier_list.id"))
    number: Mapped[str] = mapped_column(String(80))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    procedure: Mapped[str] = mapped_column(String(300), default="")
    received_on: Mapped[date]
    due_on: Mapped[date]
    finished_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(String(120), default="")
    rating: Mapped[int | None]
    is_disliked: Mapped[bool] = mapped_column(default=False)
    is_complained: Mapped[bool] = mapped_column(default=False)
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
