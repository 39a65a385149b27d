"""The files that a person asked for."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.models import Export
from feedback.queries.visible import visible_exports
from feedback.rules.lifecycle import Actor

SHOWN = 50


def own_exports(session: Session, actor: Actor) -> list[Export]:
    """The newest first. One statement."""
    query = select(Export).where(visible_exports(actor)).order_by(Export.asked_at.desc(), Export.id.desc())
    return list(session.scalars(query.limit(SHOWN)))
