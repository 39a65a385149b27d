"""Changes of the matrix as administrators look through them: drafts that wait, versions that were, who made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Account, Case, RuleDraft, RulesVersion
from feedback.queries.visible import NOT_CONFIDENTIAL
from feedback.terms import DraftState

VERSIONS_SHOWN = 50


@dataclass(frozen=True)
class DraftRow:
    """A draft that waits. `moved` is None while nobody has tried it."""

    id: int
    field_code: str
    position: int
    is_new: bool
    why: str
    made_at: datetime
    made_by: str
    moved: int | None


@dataclass(frozen=True)
class VersionRow:
    """`made_by` is empty where the city pack made it."""

    number: int
    made_at: datetime
    made_by: str
    why: str


def open_drafts(session: Session) -> list[DraftRow]:
    """One statement."""
    query = (
        select(RuleDraft, Account.full_name)
        .outerjoin(Account, Account.id == RuleDraft.made_by_id)
        .where(RuleDraft.state == DraftState.DRAFT)
        .order_by(RuleDraft.id.desc())
    )
    return [
        DraftRow(
            id=draft.id,
            field_code=draft.line["field_code"],
            position=draft.line["position"],
            is_new=draft.line_id is None,
            why=draft.why,
            made_at=draft.made_at,
            made_by=name or "",
            moved=draft.outcome["moved"] if draft.tried_at else None,
        )
        for draft, name in session.execute(query)
    ]


def versions(session: Session) -> list[VersionRow]:
    """The newest first. One statement, which leaves the lines where they are."""
    query = (
        select(RulesVersion.number, RulesVersion.made_at, Account.full_name, RulesVersion.why)
        .outerjoin(Account, Account.id == RulesVersion.made_by_id)
        .order_by(RulesVersion.number.desc())
        .limit(VERSIONS_SHOWN)
    )
    return [VersionRow(number, made_at, name or "", why) for number, made_at, name, why in session.execute(query)]


def titles(session: Session, numbers: Sequence[str]) -> dict[str, str]:
    """What the cases of these numbers are called, but for the confidential ones. One statement."""
    query = select(Case.number, Case.title).where(Case.number.in_(numbers), NOT_CONFIDENTIAL)
    return dict(session.execute(query).all())
