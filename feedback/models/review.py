"""Answers drawn by lot for a second look: was the matter really dealt with?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import Verdict

WAITS = text("verdict IS NULL")


class ReviewDraw(Base):
    """The lot of one week. `head_seq` and `head_hash` name the entry whose hash it was drawn with."""

    __tablename__ = "review_draw"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)  # "2026-W29"
    head_seq: Mapped[int]
    head_hash: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[datetime]


class Review(Base):
    """One answer that was drawn, and what a reviewer of the centre says of it. Said once, it stays."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("(verdict IS NULL) = (reviewed_at IS NULL)", name="verdict_has_time"),
        CheckConstraint("(verdict IS NULL) = (reviewed_by_id IS NULL)", name="verdict_has_person"),
        CheckConstraint("verdict IS NULL OR verdict = 'genuine' OR reason <> ''", name="fault_has_reason"),
        Index("ix_review_waiting", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_review_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(ForeignKey("review_draw.week"))
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))  # who answered
    verdict: Mapped[Verdict | None] = mapped_column(term(Verdict))
    reason: Mapped[str] = mapped_column(Text, default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
