"""A page of figures as somebody set it up, kept under a name; sent by mail as often as its schedule says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.account import Account
from feedback.models.base import Base


class SavedView(Base):
    """`address` is one of the leaders' pages with its choices (rules/view_report.py). A shared one all leaders see.

    `owed_for` is the hour of the last report that was owed: every attempt to send it carries the same key.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("schedule IN ('', 'daily', 'weekly', 'monthly')", name="schedule"),
        CheckConstraint("(schedule = '') = (next_at IS NULL)", name="scheduled_has_time"),
        CheckConstraint("schedule = '' OR mail_to <> ''", name="scheduled_has_address"),
        UniqueConstraint("owner_id", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(300))
    is_shared: Mapped[bool]
    schedule: Mapped[str] = mapped_column(String(8), default="")
    mail_to: Mapped[str] = mapped_column(String(160), default="")
    language: Mapped[str] = mapped_column(String(2), default="vi", server_default="vi")  # of the mail
    next_at: Mapped[datetime | None]
    owed_for: Mapped[datetime | None]
    created_at: Mapped[datetime]

    owner: Mapped[Account] = relationship()
