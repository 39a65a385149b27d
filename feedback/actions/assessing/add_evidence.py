"""Adding evidence to a row: a document by its number, date and abstract, with files. Evidence is never taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.assessing.held import held_row
from feedback.actions.attach import Stored
from feedback.errors import N_, Invalid
from feedback.models import AssessmentFile, AssessmentRow, Evidence
from feedback.rules.assessing import Step
from feedback.rules.lifecycle import Actor
from feedback.terms import AssessmentState, RowState

NUMBER_MAX, ABSTRACT_MAX = 80, 500
NO_NUMBER = N_("Hãy ghi số, ký hiệu văn bản, ví dụ 12/BC-UBND.")
NO_ABSTRACT = N_("Hãy ghi trích yếu: văn bản nói gì.")
IN_THE_FUTURE = N_("Ngày văn bản không thể sau hôm nay.")


def add_evidence(
    session: Session,
    actor: Actor,
    row_id: int,
    version: int,
    *,
    number: str,
    on: date | None,
    abstract: str,
    kept: Sequence[Stored] = (),
) -> Evidence:
    """While the unit claims, and afterwards where the appraiser asked for it. Raises Invalid naming the field."""
    line = held_row(session, actor, row_id, version, _step(session, row_id))
    number = contact.short(number, "number", NUMBER_MAX)
    abstract = contact.short(abstract, "abstract", ABSTRACT_MAX)
    if not number:
        raise Invalid("number", NO_NUMBER)
    if not abstract:
        raise Invalid("abstract", NO_ABSTRACT)
    if on is not None and on > clock.today():
        raise Invalid("on", IN_THE_FUTURE)
    made = Evidence(
        row_id=line.id,
        document_number=number,
        document_on=on,
        abstract=abstract,
        added_by_id=actor.user_id,
        added_at=clock.now(),
        files=[_file(one) for one in kept],
    )
    session.add(made)
    line.changed_at = clock.now()
    session.flush()
    ledger.record(session, actor, "assessment.proved", line, row=line.row.code, evidence=made, files=len(kept))
    return made


def _step(session: Session, row_id: int) -> Step:
    line = session.get(AssessmentRow, row_id)
    is_asked = line is not None and line.state is RowState.NEEDS_EVIDENCE
    return Step.PROVE if is_asked and line.assessment.state is AssessmentState.CLAIMED else Step.ENTER


def _file(one: Stored) -> AssessmentFile:
    return AssessmentFile(
        original_name=one.picture.name,
        media_type=one.picture.media_type,
        size_bytes=len(one.picture.content),
        sha256=hashlib.sha256(one.picture.content).hexdigest(),
        stored_as=one.stored_as,
    )
