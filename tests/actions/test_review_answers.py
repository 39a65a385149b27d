"""The weekly sample: drawn by a lot that nobody chooses, judged once, counted; the page on which that happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from feedback.actions.reopen import reopen
from feedback.actions.review_answers import draw_reviews, review_answer
from feedback.actions.set_kind import set_kind
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Outdated
from feedback.models import Case, Entry, Fact, Review, ReviewDraw
from feedback.queries.reviews import answers_of, head_before, progress, unfair
from feedback.rules.lifecycle import CITIZEN
from feedback.rules.period import period
from feedback.rules.sampling import draw, sample_size
from feedback.terms import Kind, Role, Verdict
from tests.conftest import At
from tests.support.pages import BrowserLike
from tests.support.world import ROADS, WATER, World

WEEK = period("2026-W28")  # 6 to 12 July


@pytest.fixture
def sampled(world: World, at: At) -> list[Case]:
    """Three answers of roads and one of drainage in a week, and one after it; Monday has come."""
    cases = [*(world.resolved() for _ in range(3)), world.resolved(WATER)]
    at("2026-07-13T07:00")
    cases.append(world.resolved())
    with transaction(world.database) as session:
        assert draw_reviews(session) == 3, "two of three, and one of one"
    world.look()
    return cases


def reviews(world: World) -> list[Review]:
    return list(world.session.scalars(select(Review).order_by(Review.id)))


def judge(world: World, review: Review, verdict: Verdict, reason: str = "", role: Role = Role.DISPATCHER) -> None:
    with transaction(world.database) as session:
        review_answer(session, world.actor(role), review.id, verdict, reason)
    world.look()


@pytest.mark.parametrize(("answers", "drawn"), [(0, 0), (1, 1), (2, 2), (15, 2), (21, 3), (500, 15)])
def test_one_in_ten_but_two_at_least_and_fifteen_at_most(answers: int, drawn: int) -> None:
    assert sample_size(answers) == drawn


def test_the_lot_depends_on_the_week_and_the_hash_alone() -> None:
    answers = {ROADS: range(1, 100), WATER: range(100, 130)}
    first = draw(answers, "2026-W28", "a" * 64)
    assert first == draw({WATER: reversed(range(100, 130)), ROADS: range(1, 100)}, "2026-W28", "a" * 64)
    assert first != draw(answers, "2026-W28", "b" * 64)
    assert first != draw(answers, "2026-W29", "a" * 64)
    assert [len(ids) for ids in first.values()] == [10, 3]


def test_the_sample_is_what_anybody_draws_again_from_the_ledger(world: World, sampled: list[Case]) -> None:
    head = head_before(world.session, WEEK.ends_at)
    assert head is not None
    made = world.session.scalars(select(ReviewDraw)).one()
    assert (made.week, made.head_seq, made.head_hash) == (WEEK.code, head.seq, head.hash)
    lot = draw(answers_of(world.session, WEEK, head.seq), WEEK.code, head.hash)
    assert {one.result_id for one in reviews(world)} == {one for ids in lot.values() for one in ids}
    assert unfair(world.session, WEEK.code) == []
    with transaction(world.database) as session:
        assert draw_reviews(session) == 0, "a week is drawn once"
        chosen = session.get_one(Case, sampled[-1].id).result_id
        session.execute(update(Review).where(Review.id == reviews(world)[0].id).values(result_id=chosen))
    world.look()
    assert unfair(world.session, WEEK.code) == [sampled[-1].result_id], "a picked answer is found"


def test_a_verdict_is_given_once_with_a_reason_and_counts_as_a_fact(world: World, sampled: list[Case]) -> None:
    first, second, _ = reviews(world)
    with pytest.raises(NotYours):
        judge(world, first, Verdict.GENUINE, role=Role.OFFICER)
    with pytest.raises(Invalid) as refused:
        judge(world, first, Verdict.FORMAL)
    assert refused.value.field == "reason"
    judge(world, first, Verdict.FORMAL, "Không nói đã làm gì.", Role.AUDITOR)
    with pytest.raises(Outdated):
        judge(world, first, Verdict.GENUINE)
    judge(world, second, Verdict.GENUINE)
    entry = world.session.scalars(
        select(Entry).where(Entry.event == "case.answer.reviewed").order_by(Entry.seq)
    ).first()
    assert entry is not None
    assert entry.facts == {"review": str(first.id), "verdict": "formal"}
    world.refresh()
    verdicts = select(Fact.case_id, Fact.verdict).where(Fact.until_at.is_(None), Fact.verdict != "")
    assert dict(world.session.execute(verdicts).all()) == {first.case_id: "formal", second.case_id: "genuine"}


def test_a_verdict_stays_with_the_agency_after_reopening_and_none_is_given_of_a_denunciation(
    world: World, sampled: list[Case], at: At
) -> None:
    first = reviews(world)[0]
    judge(world, first, Verdict.UNSOLVED, "Ổ gà vẫn còn.")
    world.act(reopen, CITIZEN, first.case_id, why="Ổ gà vẫn còn.")
    world.refresh()
    facts = world.session.scalars(select(Fact).where(Fact.case_id == first.case_id, Fact.until_at.is_(None))).all()
    assert [(one.agency_code, one.verdict) for one in facts] == [(first.agency_code, "unsolved")]
    other = reviews(world)[1].case_id
    world.act(reopen, CITIZEN, other, why="Vẫn còn.")
    before = progress(world.session).drawn
    world.act(set_kind, world.dispatcher, other, kind=Kind.DENUNCIATION)
    assert progress(world.session).drawn == before - 1


def test_the_page_shows_one_answer_after_another(
    world: World, sampled: list[Case], as_staff: Callable[..., BrowserLike]
) -> None:
    browser = as_staff(Role.DISPATCHER)
    page = browser.page("/hotline/reviews")
    assert "Còn 3 trên 3 câu" in page.text()
    assert world.case(reviews(world)[0].case_id).number in page.text()
    nothing = browser.send(page)
    assert nothing.response.status_code == 422
    assert "Hãy chọn một nhận xét." in nothing.text()
    refused = browser.send(page, verdict="formal")
    assert refused.response.status_code == 422
    assert "Hãy viết nội dung." in refused.text()
    done = browser.send(page, verdict="formal", reason="Chỉ nói sẽ xem xét.")
    assert "Còn 2 trên 3 câu" in done.text()
    assert "1 (ít mẫu)" in done.text()
    assert "Ghi nhận xét" in browser.page("/hotline/reviews?after=999").text(), "those put off come again"
    assert as_staff(Role.OFFICER).get("/hotline/reviews").status_code in (403, 404)
