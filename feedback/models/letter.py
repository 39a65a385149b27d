"""Official letters that answer a case on paper."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class Letter(Base):
    """One letter (công văn) with the parts that Decree 30/2020/NĐ-CP, Article 8 asks for.

    A number is given once per issuing agency and year. The PDF lies in the blob store under `stored_as`.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("agency_code", "year", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("size_bytes > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    year: Mapped[int]
    number: Mapped[int]
    symbol: Mapped[str] = mapped_column(String(40))  # "SXD-PA": the letters after the number
    signed_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(80))
    abstract: Mapped[str] = mapped_column(String(300))
    addressee: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    signer_position: Mapped[str] = mapped_column(String(120))
    signer_name: Mapped[str] = mapped_column(String(120))
    recipients: Mapped[str] = mapped_column(Text)
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    @property
    def full_number(self) -> str:
        """ "125/SXD-PA"."""
        return f"{self.number}/{self.symbol}"
