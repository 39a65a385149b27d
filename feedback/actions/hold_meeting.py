"""Around a meeting: whom to invite, who came, its minutes, and conclusions that become tasks of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.meetings import CALLED_OFF, mail_address, planner, still_on, tell
from feedback.actions.permit import written
from feedback.actions.write_item import NAME_MAX, add_item
from feedback.errors import N_, Invalid, Refused
from feedback.models import Account, Agency, Conclusion, Invitee, Meeting, PlanItem
from feedback.rules.lifecycle import Actor
from feedback.rules.programme import ENTERS
from feedback.rules.text import excerpt, tidy_line
from feedback.terms import Attendance

WHOM = N_("Hãy chọn một đơn vị, một người, hoặc ghi tên khách mời.")
ALREADY = N_("Đã mời rồi.")
NO_AGENCY = N_("Hãy chọn một cơ quan đang hoạt động.")
NO_PERSON = N_("Hãy chọn một người đang làm việc.")
NO_OWNER = N_("Hãy chọn đơn vị thực hiện.")
NO_DAY = N_("Hãy chọn hạn thực hiện.")
CONCLUDED = N_("Kết luận cuộc họp: %(title)s")


def invite(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    *,
    agency_code: str = "",
    account_id: int | None = None,
    name: str = "",
    email: str = "",
) -> Invitee:
    """One agency, one member of staff, or one guest; told at once. Raises Invalid naming a field, NotYours, Refused."""
    planner(actor, meeting.plan)
    if meeting.cancelled_at is not None:
        raise Refused(CALLED_OFF)
    guest = tidy_line(name, "name")[:160]
    if sum((bool(agency_code), account_id is not None, bool(guest))) != 1:
        raise Invalid("agency_code", WHOM)
    if agency_code:
        guest = _agency(session, agency_code).short_name
    elif account_id is not None:
        guest = _person(session, account_id).full_name
    is_guest = not agency_code and account_id is None
    mail = mail_address(email, "email") if email.strip() or is_guest else ""
    if any(_same(one, agency_code, account_id, mail) for one in meeting.invitees):
        raise Invalid("agency_code", ALREADY)
    invitee = Invitee(meeting=meeting, agency_code=agency_code or None, account_id=account_id, name=guest, email=mail)
    session.add(invitee)
    session.flush()
    ledger.record(session, actor, "meeting.invited", meeting, meeting=meeting.id, invitee=invitee.id)
    tell(session, invitee, "meeting_invited")
    return invitee


def invite_owners(session: Session, actor: Actor, meeting: Meeting) -> int:
    """Every agency that owns an item of the plan and is not invited yet; how many those are. Raises as `invite`."""
    owners = select(PlanItem.owner_code).where(
        PlanItem.plan_code == meeting.plan_code, PlanItem.removed_at.is_(None), PlanItem.owner_code.is_not(None)
    )
    invited = {one.agency_code for one in meeting.invitees}
    today = clock.today()
    query = select(Agency).where(Agency.code.in_(owners), Agency.code.not_in(invited - {None})).order_by(Agency.code)
    found = [agency.code for agency in session.scalars(query) if agency.is_valid_on(today)]
    for code in found:
        invite(session, actor, meeting, agency_code=code)
    return len(found)


def note_attendance(
    session: Session, actor: Actor, meeting: Meeting, version: int, came: Mapping[int, Attendance | None]
) -> None:
    """Who came, by the id of the invited. Raises NotYours, Refused, Outdated."""
    still_on(actor, meeting, version)
    for invitee in meeting.invitees:
        if invitee.id in came:
            invitee.attendance = came[invitee.id]
    noted = sum(invitee.attendance is not None for invitee in meeting.invitees)
    ledger.record(session, actor, "meeting.attended", meeting, meeting=meeting.id, noted=noted)


def write_minutes(session: Session, actor: Actor, meeting: Meeting, version: int, minutes: str) -> None:
    """Raises Invalid, NotYours, Refused, Outdated."""
    still_on(actor, meeting, version)
    meeting.minutes = written(minutes, "minutes")
    ledger.record(session, actor, "meeting.minuted", meeting, meeting=meeting.id)


def conclude(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    version: int,
    text: str,
    *,
    is_task: bool,
    owner_code: str = "",
    due_on: date | None = None,
) -> Conclusion:
    """A conclusion; one that somebody must do is a task of the plan. Raises Invalid, NotYours, Refused, Outdated."""
    still_on(actor, meeting, version)
    text = written(text, "text")
    if is_task and not owner_code:
        raise Invalid("owner_code", NO_OWNER)
    if is_task and due_on is None:
        raise Invalid("due_on", NO_DAY)
    item = None
    if is_task:
        why = CONCLUDED % {"title": meeting.title}
        item = add_item(
            session, actor, meeting.plan,
            is_target=False, name=excerpt(text, NAME_MAX), owner_code=owner_code, due_on=due_on, why=why,
        )  # fmt: skip
    conclusion = Conclusion(
        meeting=meeting, number=len(meeting.conclusions) + 1, text=text, item=item, created_at=clock.now()
    )
    session.add(conclusion)
    session.flush()
    ledger.record(
        session, actor, "meeting.concluded", meeting,
        meeting=meeting.id, conclusion=conclusion.number, item=item.id if item else None,
    )  # fmt: skip
    return conclusion


def _same(one: Invitee, agency_code: str, account_id: int | None, mail: str) -> bool:
    if agency_code or account_id is not None:
        return (one.agency_code, one.account_id) == (agency_code or None, account_id)
    return one.agency_code is None and one.account_id is None and one.email == mail


def _agency(session: Session, code: str) -> Agency:
    agency = session.get(Agency, code)
    if agency is None or not agency.is_valid_on(clock.today()):
        raise Invalid("agency_code", NO_AGENCY)
    return agency


def _person(session: Session, account_id: int) -> Account:
    person = session.get(Account, account_id)
    if person is None or not person.is_active or person.role not in ENTERS:
        raise Invalid("account_id", NO_PERSON)
    return person
