"""Who is responsible for what where: the matrix, its versions, changes that are being tried, who owns which street."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import DraftState, Level, Owner


class Responsibility(Base):
    """One ordered, dated line of the matrix → agency. The first line that fits decides; its id never changes."""

    __tablename__ = "responsibility"
    __table_args__ = (CheckConstraint("share_unknown >= 0 AND share_unknown <= 1", name="share"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(unique=True)
    field_code: Mapped[str] = mapped_column(ForeignKey("field.code"))
    place: Mapped[str] = mapped_column(String(24), default="")  # "" | ward code | "kind:phường" | "kind:xã"
    street_code: Mapped[str | None] = mapped_column(ForeignKey("street.code"))
    owner: Mapped[Owner | None] = mapped_column(term(Owner))
    level: Mapped[Level | None] = mapped_column(term(Level))
    facts: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # [["danger", "yes"]]
    weekdays: Mapped[str] = mapped_column(String(7), default="", server_default="")  # "67": Saturday and Sunday
    hours: Mapped[str] = mapped_column(String(11), default="", server_default="")  # "17:00-07:00", local time
    share_unknown: Mapped[float] = mapped_column(default=0.5, server_default="0.5")
    agency: Mapped[str] = mapped_column(String(60))  # an agency code, or "ward": the ward's People's Committee
    cooperating: Mapped[str] = mapped_column(String(300), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(300), default="")


class RulesVersion(Base):
    """The whole matrix as it stood from one moment on: never edited, so that every decision can show its line."""

    __tablename__ = "rules_version"

    number: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: the city pack
    why: Mapped[str] = mapped_column(String(300))
    lines: Mapped[list[Any]]
    fingerprint: Mapped[str] = mapped_column(String(64))


class RuleDraft(Base):
    """A line as it would be, tried on past reports before it holds. `line_id` None adds a line."""

    __tablename__ = "rule_draft"
    __table_args__ = (
        CheckConstraint("(state = 'active') = (activated_at IS NOT NULL)", name="active_has_time"),
        CheckConstraint("(tried_at IS NULL) = (tried_against IS NULL)", name="tried_against_a_version"),
        CheckConstraint("state <> 'active' OR tried_at IS NOT NULL", name="active_was_tried"),
        Index("ix_rule_draft_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int | None]
    state: Mapped[DraftState] = mapped_column(term(DraftState), default=DraftState.DRAFT)
    line: Mapped[dict[str, Any]]
    why: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    tried_at: Mapped[datetime | None]
    tried_against: Mapped[str | None] = mapped_column(String(60))  # fingerprint of the matrix and of this line
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    activated_at: Mapped[datetime | None]
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version_number: Mapped[int | None] = mapped_column(ForeignKey("rules_version.number"))


class AssetOwner(Base):
    """Who owns what lies in a street: a fact that lines of the matrix may ask for. `field_code` None is everything."""

    __tablename__ = "asset_owner"
    __table_args__ = (UniqueConstraint("street_code", "field_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    street_code: Mapped[str] = mapped_column(ForeignKey("street.code"))
    field_code: Mapped[str | None] = mapped_column(ForeignKey("field.code"))
    owner: Mapped[Owner] = mapped_column(term(Owner))
    legal_basis: Mapped[str] = mapped_column(String(300))
