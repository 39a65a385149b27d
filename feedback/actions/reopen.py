"""Reopening an answered case: a new leg for the same agency, the citizen's clock with what was left (R9)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger, notices
from feedback.actions.forward import open_leg
from feedback.actions.permit import permit, written
from feedback.models import Agency, Case, Note
from feedback.queries.successors import current_agency
from feedback.rules import say
from feedback.rules.lifecycle import CITIZEN, Act, Actor
from feedback.terms import ClockKind, ClockOutcome, LegRole, LegState, Publication, Role

LEAST = "1wd"  # deadlines.md R9


def reopen(session: Session, actor: Actor, case: Case, why: str) -> None:
    """Send the case back to the agency that answered, or to whoever took over its work. Raises Refused, Invalid."""
    why = written(why, "why")
    permit(session, actor, case, Act.REOPEN)
    case.resolved_at = case.closed_at = case.result = None
    now = clock.now()
    agency = current_agency(session, case.leads[-1].agency_code if case.leads else case.holder_code, now)
    case.reopen_count += 1
    case.publication, case.published_at = Publication.PRIVATE, None  # about the next answer somebody decides anew
    case.withheld_code, case.withheld_note = None, ""
    clocks.stop(session, case, (ClockKind.CLOSE, ClockKind.PUBLISH), now, outcome=ClockOutcome.CANCELLED)
    clocks.restart(session, case, ClockKind.RESOLVE, now, LEAST)
    open_leg(session, actor, case, agency, None)
    _keep_words(session, actor, case, agency, why)
    _rate_anew(session, case, agency)
    ledger.record(session, actor, "case.reopened", case, agency=agency.code, via=actor.role)
    if case.resolve_due_at is not None:
        words = "reopened_shared" if case.report_count > 1 else "reopened"
        notices.tell_citizens(session, case, words, due=say.moment(case.resolve_due_at, now))
    notices.tell_agency(session, case, agency.code, "agency_reopened")
    _tell_who_helped(session, case, agency)


def _tell_who_helped(session: Session, case: Case, agency: Agency) -> None:
    """Their answers stay with the file. Whether they are needed again, the lead decides and asks."""
    helped = {leg.agency_code for leg in case.legs if leg.role is LegRole.COOPERATING and leg.state is LegState.DONE}
    for code in sorted(helped - {agency.code}):
        notices.tell_agency(session, case, code, "agency_part_reopened", agency=agency.short_name)


def _keep_words(session: Session, actor: Actor, case: Case, agency: Agency, why: str) -> None:
    """The citizen's reason becomes a note on the file, which the agency reads."""
    author = actor.user_id if actor.role is not Role.CITIZEN else None
    session.add(Note(case_id=case.id, author_id=author, agency_code=agency.code, text=why, written_at=clock.now()))


def _rate_anew(session: Session, case: Case, agency: Agency) -> None:
    """The next answer is rated on its own; what was said of the last one stays in the ledger, its words as a note."""
    for report in notices.reporters(session, case):
        if report.rating_comment:
            _keep_words(session, CITIZEN, case, agency, report.rating_comment)
        report.rating, report.rated_at, report.rating_comment = None, None, ""
