"""What people correct becomes a lesson; it decides nothing until its model was promoted, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, update

from feedback.actions import learn
from feedback.actions.classify import classify
from feedback.actions.close_case import close_case
from feedback.actions.forward import dispatch, redirect
from feedback.actions.read_corpus import Corpus
from feedback.actions.route import route
from feedback.actions.transaction import transaction
from feedback.errors import Missing, NotYours, Refused
from feedback.models import Case, Decision, FieldModelRow, LabelledExample, Report, ShadowGuess
from feedback.queries.knowledge import knowledge
from feedback.rules.corpus import Example
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.model_verdict import Score, worse_in
from feedback.terms import Lesson, ModelState, Role, State
from tests.support.world import ROADS, WATER, World

Made = TypeVar("Made")
WRITTEN = {
    "giao-thong": "Mặt đường {} có ổ gà sâu, xe máy dễ té.",
    "dien": "Trụ điện {} nghiêng, dây điện chùng xuống thấp.",
    "an-ninh-trat-tu": "Thanh niên {} tụ tập đánh nhau gây mất trật tự.",
}
SAID = ("gần chợ", "đầu hẻm", "cuối đường", "trước trường", "sau chùa", "bên sông", "gần cầu", "cạnh công viên")
FLYCAM = "Flycam bay lượn soi vào cửa sổ phòng ngủ {}."
POLICE = "an-ninh-trat-tu"


def corpus() -> Corpus:
    texts = [
        (code, form.format(f"{where} {more}")) for code, form in WRITTEN.items() for where in SAID for more in "ab"
    ]
    examples = [Example(text, code) for code, text in texts]
    return Corpus(tuple(examples), tuple(examples[::3]), "f" * 64)


def act(world: World, does: Callable[..., Made], *args: Any) -> Made:
    try:
        with transaction(world.database) as session:
            return does(session, *args)
    finally:
        world.look()


def unclear(world: World, text: str) -> Case:
    case = world.received(text=text, field_code=None, ward_code="31135", place_text="")
    world.act(route, SYSTEM, case)
    return case


def thought(world: World, case: Case) -> Decision:
    query = select(Decision).where(Decision.case_id == case.id, Decision.decided_by_id.is_(None))
    return world.session.scalars(query).one()


def corrected(world: World, count: int = 10) -> None:
    """Reports about flycams that a dispatcher gives to the police."""
    for number in range(count):
        case = unclear(world, FLYCAM.format(SAID[number % len(SAID)]) + f" Lần {number}.")
        world.act(classify, world.dispatcher, case, POLICE)


def taught(world: World) -> learn.Candidate:
    return learn.teach(learn.gather(world.session), corpus())


def model(world: World, state: ModelState) -> FieldModelRow | None:
    world.look()
    return world.session.scalars(select(FieldModelRow).where(FieldModelRow.state == state)).first()


def lessons(world: World, case: Case) -> list[tuple[Lesson, str]]:
    rows = world.session.scalars(
        select(LabelledExample).where(LabelledExample.case_id == case.id).order_by(LabelledExample.id)
    )
    return [(row.lesson, row.field_code) for row in rows]


def test_a_correction_changes_a_later_decision_only_through_a_promoted_model(world: World) -> None:
    before = thought(world, unclear(world, FLYCAM.format("nhà tôi")))
    corrected(world)
    after_corrections = thought(world, unclear(world, FLYCAM.format("nhà tôi")))
    assert after_corrections.field_guesses == before.field_guesses, "a correction alone changes nothing"

    act(world, learn.keep_candidate, taught(world))
    in_shadow = thought(world, unclear(world, FLYCAM.format("nhà tôi")))
    assert in_shadow.field_guesses == before.field_guesses, "a model in shadow decides nothing"
    beside = world.session.scalars(select(ShadowGuess).where(ShadowGuess.decision_id == in_shadow.id)).one()
    assert beside.field_code == POLICE, "but it has said what it would say"

    shadow = model(world, ModelState.SHADOW)
    assert shadow is not None
    act(world, learn.promote, world.actor(Role.ADMIN), shadow.id)
    promoted = thought(world, unclear(world, FLYCAM.format("nhà tôi")))
    assert promoted.field_guesses[0]["field"] == POLICE
    assert promoted.model_version == shadow.version

    act(world, learn.back_to_shipped, world.actor(Role.ADMIN))
    assert thought(world, unclear(world, FLYCAM.format("nhà tôi"))).field_guesses == before.field_guesses


def test_each_way_in_which_people_speak_is_a_lesson(world: World) -> None:
    case = unclear(world, FLYCAM.format("nhà tôi"))
    assert lessons(world, case) == [], "what the system does itself teaches it nothing"
    world.act(classify, world.dispatcher, case, POLICE)
    world.act(dispatch, world.dispatcher, case, ROADS)
    assert lessons(world, case) == [(Lesson.RECLASSIFIED, POLICE), (Lesson.FORWARDED, POLICE)]
    returned = world.returned()
    world.act(dispatch, world.dispatcher, returned, WATER)
    assert (Lesson.RETURNED, "giao-thong.o-ga") in lessons(world, returned)
    closed = world.resolved()
    world.act(close_case, world.dispatcher, closed)
    assert (Lesson.CLOSED, "giao-thong.o-ga") in lessons(world, closed)


def test_an_example_holds_no_words_and_what_is_learned_holds_no_personal_facts(world: World) -> None:
    corrected(world, 4)
    phone = "0907 418 562"
    world.act(classify, world.dispatcher, unclear(world, f"Flycam soi nhà, gọi tôi số {phone}."), POLICE)
    columns = {column.name for column in LabelledExample.__table__.columns}
    assert not columns & {"text", "title"}
    learned = learn.gather(world.session)
    texts = [example.text for example in learned.extra] + [asked.text for asked in learned.asked]
    assert len(texts) == 5
    assert not any(phone in text for text in texts)
    assert any("[đã ẩn]" in text for text in texts)


def test_the_newest_word_on_a_report_counts(world: World) -> None:
    case = unclear(world, FLYCAM.format("nhà tôi"))
    for code in (POLICE, "tieng-on", POLICE):
        world.act(classify, world.dispatcher, case, code)
    learned = learn.gather(world.session)
    assert [*(one.field_code for one in learned.extra), *(one.fields[0] for one in learned.asked)] == [POLICE]


def test_a_worse_candidate_is_kept_out(world: World) -> None:
    corrected(world)
    row = act(world, learn.keep_candidate, replace(taught(world), worse=("dien",)))
    assert row.state is ModelState.REFUSED
    assert "Điện" in row.verdict
    assert model(world, ModelState.SHADOW) is None


def test_a_shadow_takes_over_when_it_was_not_worse_in_service(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    corrected(world)
    act(world, learn.keep_candidate, taught(world))
    assert act(world, learn.judge_shadow) is None, "it has not looked on long enough"
    monkeypatch.setattr(learn, "LEAST_SHADOW", 5)
    corrected(world, 6)
    row = act(world, learn.judge_shadow)
    assert row is not None
    assert (row.state, row.promoted_by_id) == (ModelState.ACTIVE, None)
    assert row.figures["lived"]["top1"] == 1.0


def test_a_shadow_that_was_worse_in_service_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    corrected(world)
    act(world, learn.keep_candidate, taught(world))
    monkeypatch.setattr(learn, "LEAST_SHADOW", 1)
    case = unclear(world, "Karaoke loa kéo ồn ào suốt đêm, hát karaoke không ai ngủ được.")
    if case.state is State.FORWARDED:
        world.act(redirect, world.dispatcher, case, ROADS, "Thử")
    else:
        world.act(classify, world.dispatcher, case, "tieng-on")
        world.act(dispatch, world.dispatcher, case, ROADS)
    act(world, lambda session: session.execute(update(ShadowGuess).values(field_code="dien")))
    assert act(world, learn.judge_shadow) is None
    refused = model(world, ModelState.REFUSED)
    assert refused is not None
    assert "Tiếng ồn" in refused.verdict


def test_a_damaged_file_falls_back_and_says_so(world: World) -> None:
    corrected(world)
    act(world, learn.keep_candidate, taught(world))
    shadow = model(world, ModelState.SHADOW)
    assert shadow is not None
    act(world, learn.promote, world.actor(Role.ADMIN), shadow.id)
    with world.database.reading() as session:
        assert knowledge(session).reader.version == shadow.version
        session.info["cache"].clear()  # as in a process that starts now
    act(world, lambda session: session.execute(update(FieldModelRow).values(file=b"broken")))
    with world.database.reading() as session:
        reader = knowledge(session).reader
    assert reader.version != shadow.version
    assert shadow.version in reader.problem
    with pytest.raises(Missing):
        act(world, learn.promote, world.actor(Role.ADMIN), shadow.id)


def test_only_administrators_promote(world: World) -> None:
    corrected(world)
    row = act(world, learn.keep_candidate, taught(world))
    for role in (Role.DISPATCHER, Role.CITY_LEADER):
        with pytest.raises(NotYours):
            act(world, learn.promote, world.actor(role), row.id)
    with pytest.raises(Refused):
        act(world, learn.back_to_shipped, world.actor(Role.ADMIN))


def test_an_erased_report_teaches_nothing_more(world: World) -> None:
    corrected(world, 3)
    act(world, lambda session: session.execute(update(Report).values(text="")))
    learned = learn.gather(world.session)
    assert {example.text for example in learned.extra} <= {""}


@pytest.mark.parametrize(
    ("current", "candidate", "worse"),
    [
        (Score(10, 8), Score(10, 8), False),
        (Score(10, 8), Score(10, 7), True),
        (Score(10, 8), Score(10, 9), False),
        (Score(200, 180), Score(200, 178), False),
        (Score(200, 180), Score(200, 177), True),
        (Score(0, 0), Score(0, 0), False),
    ],
)
def test_worse_is_counted_by_field(current: Score, candidate: Score, worse: bool) -> None:
    assert worse_in({"dien": current}, {"dien": candidate}) == (["dien"] if worse else [])
