"""A filter of the inbox that somebody kept under a name: a work queue of one person, or of the whole agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.account import Account
from feedback.models.base import Base


class SavedFilter(Base):
    """`query` is an address's query as queries.wanted writes it. A shared one is seen by everybody in `agency_code`."""

    __tablename__ = "saved_filter"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("query <> ''", name="has_query"),
        UniqueConstraint("owner_id", "name"),
        Index("ix_saved_filter_agency_code_is_shared", "agency_code", "is_shared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    owner: Mapped[Account] = relationship()
