"""Alerts about urgent cases: they climb, level by level, until a person says "I have it" (deadlines.md R10)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base

OPEN = text("acknowledged_at IS NULL AND ended_at IS NULL")


class AlertLevel(Base):
    """One level: after so many minutes, who is told (staff, deputy, leader) and how (board, sms, call)."""

    __tablename__ = "alert_level"
    __table_args__ = (
        CheckConstraint("after_minutes >= 0", name="after_the_alert"),
        CheckConstraint("tells IN ('staff', 'deputy', 'leader')", name="tells_somebody"),
    )

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    after_minutes: Mapped[int]
    tells: Mapped[str] = mapped_column(String(12))
    ways: Mapped[list[Any]]
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    is_active: Mapped[bool] = mapped_column(default=True)

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi


class Alert(Base):
    """An urgent case lies with an agency (`leg_id` NULL: with the centre) and nobody has said yet that they have it.

    It ends by a person's word, or by itself when the case moves on. A case has at most one open alert.
    """

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name="acknowledged_by_a_person"),
        CheckConstraint("acknowledged_at IS NULL OR ended_at IS NULL", name="one_end"),
        Index("uq_alert_open", "case_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_alert_open_agency_code", "agency_code", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_alert_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    leg_id: Mapped[int | None] = mapped_column(ForeignKey("leg.id"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None and self.ended_at is None


class AlertTelling(Base):
    """One level of one alert was reached: at most once. The messages are notices that name the alert."""

    __tablename__ = "alert_telling"

    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    level_code: Mapped[str] = mapped_column(ForeignKey("alert_level.code"), primary_key=True)
    told_at: Mapped[datetime]
