"""Calling a meeting of the steering committee, changing it, calling it off, and reminding whoever is invited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger, notices, tasks
from feedback.actions.transaction import CHANGED_MEANWHILE, SOMEONE
from feedback.errors import N_, Invalid, NotYours, Outdated, Refused
from feedback.models import Invitee, Meeting, Plan
from feedback.rules import say
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.programme import may_plan
from feedback.rules.text import tidy, tidy_line

MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
LONGEST = timedelta(days=3)
REMINDERS = (timedelta(days=1), timedelta(hours=1))  # before the meeting; the first that still lies ahead
AGENDA_MAX = 5_000

NO_TITLE = N_("Hãy ghi tên cuộc họp.")
BACKWARDS = N_("Giờ kết thúc phải sau giờ bắt đầu, cuộc họp dài nhất ba ngày.")
GONE_BY = N_("Giờ họp phải ở phía trước.")
NOWHERE = N_("Hãy ghi địa điểm hoặc đường dẫn họp trực tuyến.")
BAD_LINK = N_("Đường dẫn họp phải bắt đầu bằng https://.")
BAD_MAIL = N_("Hãy ghi một địa chỉ thư điện tử, ví dụ vanphong@cantho.gov.vn.")
TOO_LONG = N_("Nội dung dài quá %(most)s ký tự.")
CALLED_OFF = N_("Cuộc họp này đã hủy.")


@dataclass(frozen=True)
class Said:
    """What a meeting says of itself."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    online_url: str
    organizer_email: str
    agenda: str


def call_meeting(session: Session, actor: Actor, plan: Plan, said: Said) -> Meeting:
    """Raises Invalid naming the field, NotYours. Nobody is invited yet."""
    planner(actor, plan)
    if said.starts_at <= clock.now():
        raise Invalid("starts_at", GONE_BY)
    meeting = Meeting(plan=plan, uid=f"{uuid4()}@1022", sequence=0, created_at=clock.now())
    _write(meeting, said)
    session.add(meeting)
    session.flush()
    ledger.record(session, actor, "meeting.called", meeting, plan=plan, meeting=meeting.id)
    _owe_reminder(session, meeting)
    return meeting


def change_meeting(session: Session, actor: Actor, meeting: Meeting, version: int, said: Said) -> None:
    """Everybody invited is told when time, place or name changes. Raises Invalid, NotYours, Refused, Outdated."""
    still_on(actor, meeting, version)
    before = _shown(meeting)
    if said.starts_at != meeting.starts_at and said.starts_at <= clock.now():
        raise Invalid("starts_at", GONE_BY)
    _write(meeting, said)
    if _shown(meeting) == before:
        return
    meeting.sequence += 1
    ledger.record(
        session, actor, "meeting.changed", meeting,
        plan=meeting.plan_code, meeting=meeting.id, sequence=meeting.sequence,
    )  # fmt: skip
    for invitee in meeting.invitees:
        tell(session, invitee, "meeting_changed")
    _owe_reminder(session, meeting)


def cancel_meeting(session: Session, actor: Actor, meeting: Meeting, version: int) -> None:
    """Raises NotYours, Refused, Outdated."""
    still_on(actor, meeting, version)
    meeting.cancelled_at = meeting.changed_at = clock.now()
    meeting.sequence += 1
    ledger.record(session, actor, "meeting.cancelled", meeting, plan=meeting.plan_code, meeting=meeting.id)
    for invitee in meeting.invitees:
        tell(session, invitee, "meeting_cancelled")


def remind_meeting(session: Session, meeting: Meeting, sequence: int) -> None:
    """Tell everybody invited, once; nothing when it was moved or called off, or has begun while workers were away."""
    if meeting.cancelled_at is None and meeting.sequence == sequence and clock.now() < meeting.starts_at:
        for invitee in meeting.invitees:
            tell(session, invitee, "meeting_reminder")


