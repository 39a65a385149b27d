"""The steering committee's programme: plans with targets and tasks, who owes them, and how they came to stand so."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.account import Account
from feedback.models.base import Base, term
from feedback.terms import ProgrammeStatus


class Plan(Base):
    """One plan for one period. Its secretary writes items and meetings as the leaders do."""

    __tablename__ = "plan"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    period: Mapped[str] = mapped_column(String(12))  # "2022-H1"
    source: Mapped[str] = mapped_column(String(300), default="")
    secretary_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    secretary: Mapped[Account | None] = relationship()


class PlanItem(Base):
    """One target (chỉ tiêu) or task (nhiệm vụ) of a plan. Overdue is computed from `due_on`, never stored.

    `owner` is the owner in words, as the plan names it; `owner_code` and `owner_id` who that is here, where known.
    An item that the plan no longer lists keeps its number and its history: `removed_at`.
    """

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("plan_code", "is_target", "number"),
        CheckConstraint("progress_pct BETWEEN 0 AND 100", name="progress_range"),
        Index("ix_plan_item_owner_code", "owner_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_code: Mapped[str] = mapped_column(ForeignKey("plan.code"))
    is_target: Mapped[bool]
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    owner: Mapped[str] = mapped_column(String(200), default="")
    owner_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    status: Mapped[ProgrammeStatus] = mapped_column(term(ProgrammeStatus))
    progress_pct: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None]
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    plan: Mapped[Plan] = relationship()
    owner_person: Mapped[Account | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it as an instance attribute


class PlanItemChange(Base):
    """One line of an item's history: who, when, from what, to what, and why. Append-only: triggers refuse the rest.

    `from_status` is NULL for the line that began the item. A day that moved stands in `from_due_on` and `to_due_on`.
    """

    __tablename__ = "plan_item_change"
    __table_args__ = (
        CheckConstraint("from_pct BETWEEN 0 AND 100 AND to_pct BETWEEN 0 AND 100", name="progress_range"),
        Index("ix_plan_item_change_item_id", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # NULL: the system, from a city pack
    from_status: Mapped[ProgrammeStatus | None] = mapped_column(term(ProgrammeStatus, "from_status"))
    to_status: Mapped[ProgrammeStatus] = mapped_column(term(ProgrammeStatus, "to_status"))
    from_pct: Mapped[int]
    to_pct: Mapped[int]
    from_due_on: Mapped[date | None]
    to_due_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(Text)

    account: Mapped[Account | None] = relationship()
    files: Mapped[list[PlanFile]] = relationship(order_by="PlanFile.id")


class PlanFile(Base):
    """A file that proves what a line of an item's history says; the bytes lie in the blob store."""

    __tablename__ = "plan_file"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("plan_item_change.id"), index=True)
    original_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime]


class PlanSheet(Base):
    """A spreadsheet that was handed in: shown first, loaded when somebody says so, kept as the plan's source."""

    __tablename__ = "plan_sheet"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_code: Mapped[str] = mapped_column(String(40))  # of a plan that may not be there yet
    original_name: Mapped[str] = mapped_column(String(200))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    loaded_at: Mapped[datetime | None]


class PlanItemFiring(Base):
    """One step of the reminders that was told: at most once for an item, a step and a due day."""

    __tablename__ = "plan_item_firing"

    item_id: Mapped[int] = mapped_column(ForeignKey("plan_item.id"), primary_key=True)
    step: Mapped[str] = mapped_column(String(12), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    fired_at: Mapped[datetime]
