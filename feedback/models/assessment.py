"""What a unit claimed, an appraiser found and was final, row by row, with the evidence of each."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.agency import Agency
from feedback.models.base import Base, term
from feedback.models.catalogue import Catalogue, CatalogueRow, Points
from feedback.terms import AssessmentState, RowState


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
    """Claimed, appraised and final points of one row, side by side, with the appraiser's word.

    `given` holds what the points were computed from (rules/assessing.py says how it is written); a live row's also
    names its metric, the instant and the seal of its cases.
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
    agrees: Mapped[bool | None]  # the appraiser's word; NULL until given
    explanation: Mapped[str] = mapped_column(Text, default="")
    final_note: Mapped[str] = mapped_column(Text, default="")  # why the final points are not the appraised ones
    state: Mapped[RowState] = mapped_column(term(RowState), default=RowState.NOT_STARTED)
    owner: Mapped[str] = mapped_column(String(120), default="")
    due_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    appraised_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = relationship(back_populates="rows")
    row: Mapped[CatalogueRow] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(back_populates="row", order_by="Evidence.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it as an instance attribute

    @property
    def points(self) -> Decimal | None:
        """The word that counts most so far."""
        known = (self.final_points, self.appraised_points, self.self_points)
        return next((points for points in known if points is not None), None)

    @property
    def is_live(self) -> bool:
        """Its values were counted by this system."""
        return "metric" in self.given


class Evidence(Base):
    """A document that proves a row: "number – date: abstract", as the sets ask for it. Never taken back."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("assessment_row.id"), index=True)
    document_number: Mapped[str] = mapped_column(String(80))
    document_on: Mapped[date | None]
    abstract: Mapped[str] = mapped_column(String(500))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime]

    row: Mapped[AssessmentRow] = relationship(back_populates="evidence")
    files: Mapped[list[AssessmentFile]] = relationship(order_by="AssessmentFile.id")


class AssessmentFile(Base):
    """A file of a piece of evidence; the bytes lie in the blob store under `stored_as`."""

    __tablename__ = "assessment_file"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    original_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(80))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_as: Mapped[str] = mapped_column(String(80), unique=True)
