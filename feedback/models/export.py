"""Files that people asked for: what is in them, how far they are, and until when they are kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import ExportFormat, ExportKind, ExportState


class Export(Base):
    """`query` says what was asked, as the address of its page does. `agency_code` is the owner's when they asked.

    `parts` counts what has been gathered, the list of cases first; a worker that takes it up goes on there.
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (stored_as <> '')", name="done_has_file"),
        CheckConstraint("written >= 0 AND written <= total", name="counts"),
        Index("ix_export_owner_id_asked_at", "owner_id", "asked_at"),
        Index("ix_export_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    kind: Mapped[ExportKind] = mapped_column(term(ExportKind))
    format: Mapped[ExportFormat] = mapped_column(term(ExportFormat))
    query: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[ExportState] = mapped_column(term(ExportState))
    asked_at: Mapped[datetime]
    parts: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    written: Mapped[int] = mapped_column(default=0)
    stored_as: Mapped[str] = mapped_column(String(40), default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    expires_at: Mapped[datetime]


class ExportPart(Base):
    """What was gathered for a big file: part 0 names the cases, the others hold rows. Gone when the file is there."""

    __tablename__ = "export_part"

    export_id: Mapped[int] = mapped_column(ForeignKey("export.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
