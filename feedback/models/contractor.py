"""People without an account who carry out one case for an agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class ContractorLink(Base):
    """A signed, expiring address to one case's work. Only the hash of its token is kept: who lost it asks again."""

    __tablename__ = "contractor_link"
    __table_args__ = (
        CheckConstraint("finished_at IS NULL OR answer <> ''", name="finished_has_answer"),
        CheckConstraint("expires_at > created_at", name="lasts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(20), default="")
    instructions: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(Text, default="")
