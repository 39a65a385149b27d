"""Sending a message: what to hand to the gateway, and what to keep of its answer.

Three steps so that no transaction is open while the outside is asked: prepare, hand over (workers), settle.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import tracking
from feedback.models import Account, Case, Invitee, Notice, Report
from feedback.queries.alerts import open_alert
from feedback.queries.city import city
from feedback.queries.meetings import calendar_event
from feedback.rules.calendar_event import REQUEST, calendar_file
from feedback.rules.notice_texts import TEMPLATES, render
from feedback.terms import Channel, NoticeState

FIRST_WORDS = ("received", "received_confidential", "received_incident")


@dataclass(frozen=True)
class Message:
    """One message to hand over. `key` stays the same for every attempt, so that a gateway can drop repeats."""

    key: str
    channel: Channel
    address: str
    body: str
    calendar: str = ""  # a calendar file to go with it
    unsubscribe: str = ""  # of a mail that comes again: the address of List-Unsubscribe, one POST is enough (RFC 8058)


def prepare(session: Session, notice_id: int) -> Message | None:
    """The message to send now; None when it was sent already, or a later one has made it pointless."""
    notice = session.get_one(Notice, notice_id)
    if notice.state is not NoticeState.OWED:
        return None
    if TEMPLATES[notice.template].is_superseded and _has_later(session, notice):
        notice.state = NoticeState.SUPERSEDED
        return None
    notice.attempts += 1
    if notice.invitee_id is not None:
        return _to_invitee(session, notice)
    if notice.account_id is not None:
        return _to_staff(session, notice)
    report = session.get_one(Report, notice.report_id)
    channel, address = _address(report)
    return Message(f"notice-{notice.id}", channel, address, _body(session, notice, report))


def settle(session: Session, notice_id: int, provider_ref: str) -> None:
    """Keep that a message went out. A message that was already settled stays as it was."""
    notice = session.get_one(Notice, notice_id)
    if notice.state is NoticeState.OWED:
        notice.state, notice.sent_at, notice.provider_ref = NoticeState.SENT, clock.now(), provider_ref[:80]


def give_up(session: Session, notice_id: int) -> None:
    """Mark a message that could not be sent; its task stands among the dead, where a person sees it."""
    notice = session.get_one(Notice, notice_id)
    if notice.state is NoticeState.OWED:
        notice.state = NoticeState.FAILED


def _has_later(session: Session, notice: Notice) -> bool:
    """Whether a message about something later is owed; the first word may be written after the routing's."""
    if notice.invitee_id is not None:
        newer = exists().where(Notice.invitee_id == notice.invitee_id, Notice.id > notice.id)
        return bool(session.scalar(select(newer)))
    later = exists().where(
        Notice.report_id == notice.report_id, Notice.id > notice.id, Notice.template.not_in(FIRST_WORDS)
    )
    return bool(session.scalar(select(later)))


def _to_staff(session: Session, notice: Notice) -> Message | None:
    """An SMS to a colleague; None when they have no phone any more, or nobody needs to be told any more."""
    person, case = session.get_one(Account, notice.account_id), session.get_one(Case, notice.case_id)
    if not person.phone or not person.is_active or open_alert(session, case.id) is None:
        notice.state = NoticeState.SUPERSEDED
        return None
    values = {**notice.values, "number": case.number, "hotline": city(session).hotline_number}
    return Message(f"notice-{notice.id}", Channel.SMS, person.phone, render(notice.template, "vi", values))


def _to_invitee(session: Session, notice: Notice) -> Message:
    """A mail with the meeting as it is now."""
    invitee = session.get_one(Invitee, notice.invitee_id)
    event = calendar_event(session, invitee.meeting, [(invitee.name, invitee.email)])
    return Message(
        f"notice-{notice.id}",
        Channel.MAIL,
        invitee.email,
        render(notice.template, "vi", notice.values),
        calendar_file(event, REQUEST),
    )


def _address(report: Report) -> tuple[Channel, str]:
    if report.submitter_phone:
        return Channel.SMS, report.submitter_phone
    return Channel.MAIL, report.submitter_email


def _body(session: Session, notice: Notice, report: Report) -> str:
    values = {
        **notice.values,
        "number": report.number,
        "hotline": city(session).hotline_number,
        "code": tracking.spoken_code(session, report),
    }
    return render(notice.template, report.language, values)
