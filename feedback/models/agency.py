"""Who may be responsible: the centre, departments, police, utilities, ward committees."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import AgencyKind


class Agency(Base):
    """An agency in force between two dates. When it is dissolved, `successor_code` takes its work."""

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
        CheckConstraint("successor_code IS NULL OR successor_code <> code", name="successor"),
    )

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    folded: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[AgencyKind] = mapped_column(term(AgencyKind))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    ward_code: Mapped[str | None] = mapped_column(ForeignKey("ward.code"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    phone: Mapped[str] = mapped_column(String(40), default="")
    legal_basis: Mapped[str] = mapped_column(String(300), default="")

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
