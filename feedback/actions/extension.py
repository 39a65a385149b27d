"""More time for a case (gia hạn, R7): an agency asks before the deadline, the centre's dispatcher decides. On a turn
that others left too short the dispatcher asks, and a leader of the city decides (R5).

The clocks keep running while a request waits. A grant moves the citizen's promise and the agency's own target by the
same counted time, and the citizen is told the new deadline. A decision that comes after the deadline excuses the
delay; it does not undo it (the ledger keeps when the request was made).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger, notices, tasks
from feedback.actions.permit import permit, reason, written
from feedback.errors import N_, Invalid, Refused
from feedback.models import Agency, Case, Clock, Extension, Leg
from feedback.queries.case_facts import lead_leg, open_extension
from feedback.queries.city import city
from feedback.queries.people import city_leaders
from feedback.rules import say
from feedback.rules.deadline import Target
from feedback.rules.lifecycle import SYSTEM, Act, Actor
from feedback.terms import ClockKind, ClockOutcome, ExtensionState, Unit

HOUR_MINUTES = 60
AT_LEAST_ONE = N_("Hãy ghi xin thêm bao nhiêu, từ 1 trở lên.")
TOO_MUCH = N_("Tổng thời gian gia hạn không được vượt thời hạn ban đầu: còn xin được nhiều nhất %(most)s.")
NO_PROMISE = N_("Vụ việc này không có hẹn với người dân đang chạy.")


def ask_extension(session: Session, actor: Actor, case: Case, *, amount: int, reason_code: str, note: str) -> Extension:
    """Ask for more time; `amount` in working days, or in hours where the promise is in hours or minutes.

    Raises Invalid naming the field, NotYours, Refused.
    """
    request = _ask(session, actor, case, Act.ASK_EXTENSION, amount, reason_code, note)
    who = _agency(session, request).short_name
    notices.tell_agency(session, case, city(session).centre_agency, "agency_extension_asked", agency=who)
    return request


def ask_for_short(session: Session, actor: Actor, case: Case, *, amount: int, reason_code: str, note: str) -> Extension:
    """A dispatcher asks for more time on a short turn; the city's leaders and the agency are told.

    Raises Invalid naming the field, NotYours, Refused.
    """
    request = _ask(session, actor, case, Act.ASK_FOR_SHORT, amount, reason_code, note)
    agency = _agency(session, request)
    notices.tell_agency(session, case, agency.code, "centre_extension_asked", agency=agency.short_name)
    for leader in city_leaders(session):
        notices.tell_person(session, case, leader, "centre_extension_asked", agency=agency.short_name)
    return request


def grant_extension(session: Session, actor: Actor, case: Case, note: str = "") -> Extension:
    """Give the time that was asked for. Raises NotYours, Refused."""
    permit(session, actor, case, Act.GRANT_EXTENSION)
    request, promise, now = _waiting(case), _promise(session, case), clock.now()
    target = Target(request.amount, request.unit)
    clocks.extend(session, case, target, requested_at=request.asked_at, at=now, leg_id=request.leg_id)
    request.new_due_at = promise.due_at
    _end(session, case, request, ExtensionState.GRANTED, actor, note)
    ledger.record(session, actor, "case.extension.granted", case, extension=request, target=target)
    due = say.moment(promise.due_at, now)
    notices.tell_citizens(session, case, "extended", agency=_agency(session, request).short_name, due=due)
    _tell_decided(session, case, request, "agency_extension_granted", due=due)
    return request


def refuse_extension(session: Session, actor: Actor, case: Case, note: str) -> Extension:
    """Leave the deadline as it is, saying why. Raises Invalid, NotYours, Refused."""
    note = written(note, "note")
    permit(session, actor, case, Act.REFUSE_EXTENSION)
    request = _waiting(case)
    _end(session, case, request, ExtensionState.REFUSED, actor, note)
    ledger.record(session, actor, "case.extension.refused", case, extension=request)
    _tell_decided(session, case, request, "agency_extension_refused")
    return request


def expire_extension(session: Session, request: Extension) -> None:
    """The time to decide is over: nothing changes for the case, the breach is the decider's.

    Nothing to do when somebody decided. The decider's deadline may have moved: then it is looked at again later.
    """
    if request.state is not ExtensionState.ASKED:
        return
    case, now = request.case, clock.now()
    deciding = clocks.active(session, case, (ClockKind.APPROVE,))
    if deciding and deciding[0].due_at > now:
        due_at = deciding[0].due_at
        tasks.owe(session, "expire_extension", request, run_at=due_at, dedup=due_at.isoformat())
        return
    _end(session, case, request, ExtensionState.EXPIRED, SYSTEM, "", ClockOutcome.MISSED)
    ledger.record(session, SYSTEM, "case.extension.expired", case, extension=request)
    _tell_decided(session, case, request, "agency_extension_refused")


def lapse_extension(session: Session, case: Case) -> None:
    """The agency's turn ends while its request waits: there is nothing left to decide."""
    request = open_extension(case)
    if request is not None:
        _end(session, case, request, ExtensionState.LAPSED, SYSTEM, "", ClockOutcome.CANCELLED)
        ledger.record(session, SYSTEM, "case.extension.lapsed", case, extension=request)


