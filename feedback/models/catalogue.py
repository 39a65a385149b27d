"""Indicator catalogues (766, DTI, a city's own), and what a unit claimed, an appraiser found and was final."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, Integer, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.agency import Agency
from feedback.models.base import Base, term
from feedback.terms import AssessmentState, RowState, SourceStatus


class Points(TypeDecorator[Decimal]):
    """Points with two decimals, kept as whole hundredths so that both databases add them up exactly."""

    impl = Integer
    cache_ok = True

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


class Assessment(Base):
    """One unit's scores of one catalogue for one period. A closed one is frozen: `digest` seals its rows."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("catalogue_code", "period", "agency_code"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("state <> 'closed' OR digest <> ''", name="closed_is_sealed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_code: Mapped[str] = mapped_column(ForeignKey("catalogue.code"))
    period: Mapped[str] = mapped_column(String(12))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"), index=True)
    state: Mapped[AssessmentState] = mapped_column(term(AssessmentState), default=AssessmentState.OPEN)
    digest: Mapped[str] = mapped_column(String(64), default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    catalogue: Mapped[Catalogue] = relationship()
    agency: Mapped[Agency] = relationship()
    rows: Mapped[list[AssessmentRow]] = relationship(back_populates="assessment", order_by="AssessmentRow.id")


class AssessmentRow(Base):
    """Claimed, appraised and final points of one row, side by side, with evidence and the appraiser's word.

    `given` holds what the points were computed from: {"numerator", "denominator", "amount", "answers", "stated"}.
    """

    __tablename__ = "assessment_row"
    __table_args__ = (
        UniqueConstraint("assessment_id", "row_id"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> entered_by_id", name="approved_by_another"),
        CheckConstraint("agrees IS NOT FALSE OR explanation <> ''", name="disagreement_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    row_id: Mapped[int] = mapped_column(ForeignKey("catalogue_row.id"))
    given: Mapped[dict[str, Any]]
    self_points: Mapped[Decimal | None] = mapped_column(Points)
    appraised_points: Mapped[Decimal | None] = mapped_column(Points)
    final_points: Mapped[Decimal | None] = mapped_column(Points)
    evidence: Mapped[str] = mapped_column(Text, default="")
    agrees: Mapped[bool | None]  # the appraiser's word; NULL until given
    explanation: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RowState] = mapped_column(term(RowState), default=RowState.NOT_STARTED)
    owner: Mapped[str] = mapped_column(String(120), default="")
    due_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]

    assessment: Mapped[Assessment] = relationship(back_populates="rows")
    row: Mapped[CatalogueRow] = relationship()
