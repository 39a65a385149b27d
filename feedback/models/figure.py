"""Closed periods: what every figure was when a period was closed, with its rows, sealed by a digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.account import Account
from feedback.models.base import Base


class ClosedPeriod(Base):
    """One closing of one period, for the city and every agency. Triggers refuse that anything of it is changed.

    A correction is the next version, with its reason; the older ones stay beside it. `digest` seals all figures and
    rows (rules/closing.py).
    """

    __tablename__ = "closed_period"
    __table_args__ = (
        UniqueConstraint("period", "version"),
        CheckConstraint("version = 1 OR reason <> ''", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    as_of_at: Mapped[datetime]
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # NULL: at the console
    reason: Mapped[str] = mapped_column(String(600), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")

    closed_by: Mapped[Account | None] = relationship()
    check: Mapped[SealCheck | None] = relationship()


class Figure(Base):
    """One figure of a closed period, of the city (`agency_code` is "") or of one agency's own turns.

    `value` and `points` are as they were shown, "" where there was none. `rows` are the numbers of the cases behind
    it, one a line, each with whether the part counts it; compressed. Triggers refuse UPDATE and DELETE.
    """

    __tablename__ = "figure"
    __table_args__ = (CheckConstraint("n >= 0 AND numerator >= 0", name="counts"),)

    closed_period_id: Mapped[int] = mapped_column(ForeignKey("closed_period.id"), primary_key=True)
    agency_code: Mapped[str] = mapped_column(String(60), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(40), primary_key=True)
    definition_version: Mapped[int]
    value: Mapped[str] = mapped_column(String(24))
    points: Mapped[str] = mapped_column(String(24))
    numerator: Mapped[int]
    n: Mapped[int]
    rows: Mapped[bytes] = mapped_column(LargeBinary)


class SealCheck(Base):
    """When the seal of a closing was last checked, whether it held, and who asked (NULL: the night, the console)."""

    __tablename__ = "seal_check"

    closed_period_id: Mapped[int] = mapped_column(ForeignKey("closed_period.id"), primary_key=True)
    checked_at: Mapped[datetime]
    holds: Mapped[bool]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    checked_by: Mapped[Account | None] = relationship()
