"""What a person and their agency were told of the programme and its meetings lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from feedback.models import Notice
from feedback.rules.lifecycle import Actor

DAYS = 14
MOST = 30


def plan_news(session: Session, actor: Actor, now: datetime) -> Sequence[Notice]:
    """Lines about items and meetings, the newest first; mails are not among them. One statement."""
    query = (
        select(Notice)
        .where(Notice.case_id.is_(None), Notice.invitee_id.is_(None), Notice.created_at >= now - timedelta(days=DAYS))
        .where(or_(Notice.agency_code.in_(actor.agencies), Notice.account_id.in_(actor.people)))
        .order_by(Notice.created_at.desc(), Notice.id.desc())
    )
    return session.scalars(query.limit(MOST)).all()
