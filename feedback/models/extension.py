"""Requests for more time: an axis of its own beside the state of the case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base, term
from feedback.models.case import Case
from feedback.terms import ExtensionState, Unit

OPEN = text("state = 'asked'")


class Extension(Base):
    """One request for more time (gia hạn). A case has at most one that waits: the database says so.

    `amount` counts in `unit`, that of the promise it extends. `new_due_at` is what was told to the citizen.
    """

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("(state = 'granted') = (new_due_at IS NOT NULL)", name="granted_has_due"),
        CheckConstraint("(state IN ('granted', 'refused')) = (decided_by_id IS NOT NULL)", name="decision_has_person"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="another_decides"),
        CheckConstraint("amount > 0", name="asks_for_something"),
        Index("uq_extension_open", "case_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_extension_case_id", "case_id"),
        Index("ix_extension_state_asked_at", "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    state: Mapped[ExtensionState] = mapped_column(term(ExtensionState), default=ExtensionState.ASKED)
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(term(Unit))
    is_from_centre: Mapped[bool] = mapped_column(default=False, server_default=false())  # for a short turn (R5)
    reason_code: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decision_note: Mapped[str] = mapped_column(Text, default="")
    new_due_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="extensions")
