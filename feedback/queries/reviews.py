"""The weekly sample of answers: its frame in the ledger, what waits for a reviewer, and whether it was drawn fairly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from feedback.models import Agency, Attachment, Case, Entry, Report, Result, Review, ReviewDraw
from feedback.queries.visible import NOT_CONFIDENTIAL, visible_cases
from feedback.rules.lifecycle import Actor
from feedback.rules.period import Period, period
from feedback.rules.sampling import LEAST_TO_COMPARE, draw
from feedback.terms import Role, Verdict

REVIEWERS = (Role.DISPATCHER, Role.AUDITOR)
APPROVED = "case.result.approved"


@dataclass(frozen=True)
class Waiting:
    """One drawn answer as its reviewer sees it."""

    review: Review
    case: Case
    agency: str
    report: Report
    result: Result
    sent_files: list[Attachment]
    result_files: list[Attachment]


@dataclass(frozen=True)
class Progress:
    """How many answers of the sample there are, and how many were looked at."""

    drawn: int
    read: int

    @property
    def left(self) -> int:
        return self.drawn - self.read


@dataclass(frozen=True)
class OfAgency:
    """What reviewers said of one agency's answers; `reopened` are those whose case a citizen had opened again."""

    name: str
    read: int
    formal: int
    unsolved: int
    reopened: int

    @property
    def is_small(self) -> bool:
        return self.read < LEAST_TO_COMPARE


def drawn_weeks(session: Session, weeks: Sequence[str]) -> set[str]:
    return set(session.scalars(select(ReviewDraw.week).where(ReviewDraw.week.in_(weeks))))


def head_before(session: Session, at: datetime) -> Any | None:
    """The row (seq, hash) of the last entry before an instant."""
    last = select(func.max(Entry.seq)).where(Entry.at < at).scalar_subquery()
    return session.execute(select(Entry.seq, Entry.hash).where(Entry.seq == last)).first()


def answers_of(session: Session, week: Period, head_seq: int) -> dict[str, list[int]]:
    """Every answer approved here in a week, by agency, as the ledger up to its head says. What was imported is not."""
    entries = session.scalars(
        select(Entry.facts).where(
            Entry.event == APPROVED, Entry.at >= week.starts_at, Entry.at < week.ends_at, Entry.seq <= head_seq
        )
    ).all()
    ids = [int(facts["result"]) for facts in entries]
    ours = set(session.scalars(select(Result.id).where(Result.id.in_(ids), Result.leg_id.is_not(None))))
    found: dict[str, list[int]] = {}
    for facts in entries:
        if int(facts["result"]) in ours:
            found.setdefault(facts["agency"], []).append(int(facts["result"]))
    return found


def unfair(session: Session, week: str) -> list[int]:
    """Answers that were looked at without having been drawn: none, unless somebody tampered with the sample.

    Raises Invalid for what is no week.
    """
    made = session.get(ReviewDraw, period(week).code)
    if made is None:
        return []
    hashed = session.scalar(select(Entry.hash).where(Entry.seq == made.head_seq)) or ""
    lot = draw(answers_of(session, period(week), made.head_seq), week, hashed)
    right = {one for ids in lot.values() for one in ids}
    kept = session.scalars(select(Review.result_id).where(Review.week == week).order_by(Review.result_id))
    return [one for one in kept if one not in right]


def sample_of(session: Session, week: str) -> Sequence[Any]:
    """By agency: how many answers of a week were drawn, and how many were looked at."""
    counted = select(Agency.short_name, func.count(Review.id), func.count(Review.verdict))
    counted = counted.join(Review, Review.agency_code == Agency.code).where(Review.week == week)
    return session.execute(counted.group_by(Agency.short_name).order_by(Agency.short_name)).all()


def open_reviews() -> Select[Any]:
    """Those whose case may be read: one that became confidential is looked at no more."""
    return select(Review).where(Review.case_id.in_(select(Case.id).where(NOT_CONFIDENTIAL)))


def progress(session: Session) -> Progress:
    """Of the whole sample. One statement."""
    drawn, read = session.execute(
        open_reviews().with_only_columns(func.count(Review.id), func.count(Review.verdict))
    ).one()
    return Progress(drawn, read)


def by_agency(session: Session, since: datetime) -> list[OfAgency]:
    """What reviewers said since an instant, most looked at first. One statement, over the sample alone."""
    said = [func.count().filter(Review.verdict == one) for one in (Verdict.FORMAL, Verdict.UNSOLVED)]
    query = (
        select(Agency.short_name, func.count(), *said, func.count().filter(Case.reopen_count > 0))
        .select_from(Review)
        .join(Agency, Agency.code == Review.agency_code)
        .join(Case, Case.id == Review.case_id)
        .where(Review.reviewed_at >= since, NOT_CONFIDENTIAL)
        .group_by(Agency.short_name)
        .order_by(func.count().desc(), Agency.short_name)
    )
    return [OfAgency(*row) for row in session.execute(query)]


def next_waiting(session: Session, actor: Actor, after: int = 0) -> Waiting | None:
    """The oldest answer that nobody looked at yet; `after` passes over some. Three statements at most."""
    query = open_reviews().where(Review.verdict.is_(None)).order_by(Review.id <= after, Review.id)
    return _waiting(session, actor, query.limit(1))


def waiting(session: Session, actor: Actor, review_id: int) -> Waiting | None:
    """A named answer of the sample, looked at or not."""
    return _waiting(session, actor, open_reviews().where(Review.id == review_id))


def _waiting(session: Session, actor: Actor, query: Select[Any]) -> Waiting | None:
    joined = (
        query.join(Case, Case.id == Review.case_id)
        .join(Agency, Agency.code == Review.agency_code)
        .join(Result, Result.id == Review.result_id)
        .where(visible_cases(actor))
        .with_only_columns(Review, Case, Agency.short_name, Result)
        .options(joinedload(Case.field), joinedload(Case.ward))
    )
    row = session.execute(joined).first()
    if row is None:
        return None
    review, case, agency, result = row
    report = session.scalars(select(Report).where(Report.case_id == case.id).order_by(Report.id).limit(1)).one()
    files = session.scalars(select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id)).all()
    sent = [one for one in files if one.report_id is not None]
    return Waiting(review, case, agency, report, result, sent, [one for one in files if one.result_id == result.id])