def _ask(session: Session, actor: Actor, case: Case, act: Act, amount: int, reason_code: str, note: str) -> Extension:
    why, note = reason(session, "extension", reason_code), written(note, "note")
    permit(session, actor, case, act)
    promise, leg = _promise(session, case), lead_leg(case)
    if leg is None:
        raise AssertionError("a case at an agency has a lead leg")
    target = Target(_counted(case, promise, amount), promise.unit)
    now = clock.now()
    request = Extension(
        case=case, leg_id=leg.id, state=ExtensionState.ASKED, amount=target.amount, unit=target.unit,
        is_from_centre=act is Act.ASK_FOR_SHORT, reason_code=why.code, note=note, asked_at=now,
        asked_by_id=actor.user_id,
    )  # fmt: skip
    session.add(request)
    session.flush()
    deciding = clocks.start(session, case, ClockKind.APPROVE, now, leg)
    tasks.owe(session, "expire_extension", request, run_at=deciding.due_at)
    ledger.record(session, actor, "case.extension.asked", case, extension=request, reason=why.code, target=target)
    return request


def _agency(session: Session, request: Extension) -> Agency:
    """The agency whose turn it is."""
    return session.get_one(Agency, session.get_one(Leg, request.leg_id).agency_code)


def _promise(session: Session, case: Case) -> Clock:
    running = clocks.active(session, case, (ClockKind.RESOLVE,))
    if not running:
        raise Refused(NO_PROMISE)
    return running[0]


def _counted(case: Case, promise: Clock, amount: int) -> int:
    """The amount in the promise's own unit. Raises Invalid when all extensions would exceed the first target."""
    per = 1 if promise.unit is Unit.WORKING_DAYS else HOUR_MINUTES
    granted = sum(one.amount for one in case.extensions if one.state is ExtensionState.GRANTED)
    if amount < 1:
        raise Invalid("amount", AT_LEAST_ONE)
    if granted + amount * per > promise.amount:
        left = max(0, promise.amount - granted) // per
        unit = N_("ngày làm việc") if per == 1 else N_("giờ làm việc")
        raise Invalid("amount", TOO_MUCH, most=f"{left} {unit}")
    return amount * per


def _waiting(case: Case) -> Extension:
    request = open_extension(case)
    if request is None:
        raise AssertionError("the table lets nobody decide about nothing")
    return request


def _end(
    session: Session, case: Case, request: Extension, state: ExtensionState, actor: Actor, note: str,
    outcome: ClockOutcome | None = None,
) -> None:  # fmt: skip
    now = clock.now()
    request.state, request.decided_at, request.decided_by_id = state, now, actor.user_id
    request.decision_note = note
    case.changed_at = now
    clocks.stop(session, case, (ClockKind.APPROVE,), now, outcome=outcome)


def _tell_decided(session: Session, case: Case, request: Extension, template: str, **values: str) -> None:
    """The agency, and the centre where it had asked."""
    asked = [city(session).centre_agency] if request.is_from_centre else []
    for agency_code in (_agency(session, request).code, *asked):
        notices.tell_agency(session, case, agency_code, template, **values)
