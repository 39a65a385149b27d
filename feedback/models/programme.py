"""The steering committee's programme: plans with targets and tasks, loaded from a spreadsheet."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import ProgrammeStatus


class Plan(Base):
    __tablename__ = "plan"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    period: Mapped[str] = mapped_column(String(12))  # "2022-H1"
    source: Mapped[str] = mapped_column(String(300), default="")


class PlanItem(Base):
    """One target (chỉ tiêu) or task (nhiệm vụ) of a plan."""

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_code", "is_target", "number"),
        CheckConstraint("progress_pct BETWEEN 0 AND 100", name="progress_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_code: Mapped[str] = mapped_column(ForeignKey("plan.code"))
    is_target: Mapped[bool]
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    owner: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[ProgrammeStatus] = mapped_column(term(ProgrammeStatus))
    progress_pct: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None]
