"""The ledger: append-only, hash-chained lines of what happened (security: triggers refuse UPDATE and DELETE)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import Role


class Entry(Base):
    """One line. `facts` names codes and keyed hashes, never personal text, so that erasure keeps the chain."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("seq"),
        UniqueConstraint("prev_hash"),  # a fork would need the same parent twice
        Index("ix_entry_case_id_seq", "case_id", "seq"),
        Index("ix_entry_at", "at"),
        Index("ix_entry_event_seq", "event", "seq"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(60))
    actor_role: Mapped[Role] = mapped_column(term(Role))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor_agency: Mapped[str] = mapped_column(String(60), default="")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]]
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Base):
    """The last link; every writer locks this row, so the chain cannot fork."""

    __tablename__ = "chain_head"

    chain: Mapped[str] = mapped_column(String(20), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
