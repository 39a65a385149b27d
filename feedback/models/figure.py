"""Figures: one computed value of one indicator, with the version of its definition and when it was computed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class Figure(Base):
    """The newest value of an indicator for a period ("2026-07") and an agency ("" for the whole city)."""

    __tablename__ = "figure"
    __table_args__ = (CheckConstraint("numerator <= denominator", name="part_of_whole"),)

    indicator: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(12), primary_key=True)
    agency_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    numerator: Mapped[int]
    denominator: Mapped[int]
    definition_version: Mapped[str] = mapped_column(String(40))
    computed_at: Mapped[datetime]
