"""The steps of the ladder in force."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import LadderStep
from feedback.queries import reference
from feedback.rules.ladder import Step


def ladder(session: Session) -> list[Step]:
    """Detached from any session, lowest first."""
    return reference.kept(session, "ladder", _read)


def all_steps(session: Session) -> Sequence[LadderStep]:
    """Every step, also those switched off."""
    rows = session.scalars(select(LadderStep)).all()
    return sorted(rows, key=lambda row: (row.share or 100, row.days_after or 0))


def _read(session: Session) -> list[Step]:
    return [Step(row.code, row.share, row.days_after, tuple(row.tells)) for row in all_steps(session) if row.is_active]
