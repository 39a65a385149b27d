"""A report that holds two matters: the second becomes a case of its own, linked, with its own number and code.

Its promise counts from the receipt of the report: the citizen has not been waiting any shorter for it. The citizen
gets a second code, and the page that the first code opens leads to both.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger, notices, tasks
from feedback.actions.attach import BlobStore, Picture, Stored, attach, store
from feedback.actions.permit import permit, written
from feedback.actions.receive_report import NewReport, Receipt, write_once
from feedback.errors import N_, Invalid
from feedback.models import Attachment, Case, Report, Split
from feedback.rules import say
from feedback.rules.lifecycle import Act, Actor
from feedback.terms import ClockKind

ONLY_A_PART = N_("Hãy chỉ để lại phần của việc thứ hai.")
NO_SUCH_REPORT = N_("Hãy chọn phản ánh có hai việc.")


def split(
    session: Session,
    actor: Actor,
    case: Case,
    report: Report,
    *,
    text: str,
    field_code: str | None = None,
    pictures: Sequence[Stored] = (),
) -> Receipt:
    """Make the part of a report that `text` tells a case of its own. Raises Invalid, NotYours, Refused."""
    text, seen = written(text, "text"), case.version
    if report.case_id != case.id:
        raise Invalid("report_id", NO_SUCH_REPORT)
    if " ".join(text.split()) == " ".join(report.text.split()):
        raise Invalid("text", ONLY_A_PART)
    permit(session, actor, case, Act.SPLIT)
    receipt = write_once(session, actor, _new(report, case, text, field_code), f"split-{report.id}-{seen}")
    second = receipt.report
    second.created_by_id = report.created_by_id
    attach(session, second.case, pictures, report=second)
    session.flush()
    session.add(
        Split(
            case_id=second.case_id, from_id=case.id, report_id=report.id,
            split_at=clock.now(), split_by_id=actor.user_id,
        )
    )  # fmt: skip
    _promise(session, case, second.case)
    ledger.record(session, actor, "case.split", case, number=second.number)
    ledger.record(session, actor, "case.split_off", second.case, number=case.number)
    _tell(session, report, second)
    return receipt


def copy_pictures(session: Session, blobs: BlobStore, report: Report) -> list[Stored]:
    """The report's pictures once more, for the second case: each file belongs to one case, and goes with it."""
    rows = session.scalars(select(Attachment).where(Attachment.report_id == report.id).order_by(Attachment.id))
    again = [Picture(row.original_name, row.media_type, blobs.read(row.stored_as)) for row in rows]
    return store(blobs, again)[0]


def _new(report: Report, case: Case, text: str, field_code: str | None) -> NewReport:
    return NewReport(
        text=text,
        channel=report.channel,
        language=report.language,
        name=report.submitter_name,
        phone=report.submitter_phone,
        email=report.submitter_email,
        place_text=report.place_text,
        field_code=field_code or None,
        ward_code=case.ward_code,
        lat=case.lat,
        lon=case.lon,
        level=case.level,
        is_hidden_from_agency=report.is_hidden_from_agency,
        consent_version=report.consent_version,
        received_at=report.received_at,
    )


def _promise(session: Session, case: Case, second: Case) -> None:
    """The promise runs from the receipt. The centre's own time to send it begins now: it was one case till now.

    The citizen has had a first word about all they said once they had one about the first matter.
    """
    clocks.start(session, second, ClockKind.RESOLVE, second.received_at)
    if clocks.active(session, case, (ClockKind.RESPOND,)):
        clocks.start(session, second, ClockKind.RESPOND, second.received_at)
    clocks.start(session, second, ClockKind.DISPATCH, clock.now())
    tasks.owe(session, "route", second)


def _tell(session: Session, report: Report, second: Report) -> None:
    due_at = second.case.resolve_due_at
    if due_at is not None and (second.submitter_phone or second.submitter_email):
        due = say.moment(due_at, clock.now(), second.language)
        notices.tell_citizen(session, second.case, second, "split", first=report.number, due=due)
