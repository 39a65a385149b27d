"""The weekly sample of answers: drawn from the ledger, and judged one by one by the centre's reviewers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.permit import written
from feedback.actions.transaction import CHANGED_MEANWHILE
from feedback.database import lock
from feedback.errors import N_, Missing, NotYours, Outdated
from feedback.models import Account, Case, Result, Review, ReviewDraw
from feedback.queries.reviews import REVIEWERS, answers_of, drawn_weeks, head_before, open_reviews
from feedback.queries.visible import NOT_CONFIDENTIAL
from feedback.rules.lifecycle import SYSTEM, WRONG_ROLE, Actor
from feedback.rules.period import Period, week_of
from feedback.rules.sampling import draw
from feedback.rules.text import tidy
from feedback.terms import Verdict

WEEKS_BACK = 4  # how far a system that stood still catches up
NO_SUCH_REVIEW = N_("Không có câu trả lời này trong mẫu.")


def draw_reviews(session: Session) -> int:
    """Draw every whole week of late that was not drawn yet; how many answers that were."""
    today = clock.today()
    weeks = [week_of(today - timedelta(weeks=back)) for back in range(WEEKS_BACK, 0, -1)]
    drawn = drawn_weeks(session, [week.code for week in weeks])
    return sum(_draw(session, week) for week in weeks if week.code not in drawn)


def review_answer(session: Session, actor: Actor, review_id: int, verdict: Verdict, reason: str = "") -> Review:
    """Say what an answer is worth. Raises NotYours, Missing, Invalid, Outdated naming who was quicker."""
    if actor.role not in REVIEWERS:
        raise NotYours(WRONG_ROLE)
    reason = written(reason, "reason") if verdict is not Verdict.GENUINE else tidy(reason, "reason")
    review = session.scalars(lock(session, open_reviews().where(Review.id == review_id))).first()
    if review is None:
        raise Missing(NO_SUCH_REVIEW)
    if review.verdict is not None:
        who = session.get_one(Account, review.reviewed_by_id)
        raise Outdated(CHANGED_MEANWHILE, changed_by=who.full_name)
    review.verdict, review.reason = verdict, reason
    review.reviewed_at, review.reviewed_by_id = clock.now(), actor.user_id
    case = session.get_one(Case, review.case_id)
    ledger.record(session, actor, "case.answer.reviewed", review, case=case, review=review, verdict=verdict)
    return review


def _draw(session: Session, week: Period) -> int:
    """Nobody chooses: the frame is what the ledger says was approved in the week, the lot its last hash."""
    head = head_before(session, week.ends_at)
    if head is None:
        return 0
    lot = draw(answers_of(session, week, head.seq), week.code, head.hash)
    made = ReviewDraw(week=week.code, head_seq=head.seq, head_hash=head.hash, drawn_at=clock.now())
    session.add(made)
    session.flush()
    cases = _open_to_all(session, [one for ids in lot.values() for one in ids])
    rows = [
        {"week": week.code, "result_id": one, "case_id": cases[one], "agency_code": agency}
        for agency, ids in lot.items()
        for one in ids
        if one in cases
    ]
    if rows:
        session.execute(insert(Review), rows)
    ledger.record(session, SYSTEM, "reviews.drawn", made, week=week.code, head=head.seq, answers=len(rows))
    return len(rows)


def _open_to_all(session: Session, results: list[int]) -> dict[int, int]:
    """The case of each answer, without those that turned out to be confidential."""
    query = select(Result.id, Result.case_id).join(Case, Case.id == Result.case_id)
    return dict(session.execute(query.where(Result.id.in_(results), NOT_CONFIDENTIAL)).all())
