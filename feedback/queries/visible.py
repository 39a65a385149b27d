"""Who may see what: one predicate per object, used by lists, details, search, counters, exports and the API alike.

Closed by default: a role that is not named here sees nothing. Across agencies the answer is "no such case".
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from feedback.models import (
    Assessment,
    Case,
    Export,
    Invitee,
    Leg,
    Meeting,
    Note,
    Plan,
    PlanItem,
    Report,
    SavedFilter,
    SavedView,
)
from feedback.rules.lifecycle import Actor
from feedback.rules.programme import SEE_ALL
from feedback.terms import AGENCY_ROLES, EXCLUDED_KINDS, LegRole, LegState, Publication, Role

SEE_VIEWS = (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER)
NOT_CONFIDENTIAL = Case.kind.not_in(EXCLUDED_KINDS)


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """Which cases this person may open. Confidential ones stay with dispatchers, auditors and who logged them."""
    if actor.role in (Role.DISPATCHER, Role.AUDITOR):
        return true()
    if actor.role is Role.OPERATOR:
        logged = exists().where(Report.case_id == Case.id, Report.created_by_id == actor.user_id).correlate(Case)
        return or_(NOT_CONFIDENTIAL, logged)
    if actor.role in AGENCY_ROLES:
        ours = exists().where(Leg.case_id == Case.id, their_turns(actor), _opens_the_file(Leg))
        return and_(NOT_CONFIDENTIAL, ours.correlate(Case))
    if actor.role is Role.CITY_LEADER:
        return NOT_CONFIDENTIAL
    return false()


def visible_turns(actor: Actor, leg: type[Leg]) -> ColumnElement[bool]:
    """The turns by which people of an agency may open a case: visible_cases for lists of turns, where the turn stands
    beside its case already and need not be looked for."""
    if actor.role not in AGENCY_ROLES:
        return false()
    return and_(NOT_CONFIDENTIAL, their_turns(actor, leg), _opens_the_file(leg))


def _opens_the_file(leg: type[Leg]) -> ColumnElement[bool]:
    """A cooperating agency sees what it was asked about, and what it answered; not what it had nothing to do with."""
    return or_(leg.role == LegRole.LEAD, leg.state.in_((LegState.SENT, LegState.ACCEPTED, LegState.DONE)))


def their_turns(actor: Actor, leg: type[Leg] = Leg) -> ColumnElement[bool]:
    """Turns of this person's agency; for people of a division those of that division, those in their own hands (or
    of whom they stand in for), and on duty those that nobody has been given yet."""
    of_agency = leg.agency_code.in_(actor.agencies)
    if actor.divisions is None:
        return of_agency
    theirs = [leg.division_id.in_(actor.divisions), leg.officer_id.in_(actor.people)]
    if actor.is_on_duty:
        theirs.append(and_(leg.division_id.is_(None), leg.officer_id.is_(None)))
    return and_(of_agency, or_(*theirs))


def visible_notes(actor: Actor) -> ColumnElement[bool]:
    """Internal notes: the centre reads all, an agency its own (and what a citizen wrote to it on reopening)."""
    if actor.role in (Role.DISPATCHER, Role.OPERATOR, Role.AUDITOR):
        return true()
    return Note.agency_code.in_(actor.agencies) if actor.role in AGENCY_ROLES else false()


def visible_assessments(actor: Actor) -> ColumnElement[bool]:
    """The city's people see every unit's scores, a unit its own."""
    if actor.role in (Role.DISPATCHER, Role.CITY_LEADER, Role.AUDITOR):
        return true()
    return Assessment.agency_code.in_(actor.agencies) if actor.role in AGENCY_ROLES else false()


def visible_filters(actor: Actor) -> ColumnElement[bool]:
    """Kept filters of the inbox: one's own, and what one's agency shares."""
    if actor.role not in AGENCY_ROLES:
        return false()
    shared = and_(SavedFilter.is_shared, SavedFilter.agency_code.in_(actor.agencies))
    return or_(SavedFilter.owner_id == actor.user_id, shared)


def visible_items(actor: Actor) -> ColumnElement[bool]:
    """Targets and tasks of the programme: the city's leaders and the centre see all, a plan's secretary that plan, an
    agency what it or its people answer for."""
    if actor.role in SEE_ALL:
        return true()
    if actor.role not in AGENCY_ROLES:
        return false()
    ours = or_(PlanItem.owner_code.in_(actor.agencies), PlanItem.owner_id.in_(actor.people))
    return or_(ours, PlanItem.plan_code.in_(select(Plan.code).where(Plan.secretary_id.in_(actor.people))))


def visible_plans(actor: Actor) -> ColumnElement[bool]:
    """Plans of which somebody sees an item, or whose secretary they are."""
    if actor.role in SEE_ALL:
        return true()
    ours = exists().where(PlanItem.plan_code == Plan.code, PlanItem.removed_at.is_(None), visible_items(actor))
    return or_(Plan.secretary_id.in_(actor.people), ours.correlate(Plan))


def visible_exports(actor: Actor) -> ColumnElement[bool]:
    """Files that this person asked for; after a move to another agency no longer those of the old one."""
    return and_(Export.owner_id == actor.user_id, Export.agency_code == actor.agency_code)


def visible_views(actor: Actor) -> ColumnElement[bool]:
    """Kept pages of figures: one's own, and what those who look at the whole city share."""
    if actor.role not in SEE_VIEWS:
        return false()
    return or_(SavedView.owner_id == actor.user_id, SavedView.is_shared)


def visible_meetings(actor: Actor) -> ColumnElement[bool]:
    """Meetings: who sees the whole programme sees all, a plan's secretary that plan's, others their own."""
    if actor.role in SEE_ALL:
        return true()
    if actor.role not in AGENCY_ROLES:
        return false()
    ours = or_(Invitee.agency_code.in_(actor.agencies), Invitee.account_id.in_(actor.people))
    invited = exists().where(Invitee.meeting_id == Meeting.id, ours).correlate(Meeting)
    return or_(invited, Meeting.plan_code.in_(select(Plan.code).where(Plan.secretary_id.in_(actor.people))))


def published_cases() -> ColumnElement[bool]:
    """What everybody may read."""
    return and_(Case.publication == Publication.PUBLISHED, NOT_CONFIDENTIAL)
