"""The case: the unit of work. One case may answer many reports of the same incident."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.agency import Agency
from feedback.models.base import Base, term, values
from feedback.models.field import Field
from feedback.models.place import Ward
from feedback.terms import EXCLUDED_KINDS, Dialogue, Kind, LegRole, Level, Publication, State

if TYPE_CHECKING:
    from feedback.models.extension import Extension
    from feedback.models.leg import Leg, Result
    from feedback.models.report import Report

AT_AGENCY = values(State.FORWARDED, State.IN_PROGRESS, State.AWAITING_INFO, State.AWAITING_APPROVAL)
IS_OPEN = text("state IN ('received', 'forwarded', 'returned', 'in_progress', 'awaiting_info', 'awaiting_approval')")
ANSWERED = values(State.RESOLVED, State.CLOSED)
TO_CLOSE = text("state = 'resolved'")
TO_PUBLISH = text("state = 'closed' AND publication = 'private'")


class Case(Base):
    """One case. `version` is the optimistic lock; CHECK constraints refuse a state that the facts deny.

    `holder_code` is never empty: in the tray the 1022 centre holds it, later the lead agency.
    `resolve_due_at` mirrors the `resolve` clock so that lists can be ordered by it.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_has_target"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("(state = 'refused') = (refusal_code IS NOT NULL)", name="refused_has_reason"),
        CheckConstraint("(state = 'referred') = (referred_to IS NOT NULL)", name="referred_has_target"),
        CheckConstraint(f"(state IN ({ANSWERED})) = (resolved_at IS NOT NULL)", name="answered_has_time"),
        CheckConstraint(f"state NOT IN ({ANSWERED}) OR result_id IS NOT NULL", name="answered_has_result"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        CheckConstraint("(state = 'awaiting_info') = (dialogue = 'asked')", name="waiting_was_asked"),
        CheckConstraint("state <> 'awaiting_approval' OR result_id IS NOT NULL", name="approval_has_result"),
        CheckConstraint(f"state NOT IN ({AT_AGENCY}) OR field_code IS NOT NULL", name="forwarded_has_field"),
        CheckConstraint("publication <> 'published' OR public_text <> ''", name="published_has_text"),
        CheckConstraint("withheld_code IS NULL OR publication = 'withheld'", name="withheld_is_withheld"),
        CheckConstraint("(publication = 'published') = (published_at IS NOT NULL)", name="published_has_time"),
        CheckConstraint(
            f"kind NOT IN ({values(*EXCLUDED_KINDS)}) OR publication <> 'published'", name="excluded_never_public"
        ),
        Index("ix_case_state_resolve_due_at", "state", "resolve_due_at"),
        Index("ix_case_holder_code_state_resolve_due_at", "holder_code", "state", "resolve_due_at"),
        Index("ix_case_publication_published_at", "publication", "published_at"),
        Index("ix_case_received_at", "received_at"),
        Index("ix_case_ward_code_state", "ward_code", "state"),  # what is open in a ward
        Index(
            "ix_case_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
            info={"only": "postgresql"},
        ).ddl_if(dialect="postgresql"),
        Index("ix_case_state_lat_lon", "state", "lat", "lon"),  # what is open around a spot
        Index("ix_case_open", "resolve_due_at", "id", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("ix_case_to_close", "resolved_at", "id", sqlite_where=TO_CLOSE, postgresql_where=TO_CLOSE),
        Index("ix_case_to_publish", "resolved_at", "id", sqlite_where=TO_PUBLISH, postgresql_where=TO_PUBLISH),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)  # the number of its first report
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[State] = mapped_column(term(State), default=State.RECEIVED)
    kind: Mapped[Kind] = mapped_column(term(Kind), default=Kind.FEEDBACK)
    level: Mapped[Level] = mapped_column(term(Level), default=Level.NORMAL)
    dialogue: Mapped[Dialogue] = mapped_column(term(Dialogue), default=Dialogue.NONE)
    publication: Mapped[Publication] = mapped_column(term(Publication), default=Publication.PRIVATE)
    title: Mapped[str] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(Text)
    field_code: Mapped[str | None] = mapped_column(ForeignKey("field.code"), index=True)
    ward_code: Mapped[str | None] = mapped_column(ForeignKey("ward.code"))
    place_text: Mapped[str] = mapped_column(String(400), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    holder_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    received_at: Mapped[datetime]
    changed_at: Mapped[datetime]  # every act sets it, so that every act moves the version
    resolve_due_at: Mapped[datetime | None]
    tray_reason: Mapped[str] = mapped_column(String(300), default="")  # why a person must look at it
    result_id: Mapped[int | None] = mapped_column(ForeignKey("result.id", use_alter=True))
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    public_text: Mapped[str] = mapped_column(Text, default="")
    public_answer: Mapped[str] = mapped_column(Text, default="")
    withheld_code: Mapped[str | None] = mapped_column(String(60))
    withheld_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    refusal_code: Mapped[str | None] = mapped_column(String(60))
    refusal_text: Mapped[str] = mapped_column(Text, default="")
    referred_to: Mapped[str | None] = mapped_column(String(300))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    report_count: Mapped[int] = mapped_column(default=1)  # its own and those of the cases merged into it
    reopen_count: Mapped[int] = mapped_column(default=0)
    return_count: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy declares it as an instance attribute

    reports: Mapped[list[Report]] = relationship(back_populates="case", order_by="Report.id")
    legs: Mapped[list[Leg]] = relationship(back_populates="case", order_by="Leg.id")
    extensions: Mapped[list[Extension]] = relationship(back_populates="case", order_by="Extension.id")
    field: Mapped[Field | None] = relationship()
    ward: Mapped[Ward | None] = relationship()
    holder: Mapped[Agency] = relationship()
    result: Mapped[Result | None] = relationship(foreign_keys=[result_id])
    merged_into: Mapped[Case | None] = relationship(remote_side="Case.id")

    @property
    def leads(self) -> list[Leg]:
        """The turns of the agencies that answered for it, one after another."""
        return [leg for leg in self.legs if leg.role is LegRole.LEAD]

    @property
    def is_confidential(self) -> bool:
        return self.kind.is_excluded or self.state is State.REFERRED
