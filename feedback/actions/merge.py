"""Several reports of one matter: cases merged so that everybody gets the one answer, and set apart again.

Merging is the dispatcher's; putting a new report with a running incident is also the operator's. A merge can be
undone for a day while the common case is open: then the case is as if it had never been merged, and lies at the centre.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, clocks, ledger, notices
from feedback.actions.forward import end_leg
from feedback.actions.permit import hold, permit, refreshed
from feedback.errors import N_, Missing, Refused
from feedback.models import Case, Incident, Merge
from feedback.queries.case_facts import lead_leg, standing_merge
from feedback.queries.cases import NO_SUCH_CASE
from feedback.queries.city import city
from feedback.queries.visible import visible_cases
from feedback.rules import say
from feedback.rules.lifecycle import OPEN, Act, Actor
from feedback.terms import ClockKind, ClockOutcome, LegState, State

INTO_ITSELF = N_("Không gộp một vụ việc vào chính nó.")
TARGET_ENDED = N_("Chỉ gộp vào vụ việc đang mở.")
TARGET_EXCLUDED = N_("Không gộp vào khiếu nại, tố cáo, tố giác.")
NO_INCIDENT = N_("Vụ việc này không phải là sự cố chung.")
ANSWERED_TOGETHER = N_("Vụ chung đã trả lời người dân nên không bỏ gộp được nữa.")
SET_APART = N_("Bỏ gộp khỏi vụ %(number)s")


def merge(session: Session, actor: Actor, case: Case, into: Case) -> None:
    """End `case` in favour of `into`, which answers all their reporters. Raises Missing, Refused, NotYours.

    Both rows change, so of two opposite merges at the same time one is refused as outdated.
    """
    _absorb(session, actor, case, into, Act.MERGE)
    for report in notices.reporters(session, case):
        if report.submitter_phone or report.submitter_email:
            notices.tell_citizen(session, into, report, "merged")
    _take_over(session, case, into)


def join(session: Session, actor: Actor, case: Case, incident: Case) -> None:
    """Put a report that has just come in with a running incident; its first word says so. Raises as `merge` does.

    Callers of one incident never refuse each other: each waits for the one before.
    """
    if session.get(Incident, incident.id) is None:
        raise Refused(NO_INCIDENT)
    session.flush()
    refreshed(session, incident)
    _absorb(session, actor, case, incident, Act.JOIN)
    _take_over(session, case, incident)


def unmerge(session: Session, actor: Actor, case: Case) -> None:
    """Undo a merge: the case lies at the centre with its first promise, as if it had never rested.

    Raises NotYours, Refused (too late, or answered).
    """
    into, merged = case.merged_into, standing_merge(session, case)
    if into is not None:
        hold(session, case, into)
    counting = list(_on_the_way(session, merged)) if merged is not None else []
    went_along = _merged_before(session, case, into) if into is not None else []
    permit(session, actor, case, Act.UNMERGE)
    if into is None or merged is None:
        raise AssertionError("a merged case has its merge")
    case.merged_into_id = None
    if into.state not in OPEN:
        raise Refused(ANSWERED_TOGETHER)
    now = clock.now()
    merged.undone_at, merged.undone_by_id = now, actor.user_id
    for one in counting:
        one.report_count -= case.report_count
        one.changed_at = now
    for one in went_along:
        one.merged_into_id = case.id
    _back_at_the_centre(session, case, into)
    ledger.record(session, actor, "case.unmerged", case, number=into.number)
    ledger.record(session, actor, "case.released", into, number=case.number)
    if case.resolve_due_at is not None:
        notices.tell_citizens(session, case, "unmerged", due=say.moment(case.resolve_due_at, now))


def _absorb(session: Session, actor: Actor, case: Case, into: Case, act: Act) -> None:
    """All that both ways of merging have in common; the case has left its agency afterwards."""
    if case.id == into.id:
        raise Refused(INTO_ITSELF)
    session.flush()
    hold(session, case, into)
    if session.scalars(select(Case.id).where(Case.id == into.id, visible_cases(actor))).first() is None:
        raise Missing(NO_SUCH_CASE)
    if into.state not in OPEN:
        raise Refused(TARGET_ENDED)
    if into.kind.is_excluded:
        raise Refused(TARGET_EXCLUDED)
    permit(session, actor, case, act)
    now = clock.now()
    case.merged_into_id, case.tray_reason = into.id, ""
    session.add(Merge(case_id=case.id, into_id=into.id, merged_at=now, merged_by_id=actor.user_id))
    leg = lead_leg(case)
    alerts.end_alert(session, case)
    if leg is not None:
        end_leg(session, case, leg, LegState.WITHDRAWN)
    clocks.stop(session, case, tuple(ClockKind), now, outcome=ClockOutcome.CANCELLED)
    into.report_count += case.report_count
    into.changed_at = now
    ledger.record(session, actor, "case.merged", case, into=into.number)
    ledger.record(session, actor, "case.absorbed", into, number=case.number)


def _take_over(session: Session, case: Case, into: Case) -> None:
    """What was merged into `case` is answered by `into` from now on."""
    session.flush()
    session.execute(update(Case).where(Case.merged_into_id == case.id).values(merged_into_id=into.id))


def _on_the_way(session: Session, merged: Merge | None) -> Iterator[Case]:
    """The cases that count the reports of a merged one: where it went first, where that one went, to the last."""
    while merged is not None:
        one = session.get_one(Case, merged.into_id)
        yield one
        merged = standing_merge(session, one)


def _back_at_the_centre(session: Session, case: Case, into: Case) -> None:
    """The table names the state of a new case; one that agencies have returned stays a returned one (R8)."""
    now = clock.now()
    case.state = State.RETURNED if case.return_count else State.RECEIVED
    case.holder_code = city(session).centre_agency
    case.tray_reason = SET_APART % {"number": into.number}
    session.flush()
    clocks.undo_stop(session, case, (ClockKind.RESOLVE, ClockKind.RESPOND), now)
    clocks.start(session, case, ClockKind.DISPATCH, now)


def _merged_before(session: Session, case: Case, into: Case) -> list[Case]:
    """The cases that had been merged into `case` and went with it."""
    went = select(Case.id).where(Case.merged_into_id == into.id)
    below: dict[int, list[int]] = defaultdict(list)
    for one in session.scalars(select(Merge).where(Merge.undone_at.is_(None), Merge.case_id.in_(went))):
        below[one.into_id].append(one.case_id)
    found: list[int] = []
    edge = list(below[case.id])
    while edge:
        found.append(edge.pop())
        edge += below[found[-1]]
    return [session.get_one(Case, one) for one in found]
