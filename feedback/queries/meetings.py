"""Meetings of the steering committee, as lists, as pages and as calendar entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from feedback.errors import N_, Missing
from feedback.models import Conclusion, Meeting, PlanItem
from feedback.queries.city import city
from feedback.queries.visible import visible_meetings
from feedback.rules.calendar_event import CalendarEvent
from feedback.rules.lifecycle import Actor

MOST = 200
NO_MEETING = N_("Không có cuộc họp này.")


def meetings(session: Session, actor: Actor) -> Sequence[Meeting]:
    """What this person may see, the latest first. One statement."""
    query = select(Meeting).where(visible_meetings(actor)).options(joinedload(Meeting.plan))
    return session.scalars(query.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(MOST)).all()


def meeting_for(session: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Raises Missing for a meeting to which this person is not invited. Three statements."""
    query = select(Meeting).where(Meeting.id == meeting_id, visible_meetings(actor))
    query = query.options(
        joinedload(Meeting.plan),
        selectinload(Meeting.invitees),
        selectinload(Meeting.conclusions).joinedload(Conclusion.item),
    )
    found = session.scalars(query).first()
    if found is None:
        raise Missing(NO_MEETING)
    return found


def concluded_at(session: Session, item: PlanItem) -> Meeting | None:
    """The meeting whose conclusion this item is. One statement."""
    query = select(Meeting).join(Conclusion, Conclusion.meeting_id == Meeting.id).where(Conclusion.item_id == item.id)
    return session.scalars(query).first()


def calendar_event(session: Session, meeting: Meeting, attendees: Sequence[tuple[str, str]] = ()) -> CalendarEvent:
    return CalendarEvent(
        uid=meeting.uid,
        sequence=meeting.sequence,
        stamped_at=meeting.changed_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        place=meeting.place,
        online_url=meeting.online_url,
        agenda=meeting.agenda,
        organizer=(f"Ban Chỉ đạo, {city(session).name}", meeting.organizer_email),
        attendees=attendees,
        is_cancelled=meeting.cancelled_at is not None,
    )


def is_past(meeting: Meeting, now: datetime) -> bool:
    return meeting.ends_at <= now
