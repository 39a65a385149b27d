"""The open cases of an agency that has ended go to its successors: in batches by a durable task, each case once.

The clocks keep their time: nothing is stopped and started, the new turn takes the running clocks over as they are.
The old turn stays, ended, so that who had the case when stays told. Cases without a successor go to the dispatcher.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, ledger, notices, tasks
from feedback.actions.ask_citizen import resume
from feedback.actions.cooperate import follow_the_lead, withdraw
from feedback.actions.forward import end_leg
from feedback.actions.permit import permit
from feedback.actions.settings_permit import only_admin
from feedback.database import claim
from feedback.errors import N_, Refused
from feedback.models import Account, Agency, Alert, Case, Clock, ContractorLink, Cooperation, Extension, Handover, Leg
from feedback.models import Question as AskedQuestion
from feedback.queries import handovers
from feedback.queries.case_facts import lead_leg, open_parts
from feedback.queries.city import city
from feedback.rules.lifecycle import SYSTEM, Act, Actor
from feedback.terms import ClockKind, ClockState, LegState, State

BATCH = 25  # cases of one transaction
A_MOMENT = timedelta(seconds=10)  # when every case left was in somebody's hands
STILL_THERE = N_("Cơ quan còn hoạt động. Hãy ghi ngày kết thúc; việc đang mở tự chuyển từ ngày hôm sau.")
NO_LONGER_LEADS = N_("Cơ quan này đã kết thúc hoạt động.")


def start_handover(session: Session, actor: Actor, agency: Agency) -> Handover:
    """Begin to hand over; while one is under way it is that one. Raises NotYours, Refused while the agency is there."""
    only_admin(actor)
    now = clock.now()
    if agency.valid_to is None or agency.is_valid_on(clock.day(now)):
        raise Refused(STILL_THERE)
    before = handovers.newest(session, agency.code)
    if before is not None and before.finished_at is None:
        return before
    handover = Handover(agency_code=agency.code, started_at=now, started_by_id=actor.user_id, moved=0, to_tray=0)
    session.add(handover)
    session.flush()
    tasks.owe(session, "hand_over", handover)
    ledger.record(session, actor, "agency.handover_started", agency, agency=agency.code)
    return handover


def start_what_is_due(session: Session) -> int:
    """Nobody acts any more for an agency whose last day is over: its cases do not wait for an administrator."""
    found = handovers.ended_with_cases(session, clock.today())
    for agency in found:
        start_handover(session, SYSTEM, agency)
    return len(found)


def hand_over(session: Session, handover: Handover) -> None:
    """One batch; the next is owed while cases are left. A case that somebody holds right now waits for the next."""
    if handover.finished_at is not None:
        return
    agency, now = session.get_one(Agency, handover.agency_code), clock.now()
    found = handovers.heirs(session, agency, now)
    due = select(Case.id).where(handovers.open_turns(agency.code)).order_by(Case.id).limit(BATCH)
    ids = list(session.scalars(claim(session, due)))
    told: dict[str, list[Case]] = {}
    for case_id in ids:
        case = session.get_one(Case, case_id, populate_existing=True)
        heir = found.of(case.ward_code)
        _hand_on(session, case, agency, session.get(Agency, heir) if heir else None)
        handover.moved += heir is not None
        handover.to_tray += heir is None
        told.setdefault(heir or "", []).append(case)
    for heir, cases in told.items():
        if heir:
            words = {"agency": agency.short_name, "count": str(len(cases))}
            notices.tell_agency(session, cases[0], heir, "agency_took_over", **words)
    session.flush()
    _go_on(session, handover, agency, is_busy=not ids)


def _go_on(session: Session, handover: Handover, agency: Agency, *, is_busy: bool) -> None:
    left = session.scalars(select(Case.id).where(handovers.open_turns(agency.code)).limit(1)).first()
    if left is not None:
        now = clock.now()
        run_at = now + A_MOMENT if is_busy else now
        done = handover.moved + handover.to_tray
        tasks.owe(session, "hand_over", handover, dedup=f"{done}:{now.timestamp():.3f}", run_at=run_at)
        return
    handover.finished_at = clock.now()
    ledger.record(
        session, SYSTEM, "agency.handed_over", agency,
        agency=agency.code, moved=handover.moved, tray=handover.to_tray,
    )  # fmt: skip


def _hand_on(session: Session, case: Case, ended: Agency, heir: Agency | None) -> None:
    """Every open turn of the ended agency on this case."""
    for part in open_parts(case):
        if part.agency_code == ended.code:
            _hand_part(session, case, part, ended, heir)
    lead = lead_leg(case)
    if lead is None or lead.agency_code != ended.code:
        return
    if heir is None:
        _to_tray(session, case, lead)
        return
    permit(session, SYSTEM, case, Act.TAKE_OVER)
    follow_the_lead(session, SYSTEM, case, heir)
    _follow(session, lead, heir)
    case.holder_code = heir.code
    ledger.record(session, SYSTEM, "case.taken_over", case, agency=heir.code, from_agency=ended.code)


def _hand_part(session: Session, case: Case, part: Leg, ended: Agency, heir: Agency | None) -> None:
    """A part goes to the heir, unless the heir has a turn here already; without one it ends, and the lead is told."""
    there = {leg.agency_code for leg in case.legs if leg.is_active}
    if heir is not None and heir.code not in there:
        leg, words = _follow(session, part, heir), part.cooperation
        asked, by = (words.asked, words.asked_by_id) if words else ("", None)
        leg.cooperation = Cooperation(asked=asked, asked_by_id=by)
        ledger.record(session, SYSTEM, "case.taken_over", case, agency=heir.code, from_agency=ended.code)
        return
    withdraw(session, SYSTEM, case, part, NO_LONGER_LEADS)
    if heir is None:
        notices.tell_agency(session, case, case.holder_code, "agency_part_gone", agency=ended.short_name)


def _follow(session: Session, before: Leg, heir: Agency) -> Leg:
    """The heir's turn instead of this one, as old as it and as far; the running clocks and what waits go with it."""
    state, now = before.state, clock.now()
    before.state, before.ended_at = LegState.WITHDRAWN, now
    session.flush()  # the next lead leg must not meet this one in the unique index
    officer = session.get(Account, before.officer_id) if before.officer_id else None
    is_here = officer is not None and officer.is_active and officer.agency_code == heir.code
    leg = Leg(
        case=before.case, agency_code=heir.code, role=before.role, state=state, decision_id=before.decision_id,
        sent_at=before.sent_at, accepted_at=before.accepted_at, officer=officer if is_here else None,
        division_id=officer.division_id if officer is not None and is_here else None,
        pauses_used=before.pauses_used, is_short=before.is_short, short_accepted_at=before.short_accepted_at,
        is_binding=before.is_binding, succeeds_id=before.id,
    )  # fmt: skip
    session.add(leg)
    session.flush()
    waits = {
        Clock: Clock.state != ClockState.STOPPED,
        AskedQuestion: AskedQuestion.ended_at.is_(None),
        Extension: Extension.leg_id == before.id,
        ContractorLink: ContractorLink.revoked_at.is_(None),
    }
    for model, so in waits.items():
        session.execute(update(model).where(model.leg_id == before.id, so).values(leg_id=leg.id))
    alert = update(Alert).where(Alert.leg_id == before.id, Alert.ended_at.is_(None), Alert.acknowledged_at.is_(None))
    session.execute(alert.values(leg_id=leg.id, agency_code=heir.code))
    return leg


def _to_tray(session: Session, case: Case, lead: Leg) -> None:
    """Nobody follows here: a dispatcher chooses. What waited for the citizen or for approval waits no more."""
    if case.state is State.AWAITING_INFO:
        resume(session, SYSTEM, case)
    permit(session, SYSTEM, case, Act.UNPLACE)
    case.result = None
    end_leg(session, case, lead, LegState.WITHDRAWN)
    case.holder_code, case.tray_reason = city(session).centre_agency, NO_LONGER_LEADS
    clocks.start(session, case, ClockKind.DISPATCH, clock.now())
    alerts.raise_alert(session, case)
    ledger.record(session, SYSTEM, "case.to_tray", case, reason="dissolved")
