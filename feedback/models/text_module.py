"""Ready words for results, questions, returns and refusals, with places to fill in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base

PURPOSES = ("result", "question", "return", "refusal")


class TextModule(Base):
    """One ready text (văn mẫu). `text` holds %(places)s that are filled from the case or by its writer.

    Without an agency it is everybody's and comes from the city pack or an administrator; otherwise that agency's own.
    """

    __tablename__ = "text_module"
    __table_args__ = (
        CheckConstraint("purpose IN ('result', 'question', 'return', 'refusal')", name="purpose"),
        CheckConstraint("text <> ''", name="not_empty"),
        Index("ix_text_module_purpose_position", "purpose", "position"),
    )

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))
    field_code: Mapped[str | None] = mapped_column(ForeignKey("field.code"))  # None: any; a top field: all below it
    reason_code: Mapped[str] = mapped_column(String(60), default="")  # the coded reason it goes with
    agency_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
