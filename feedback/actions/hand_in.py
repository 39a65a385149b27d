"""Results: an officer hands one in with evidence, the agency's leader approves it or sends it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger, notices
from feedback.actions.attach import Stored, attach
from feedback.actions.forward import end_leg
from feedback.actions.permit import permit, reason, sendable, written
from feedback.errors import N_, Invalid
from feedback.models import Agency, Case, Reason, Result
from feedback.queries.case_facts import lead_leg
from feedback.queries.code_lists import empty_phrases
from feedback.queries.contractors import pictures_of_contractors
from feedback.rules.hollow_words import is_empty, is_hollow
from feedback.rules.lifecycle import Act, Actor
from feedback.rules.text import tidy_line
from feedback.terms import ClockKind, LegState

EMPTY_ANSWER = N_("Câu trả lời chưa nói đã làm gì. Hãy viết rõ việc đã làm, ở đâu, khi nào.")
LEAST_REASON = 3  # words that say why there is no picture
NEEDS_PICTURE = N_("Việc ở hiện trường cần ít nhất một ảnh chụp sau khi làm, hoặc lời giải thích vì sao không có ảnh.")
SAY_WHY = N_("Hãy nói rõ hơn vì sao không có ảnh.")
NO_SUCH_SPOT = N_("Tọa độ này không có trên trái đất. Hãy ghi vĩ độ rồi kinh độ.")
NOT_IN_FUTURE = N_("Thời điểm làm xong không thể ở tương lai.")


def submit_result(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    result_code: str,
    text: str,
    done_on_site_at: datetime | None = None,
    spot: tuple[float, float] | None = None,
    evidence: Sequence[Stored] = (),
    no_picture_reason: str = "",
) -> Result:
    """Hand in what was done, where, when, and what proves it, for approval. `spot` is latitude and longitude.

    Raises Invalid naming the field, NotYours, Refused.
    """
    code, text = reason(session, "result", result_code, "result_code"), sendable(text, "text")
    phrases = empty_phrases(session)
    if is_empty(text, phrases):
        raise Invalid("text", EMPTY_ANSWER)
    if done_on_site_at is not None and done_on_site_at > clock.now():
        raise Invalid("done_on_site_at", NOT_IN_FUTURE)
    lat, lon = _on_earth(spot)
    leg = lead_leg(case)
    found = pictures_of_contractors(session, leg.id) if leg is not None else []
    shown = [one.picture.media_type for one in evidence] + [one.media_type for one in found]
    without = _why_without_picture(case, code, shown, no_picture_reason)
    permit(session, actor, case, Act.SUBMIT_RESULT)
    if leg is None:
        raise AssertionError("a case in progress has a lead leg")
    result = Result(
        case_id=case.id,
        leg_id=leg.id,
        result_code=code.code,
        text=text,
        done_on_site_at=done_on_site_at,
        lat=lat,
        lon=lon,
        no_picture_reason=without,
        is_hollow=is_hollow(text, phrases),
        submitted_at=clock.now(),
        submitted_by_id=actor.user_id,
    )
    case.result = result
    session.flush()
    attach(session, case, evidence, result=result)
    for one in found:  # what the contractor showed proves the agency's result
        one.result_id = result.id
    ledger.record(session, actor, "case.result.submitted", case, result=result, code=code.code)
    notices.tell_agency(session, case, leg.agency_code, "agency_approval")
    return result


def approve(session: Session, actor: Actor, case: Case) -> Result:
    """The leader's word ends the agency's turn and stops the citizen's promise. Raises NotYours, Refused."""
    result = case.result
    permit(session, actor, case, Act.APPROVE)
    now = case.resolved_at = clock.now()
    leg = lead_leg(case)
    if leg is None or result is None:
        raise AssertionError("a case awaiting approval has a lead leg and a result")
    result.approved_at, result.approved_by_id = now, actor.user_id
    end_leg(session, case, leg, LegState.DONE)
    clocks.stop(session, case, (ClockKind.RESOLVE, ClockKind.RESPOND), now)
    for kind in (ClockKind.CLOSE, ClockKind.PUBLISH):
        clocks.start(session, case, kind, now)
    agency = session.get_one(Agency, leg.agency_code)
    ledger.record(session, actor, "case.result.approved", case, result=result, agency=agency.code)
    notices.tell_citizens(session, case, "answered", agency=agency.short_name)
    return result


def send_back(session: Session, actor: Actor, case: Case, note: str) -> Result:
    """The leader wants it done better; the work clock has never stopped. Raises Invalid, NotYours, Refused."""
    note = written(note, "note")
    result = case.result
    permit(session, actor, case, Act.SEND_BACK)
    if result is None:
        raise AssertionError("a case awaiting approval has a result")
    result.sent_back_at, result.sent_back_note = clock.now(), note
    case.result = None
    ledger.record(session, actor, "case.result.sent_back", case, result=result)
    notices.tell_agency(session, case, case.holder_code, "agency_sent_back")
    return result


def needs_picture(case: Case, code: Reason) -> bool:
    """Whether this result of this case must show a picture or say why there is none."""
    return code.needs_picture and case.field is not None and case.field.is_site_problem


def _why_without_picture(case: Case, code: Reason, shown: Sequence[str], words: str) -> str:
    """The reason to keep: none where a picture was handed in. Raises Invalid."""
    words = tidy_line(words, "no_picture_reason")[:300]
    if any(media_type.startswith("image/") for media_type in shown):
        return ""
    if words and len(words.split()) < LEAST_REASON:
        raise Invalid("no_picture_reason", SAY_WHY)
    if not words and needs_picture(case, code):
        raise Invalid("pictures", NEEDS_PICTURE)
    return words


def _on_earth(spot: tuple[float, float] | None) -> tuple[float | None, float | None]:
    if spot is None:
        return None, None
    if not (-90 <= spot[0] <= 90 and -180 <= spot[1] <= 180):
        raise Invalid("spot", NO_SUCH_SPOT)
    return spot
