"""When an agency has ended: who takes over which of its cases, and how far that has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base

OPEN = text("finished_at IS NULL")


class AgencyPart(Base):
    """Where an agency is divided among several: its cases in this ward go to that successor."""

    __tablename__ = "agency_part"
    __table_args__ = (CheckConstraint("successor_code <> agency_code", name="another_follows"),)

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    ward_code: Mapped[str] = mapped_column(ForeignKey("ward.code"), primary_key=True)
    successor_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))


class Handover(Base):
    """One handing over of an ended agency's open cases, batch by batch. An agency has at most one under way."""

    __tablename__ = "handover"
    __table_args__ = (
        Index("uq_handover_open", "agency_code", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        CheckConstraint("moved >= 0 AND to_tray >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: by itself, on the day after
    moved: Mapped[int] = mapped_column(default=0)
    to_tray: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
