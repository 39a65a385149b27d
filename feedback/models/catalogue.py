"""Indicator catalogues (766, DTI, a city's own): groups and indicators as some authority issued them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Dialect, ForeignKey, Integer, String, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base, term
from feedback.terms import SourceStatus


class Points(TypeDecorator[Decimal]):
    """Points with two decimals, kept as whole hundredths so that both databases add them up exactly."""

    impl = Integer
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Catalogue(Base):
    """A set of indicators as some authority issued it. `applies_to`: province, commune or agency."""

    __tablename__ = "catalogue"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    applies_to: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(300))
    source_status: Mapped[SourceStatus] = mapped_column(term(SourceStatus))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    total_points: Mapped[Decimal] = mapped_column(Points)  # as its source states; rows may know less
    note: Mapped[str] = mapped_column(String(600), default="")

    rows: Mapped[list[CatalogueRow]] = relationship(back_populates="catalogue", order_by="CatalogueRow.position")

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi


class CatalogueRow(Base):
    """One group or indicator. `max_points` is NULL where the source does not say; `metric` names a live figure."""

    __tablename__ = "catalogue_row"
    __table_args__ = (UniqueConstraint("catalogue_code", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_code: Mapped[str] = mapped_column(ForeignKey("catalogue.code"))
    code: Mapped[str] = mapped_column(String(60))
    parent_code: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int]
    name_vi: Mapped[str] = mapped_column(String(300))
    name_en: Mapped[str] = mapped_column(String(300))
    max_points: Mapped[Decimal | None] = mapped_column(Points)
    formula: Mapped[str] = mapped_column(String(12))  # "group", or a form of rules/scoring.py
    parameters: Mapped[str] = mapped_column(String(300), default="")
    metric: Mapped[str] = mapped_column(String(40), default="")
    source_status: Mapped[SourceStatus] = mapped_column(term(SourceStatus))
    note: Mapped[str] = mapped_column(String(300), default="")

    catalogue: Mapped[Catalogue] = relationship(back_populates="rows")

    @property
    def is_group(self) -> bool:
        return self.formula == "group"

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" else self.name_vi
