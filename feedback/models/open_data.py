"""Sets of numbers that everybody may use: one for each month, in versions that are never changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class OpenData(Base):
    """The bytes as they were published. A correction is a further version with its reason; the older ones stay."""

    __tablename__ = "open_data"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint("version = 1 OR reason <> ''", name="correction_has_reason"),
    )

    period: Mapped[str] = mapped_column(String(7), primary_key=True)  # "2026-07"
    version: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime]
    known_at: Mapped[datetime]  # the state of cases is as of then
    k: Mapped[int]
    rows: Mapped[int]
    cases: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    csv: Mapped[bytes] = mapped_column(LargeBinary)
    csv_sha256: Mapped[str] = mapped_column(String(64))
    json: Mapped[bytes] = mapped_column(LargeBinary)
    json_sha256: Mapped[str] = mapped_column(String(64))
