"""Parts of an agency: rooms and teams (phòng, đội). Outside their agency they have no standing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class Division(Base):
    """A part of one agency that its leader gives cases to. One that is closed keeps its past cases."""

    __tablename__ = "division"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        UniqueConstraint("agency_code", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    name: Mapped[str] = mapped_column(String(120))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
