"""The slim rows that facts are made of: cases with their promise, turns, ratings, and what happened to few of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from feedback.models import Case, Clock, Decision, Extension, Field, Leg, Question, Report, Result, Review
from feedback.terms import ClockKind, ExtensionState, LegRole


def cases(wanted: ColumnElement[bool]) -> Any:
    promise = and_(Clock.case_id == Case.id, Clock.kind == ClockKind.RESOLVE)
    first = select(Report.channel).where(Report.case_id == Case.id).order_by(Report.id).limit(1).scalar_subquery()
    return (
        select(
            Case.id, Case.state, Case.kind, Case.level, Case.field_code, Case.ward_code, Case.holder_code,
            Case.received_at, Case.resolved_at, Case.published_at, Case.return_count, Case.reopen_count,
            Case.report_count, first.label("channel"), Field.about, Result.is_hollow,
            Clock.state.label("clock_state"), Clock.outcome, Clock.due_at, Clock.stopped_at,
        )
        .outerjoin(Clock, promise)
        .outerjoin(Field, Field.code == Case.field_code)
        .outerjoin(Result, Result.id == Case.result_id)
        .where(wanted)
        .order_by(Case.id, Clock.id)
    )  # fmt: skip


def legs(wanted: ColumnElement[bool]) -> Any:
    asked = (
        select(func.min(Question.asked_at))
        .where(Question.case_id == Leg.case_id, Question.leg_id == Leg.id)
        .scalar_subquery()
    )
    return (
        select(
            Leg.id, Leg.case_id, Leg.agency_code, Leg.state, Leg.sent_at, Leg.accepted_at, Leg.ended_at,
            Leg.officer_id, Leg.is_short, Leg.succeeds_id, Leg.decision_id, Decision.decided_by_id,
            asked.label("asked_at"),
        )
        .join(Case, Case.id == Leg.case_id)
        .outerjoin(Decision, Decision.id == Leg.decision_id)
        .where(wanted, Leg.role == LegRole.LEAD)
        .order_by(Leg.id)
    )  # fmt: skip


def votes(wanted: ColumnElement[bool], dissatisfied_at_most: int) -> Any:
    """Likes and dislikes of each case, those of the reports merged into it included."""
    own = aliased(Case)
    dislikes = func.sum(case((Report.rating <= dissatisfied_at_most, 1), else_=0))
    return (
        select(Case.id, dislikes.label("dislikes"), func.count(Report.id).label("votes"))
        .join(own, or_(own.id == Case.id, own.merged_into_id == Case.id))
        .join(Report, Report.case_id == own.id)
        .where(wanted, Report.rating.is_not(None))
        .group_by(Case.id)
    )


def extensions(wanted: ColumnElement[bool]) -> Any:
    """How often each case was given more time."""
    granted = select(Extension.case_id, func.count()).join(Case, Case.id == Extension.case_id)
    return granted.where(wanted, Extension.state == ExtensionState.GRANTED).group_by(Extension.case_id)


def first_answers(wanted: ColumnElement[bool]) -> Any:
    """When cases that were reopened had been answered for the first time."""
    at = func.coalesce(Result.approved_at, Result.submitted_at)  # what another system answered has no approval here
    answered = select(Result.case_id, func.min(at)).join(Case, Case.id == Result.case_id)
    is_answer = or_(Result.approved_at.is_not(None), Result.leg_id.is_(None))
    return answered.where(wanted, Case.reopen_count > 0, is_answer).group_by(Result.case_id)


def verdicts(wanted: ColumnElement[bool]) -> Any:
    """What reviewers said of answers, by case and agency, the newest last."""
    said = select(Review.case_id, Review.agency_code, Review.verdict).join(Case, Case.id == Review.case_id)
    return said.where(wanted, Review.verdict.is_not(None)).order_by(Review.reviewed_at, Review.id)
