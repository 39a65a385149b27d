"""What routing learns from: examples that people's words made, trained models, and what a model in shadow would say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import Lesson, ModelState

ONE_ACTIVE, ONE_SHADOW = text("state = 'active'"), text("state = 'shadow'")


class LabelledExample(Base):
    """A report whose field a person's word has shown. The text stays in the report: erased there, it is gone here."""

    __tablename__ = "labelled_example"
    __table_args__ = (UniqueConstraint("case_id", "lesson"), Index("ix_labelled_example_noted_at", "noted_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    lesson: Mapped[Lesson] = mapped_column(term(Lesson))
    field_code: Mapped[str] = mapped_column(ForeignKey("field.code"))  # what is right
    guessed_code: Mapped[str | None] = mapped_column(ForeignKey("field.code"))  # what the system had said, if anything
    model_version: Mapped[str] = mapped_column(String(60), default="")  # which model had said it
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class FieldModelRow(Base):
    """A trained model with its file and its figures. At most one is in force, and at most one looks on."""

    __tablename__ = "field_model"
    __table_args__ = (
        CheckConstraint("state <> 'active' OR promoted_at IS NOT NULL", name="active_was_promoted"),
        Index("uq_field_model_active", "state", unique=True, sqlite_where=ONE_ACTIVE, postgresql_where=ONE_ACTIVE),
        Index("uq_field_model_shadow", "state", unique=True, sqlite_where=ONE_SHADOW, postgresql_where=ONE_SHADOW),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(60), unique=True)
    state: Mapped[ModelState] = mapped_column(term(ModelState))
    trained_at: Mapped[datetime]
    file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # None: put away for good
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    example_count: Mapped[int]
    figures: Mapped[dict[str, Any]]  # top1 of both, by field, the confusion: see actions/learn.py
    verdict: Mapped[str] = mapped_column(String(300), default="")
    promoted_at: Mapped[datetime | None]
    promoted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: the system


class ShadowGuess(Base):
    """What the model in shadow would have said, beside the decision that was made without it."""

    __tablename__ = "shadow_guess"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("field_model.id"), primary_key=True)
    field_code: Mapped[str] = mapped_column(String(60))
    probability: Mapped[float]
