"""Words of cases: the index of either database finds exactly what a plain look at every text finds."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from feedback import schema, word_index
from feedback.models import Case
from feedback.queries import search as searching
from feedback.queries.search import search
from feedback.rules.text import fold, words
from tests.support.world import World

TEXTS = (
    "Đèn đường hẻm 51 tắt ba đêm liền.",
    "Đường Lê Lợi ngập nước, xe chết máy.",
    "Rác chất đống trước chợ Cái Khế, mùi hôi.",
    "Cây ngã chắn ngang đường Nguyễn Văn Cừ.",
    "Quán karaoke ồn tới 2 giờ sáng ở đường 30/4.",
    "Ổ gà lớn, ỔGÀ rất nguy hiểm: straße, ﬁ, 𝐀𝐁𝐂.",
)
SAID = " ".join(TEXTS)


def parts() -> st.SearchStrategy[str]:
    """Something out of the texts, cut anywhere, or a few letters of our own."""
    cut = st.tuples(st.integers(0, len(SAID) - 1), st.integers(1, 14)).map(lambda at: SAID[at[0] : at[0] + at[1]])
    return st.lists(cut | st.text("abdeghnouđư12 \"'*%_", max_size=5), min_size=1, max_size=3).map(" ".join)


def found(world: World, typed: str) -> list[str]:
    return [row.number for row in search(world.session, world.dispatcher, typed).rows]


def test_the_index_finds_what_a_walk_over_every_text_finds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether few cases, some or many count as rare."""
    texts = {case.number: case.search_text for case in [world.received(text=said) for said in TEXTS * 2]}
    newest = list(texts)[::-1]

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(parts(), st.sampled_from([0, 3, 2_000]))
    def holds(typed: str, rare: int) -> None:
        monkeypatch.setattr(word_index, "RARE", rare)
        asked = words(typed)[:8]
        assert found(world, typed) == [one for one in newest if asked and all(word in texts[one] for word in asked)]

    holds()


def test_pages_show_each_case_once_whether_the_newest_fill_them_or_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words are looked for among the newest cases first: how many these are changes nothing of what is found."""
    lights = [world.received(text=said).number for said in TEXTS[:2] * 3]
    for newest in (1, 3, 5_000):
        monkeypatch.setattr(searching, "NEWEST", newest)
        seen, after = [], ""
        while not seen or after:
            page = search(world.session, world.dispatcher, "duong", after, size=2)
            seen += [row.number for row in page.rows]
            after = page.next_key
        assert seen == lights[::-1], newest


def test_a_changed_text_is_found_by_its_new_words_only(world: World) -> None:
    case = world.received(text=TEXTS[0])
    with world.database.writing() as session:
        session.execute(update(Case).where(Case.id == case.id).values(search_text=fold("Cống nghẹt trước nhà")))
        session.commit()
    world.look()
    assert (found(world, "cống nghẹt"), found(world, "đèn")) == ([case.number], [])


def test_without_an_index_of_pieces_words_are_found_by_walking(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(word_index, "TOKENIZER", "of an SQLite to come")
    with caplog.at_level(logging.WARNING):
        schema.upgrade(world.database)
    world.session.info["cache"].clear()
    number = world.received(text=TEXTS[0]).number
    assert found(world, "den duong") == [number]
    assert len(caplog.records) == (1 if world.database.engine.dialect.name == "sqlite" else 0)
