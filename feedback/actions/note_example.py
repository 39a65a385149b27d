"""Noting what a person's word teaches: this report belongs to that field. The text itself is not copied."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.database import insert_into
from feedback.models import Case, Decision, LabelledExample
from feedback.rules.lifecycle import Actor
from feedback.terms import Lesson, Role

PEOPLE = (Role.OPERATOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER)


def note_example(session: Session, actor: Actor, case: Case, lesson: Lesson) -> None:
    """Keep the field that the case has now as the right one. Nothing where no person spoke, or the law excludes it."""
    if actor.role not in PEOPLE or case.field_code is None or case.is_confidential or not case.reports:
        return
    thought = _thought(session, case)
    said = {
        "report_id": case.reports[0].id,
        "field_code": case.field_code,
        "guessed_code": thought.field_guesses[0]["field"] if thought else None,
        "model_version": thought.model_version if thought else "",
        "noted_at": clock.now(),
        "noted_by_id": actor.user_id,
    }
    note = insert_into(session, LabelledExample).values(case_id=case.id, lesson=lesson, **said)
    session.execute(note.on_conflict_do_update(index_elements=["case_id", "lesson"], set_=said))  # two may note at once


def _thought(session: Session, case: Case) -> Decision | None:
    """The newest decision in which the system found a field by itself; a chosen field is one guess without words."""
    query = select(Decision).where(Decision.case_id == case.id, Decision.decided_by_id.is_(None))
    found = session.scalars(query.order_by(Decision.id.desc())).all()
    return next((row for row in found if len(row.field_guesses) > 1 or _has_words(row)), None)


def _has_words(row: Decision) -> bool:
    return bool(row.field_guesses and row.field_guesses[0].get("words"))
