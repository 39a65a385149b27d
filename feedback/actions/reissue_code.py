"""A lost lookup code: the caller names the number they gave, the old code dies, and only that number hears the new one.

Nobody at the centre sees a code here. The new one is derived like the first (actions/tracking.py) when the message is
sent, so that it stands in no table.
"""

from __future__ import annotations

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger, notices, tracking
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid, Refused
from feedback.models import Case, Entry, Report
from feedback.queries.case_of_report import answering_case
from feedback.rules.lifecycle import Act, Actor

MAX_TRIES = 8
MOST_A_DAY = 3  # of one report: who asks again and again does not read the messages, or is not the reporter
NO_CONTACT = N_("Phản ánh này không để lại số điện thoại hay thư, nên không có nơi nào nhận mã mới.")
ANOTHER_NUMBER = N_("Không đúng số hoặc thư đã để lại khi gửi phản ánh này. Hãy hỏi lại người gọi, không đọc gợi ý.")
TOO_OFTEN = N_(
    "Hôm nay đã cấp lại mã của phản ánh này %(count)s lần. Mã mới nhất đã gửi đến số hoặc thư đã để lại; "
    "sang ngày mai mới cấp tiếp."
)
SAY_WHICH = N_("Hãy ghi số điện thoại hoặc thư mà người gọi nói.")


def reissue_code(session: Session, actor: Actor, report: Report, said: str) -> None:
    """`said` is the phone number or mail address that the caller gives. Raises Invalid, NotYours, Refused."""
    case = answering_case(report)
    permit(session, actor, case, Act.REISSUE_CODE)
    if not (report.submitter_phone or report.submitter_email):
        raise Refused(NO_CONTACT)
    if not _is_theirs(report, said):
        raise Invalid("said", ANOTHER_NUMBER)
    if _times_today(session, case, report) >= MOST_A_DAY:
        raise Refused(TOO_OFTEN, count=MOST_A_DAY)
    _replace(session, report)
    ledger.record(session, actor, "code.reissued", report, case=case, report=report)
    notices.tell_citizen(session, case, report, "code_reissued")


def _is_theirs(report: Report, said: str) -> bool:
    if not said.strip():
        raise Invalid("said", SAY_WHICH)
    if "@" in said:
        return contact.email(said, "said").casefold() == report.submitter_email.casefold()
    return contact.phone(said, "said") == report.submitter_phone


def _times_today(session: Session, case: Case, report: Report) -> int:
    """The ledger knows: also when the case was merged into another one meanwhile."""
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    times = select(func.count(Entry.id)).where(
        Entry.case_id.in_({case.id, report.case_id}),
        Entry.event == "code.reissued",
        Entry.object_id == str(report.id),
        Entry.at >= midnight,
    )
    return session.scalar(times) or 0


def _replace(session: Session, report: Report) -> None:
    """The next code of this submission that nobody has; the hash of the old one is gone."""
    submission = report.submission
    for attempt in range(submission.attempt + 1, submission.attempt + 1 + MAX_TRIES):
        code_hash = tracking.hash_of(session, tracking.derive(session, submission.key, attempt))
        if not session.scalar(select(exists().where(Report.code_hash == code_hash))):
            submission.attempt, report.code_hash = attempt, code_hash
            return
    raise AssertionError("eight codes in a row were taken")
