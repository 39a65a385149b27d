"""Who is there and who is not: turns on duty (trực), and absences (nghỉ) with whoever acts meanwhile."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.account import Account
from feedback.models.base import Base
from feedback.models.division import Division


class Absence(Base):
    """Somebody is away from one day to another, both included. `called_off_at`: it did not come to it, or ended early.

    The delegate gets the cases and warnings meanwhile, and acts in this person's place.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        CheckConstraint("delegate_id IS NULL OR delegate_id <> account_id", name="another_acts"),
        Index("ix_absence_account_id_ends_on", "account_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    called_off_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    delegate: Mapped[Account | None] = relationship(foreign_keys=[delegate_id])


class Duty(Base):
    """One person's turn on duty: a day and a shift of the city's list. Its hours are kept as they were that day."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="in_order"),
        UniqueConstraint("account_id", "on", "shift"),
        Index("ix_duty_agency_code_starts_at", "agency_code", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id"))  # None: for the whole agency
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    on: Mapped[date]
    shift: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    division: Mapped[Division | None] = relationship()
