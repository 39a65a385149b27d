"""How cases hang together: merged ones, incidents that many people report, matters split off from a report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base

STANDING = text("undone_at IS NULL")


class Merge(Base):
    """One merging, and who undid it. `case.merged_into_id` names the case at the end of a row of these."""

    __tablename__ = "merge"
    __table_args__ = (
        CheckConstraint("case_id <> into_id", name="not_into_itself"),
        Index("uq_merge_standing", "case_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("ix_merge_into_id", "into_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Incident(Base):
    """A case that many people report (sự cố chung): new reports of it are attached while the case is open."""

    __tablename__ = "incident"
    __table_args__ = (CheckConstraint("name <> ''", name="has_name"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(120))
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Split(Base):
    """A second matter of one report, handled as a case of its own."""

    __tablename__ = "split"
    __table_args__ = (CheckConstraint("case_id <> from_id", name="not_from_itself"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, autoincrement=False)
    from_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))  # the report that held both matters
    split_at: Mapped[datetime]
    split_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
