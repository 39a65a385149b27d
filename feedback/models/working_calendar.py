"""Working calendars: weekly windows and dated exceptions, versioned. A used version is never edited."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import AgencyKind


class WorkingCalendar(Base):
    """One version of a calendar. `week` is {"mon": [["07:00", "11:00"], …], …} in local time."""

    __tablename__ = "working_calendar"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    is_continuous: Mapped[bool] = mapped_column(default=False)
    week: Mapped[dict[str, Any]]
    legal_basis: Mapped[str] = mapped_column(String(300), default="")
    valid_from: Mapped[date]


class DayException(Base):
    """A day that differs from the week: closed (no windows) or open at other hours (a make-up day)."""

    __tablename__ = "day_exception"

    calendar_id: Mapped[int] = mapped_column(ForeignKey("working_calendar.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    windows: Mapped[list[Any]]  # [] closed, or [["07:00", "11:00"], …]
    source_document: Mapped[str] = mapped_column(String(300), default="")
    is_predicted: Mapped[bool] = mapped_column(default=False)


class CalendarUse(Base):
    """Which calendar the turns of an agency count by: that of its kind, or its own. All others use the city's."""

    __tablename__ = "calendar_use"
    __table_args__ = (CheckConstraint("(kind IS NULL) <> (agency_code IS NULL)", name="one_group"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[AgencyKind | None] = mapped_column(term(AgencyKind), unique=True)
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"), unique=True)
    calendar_code: Mapped[str] = mapped_column(String(40))
