"""Definitions of indicators: what is counted of what, by which source, in which version."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base
from feedback.models.catalogue import Points


class Indicator(Base):
    """One version of one definition. A version is never edited: a change is a new version with the next number.

    `kind`: share (condition of population), count (of population), median or p90 (of `measure`, a duration), extra
    (what `measure` counts beyond one of each, of all it counts), each (population for each one of `measure`).
    `population`, `condition` and `measure` are names of queries/measures.py; `formula` of rules/scoring.py, "" where
    no points are given. Under `min_sample` a value is shown, but not compared.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("kind IN ('share', 'count', 'median', 'p90', 'extra', 'each')", name="kind"),
        CheckConstraint("min_sample > 0", name="sample"),
    )

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    population: Mapped[str] = mapped_column(String(40))
    condition: Mapped[str] = mapped_column(String(40), default="")
    measure: Mapped[str] = mapped_column(String(40), default="")
    formula: Mapped[str] = mapped_column(String(12), default="")
    parameters: Mapped[str] = mapped_column(String(120), default="")
    max_points: Mapped[Decimal | None] = mapped_column(Points)
    min_sample: Mapped[int]
    higher_is_better: Mapped[bool]
    source: Mapped[str] = mapped_column(String(300))
    note_vi: Mapped[str] = mapped_column(String(600), default="")
    note_en: Mapped[str] = mapped_column(String(600), default="")
    position: Mapped[int]
    valid_from: Mapped[date | None]  # the first day it is in force; NULL: always
    since_at: Mapped[datetime]  # when this system learned of it

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi

    def note(self, language: str = "vi") -> str:
        return self.note_en if language == "en" else self.note_vi