def tell(session: Session, invitee: Invitee, template: str) -> None:
    """On the agency's board or the person's page, and by mail where an address is known."""
    meeting = invitee.meeting
    where = "; ".join(words for words in (meeting.place, meeting.online_url) if words)
    values = {"title": meeting.title, "when": when(meeting), "where": where}
    if invitee.agency_code is not None:
        notices.tell_agency(session, meeting, invitee.agency_code, template, **values)
    if invitee.account_id is not None:
        notices.tell_person(session, meeting, invitee.account_id, template, **values)
    if invitee.email:
        notices.mail_invitee(session, invitee, template, **values)


def when(meeting: Meeting) -> str:
    """ "14:00 đến 16:00 ngày 13/7/2026": the same words whenever they are read."""
    start, end = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
    first, last = say.numeric_date(start.date()), say.numeric_date(end.date())
    if first == last:
        return f"{start:%H:%M} đến {end:%H:%M} ngày {first}"
    return f"{start:%H:%M} ngày {first} đến {end:%H:%M} ngày {last}"


def planner(actor: Actor, plan: Plan) -> None:
    """Raises NotYours."""
    if not may_plan(actor, plan.secretary_id):
        raise NotYours(WRONG_ROLE)


def expect(actor: Actor, meeting: Meeting, version: int) -> None:
    """Raises NotYours, Outdated."""
    planner(actor, meeting.plan)
    if meeting.version != version:
        raise Outdated(CHANGED_MEANWHILE, changed_by=SOMEONE)
    meeting.changed_at = clock.now()


def still_on(actor: Actor, meeting: Meeting, version: int) -> None:
    """Raises NotYours, Outdated, Refused."""
    expect(actor, meeting, version)
    if meeting.cancelled_at is not None:
        raise Refused(CALLED_OFF)


def mail_address(typed: str, field: str) -> str:
    """Raises Invalid naming the field."""
    typed = typed.strip()
    if len(typed) > 160 or not MAIL.fullmatch(typed):
        raise Invalid(field, BAD_MAIL)
    return typed


def _write(meeting: Meeting, said: Said) -> None:
    meeting.title = tidy_line(said.title, "title")[:200]
    meeting.place = tidy_line(said.place, "place")[:300]
    meeting.online_url = said.online_url.strip()
    meeting.agenda = tidy(said.agenda, "agenda")
    if not meeting.title:
        raise Invalid("title", NO_TITLE)
    if not timedelta() < said.ends_at - said.starts_at <= LONGEST:
        raise Invalid("ends_at", BACKWARDS)
    if not meeting.place and not meeting.online_url:
        raise Invalid("place", NOWHERE)
    if meeting.online_url and not _is_link(meeting.online_url):
        raise Invalid("online_url", BAD_LINK)
    if len(meeting.agenda) > AGENDA_MAX:
        raise Invalid("agenda", TOO_LONG, most="5.000")
    meeting.organizer_email = mail_address(said.organizer_email, "organizer_email")
    meeting.starts_at, meeting.ends_at, meeting.changed_at = said.starts_at, said.ends_at, clock.now()


def _is_link(typed: str) -> bool:
    """A link that a page and a calendar file may carry: https, a host, printable ASCII without spaces."""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    is_plain = typed.isascii() and typed.isprintable() and " " not in typed and len(typed) <= 400
    return is_plain and parts.scheme == "https" and bool(parts.hostname)


def _shown(meeting: Meeting) -> tuple[object, ...]:
    return meeting.title, meeting.starts_at, meeting.ends_at, meeting.place, meeting.online_url


def _owe_reminder(session: Session, meeting: Meeting) -> None:
    ahead = (meeting.starts_at - before for before in REMINDERS)
    run_at = next((at for at in ahead if at > clock.now()), None)
    if run_at is not None:
        tasks.owe(session, "remind_meeting", meeting, dedup=str(meeting.sequence), run_at=run_at)
