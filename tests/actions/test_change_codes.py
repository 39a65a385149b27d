"""Codes and phrases of the city: switched off, never deleted; a name stands once; each change leaves its entry."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.change_phrase import add_phrase, change_phrase
from feedback.actions.change_reason import CodeWords, add_reason, change_reason
from feedback.actions.hand_in import submit_result
from feedback.actions.return_case import return_case
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours
from feedback.models import Entry, Keyword, Reason
from feedback.queries import choices
from feedback.queries.code_lists import open_cases_with, phrase_effect
from feedback.terms import Role, State
from tests.support.world import NO_PICTURE, World


def words_of(reason: Reason, **changed: Any) -> CodeWords:
    held: dict[str, Any] = {"name_vi": reason.name_vi, "name_en": reason.name_en, "position": reason.position}
    return CodeWords(**(held | changed))


def change(world: World, purpose: str, code: str, **changed: Any) -> None:
    admin = world.actor(Role.ADMIN)
    with transaction(world.database) as session:
        held = session.get_one(Reason, (purpose, code))
        change_reason(session, admin, held, words_of(held, **changed))
    world.look()


def test_what_is_switched_off_is_neither_offered_nor_taken_and_stays_where_it_was_used(world: World) -> None:
    case = world.returned()
    used = next(leg.return_code for leg in case.legs if leg.return_code)
    assert open_cases_with(world.session, "return", used) == 1
    change(world, "return", used, is_active=False)
    assert used not in [row.code for row in choices.reasons(world.session, "return")]
    assert world.session.get(Reason, ("return", used)) is not None
    said: dict[str, Any] = {"reason_code": used, "note": "Không thuộc chúng tôi.", "proposed_agency_code": None}
    with pytest.raises(Invalid) as refused:
        world.act(return_case, world.officer, world.forwarded(), **said)
    assert refused.value.field == "reason_code"


def test_the_last_one_stays_on(world: World) -> None:
    codes = [row.code for row in choices.reasons(world.session, "withhold")]
    for code in codes[1:]:
        change(world, "withhold", code, is_active=False)
    with pytest.raises(Invalid) as refused:
        change(world, "withhold", codes[0], is_active=False)
    assert refused.value.field == "is_active"


def test_a_new_code_is_its_name_without_marks_and_a_name_stands_once(world: World) -> None:
    admin = world.actor(Role.ADMIN)
    with transaction(world.database) as session:
        added = add_reason(session, admin, "extension", CodeWords(name_vi="Chờ đấu thầu", position=9))
        assert added.code == "cho-dau-thau"
    with pytest.raises(Invalid) as refused, transaction(world.database) as session:
        add_reason(session, admin, "extension", CodeWords(name_vi="CHO DAU THAU"))
    assert refused.value.field == "name_vi"


def test_only_results_ask_for_pictures(world: World) -> None:
    admin = world.actor(Role.ADMIN)
    with transaction(world.database) as session:
        added = add_reason(session, admin, "return", CodeWords(name_vi="Trùng", needs_picture=True))
        assert not added.needs_picture


def test_every_change_leaves_its_entry(world: World) -> None:
    change(world, "result", "da-xu-ly", name_vi="Đã làm xong")
    newest = select(Entry).where(Entry.event == "setting.changed").order_by(Entry.seq.desc())
    assert world.session.scalars(newest.limit(1)).one().facts == {"what": "reason", "key": "result:da-xu-ly"}


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.AGENCY_LEADER, Role.CITY_LEADER])
def test_only_administrators(world: World, role: Role) -> None:
    somebody = world.actor(role)
    with pytest.raises(NotYours), transaction(world.database) as session:
        add_reason(session, somebody, "result", CodeWords(name_vi="Xong"))
    with pytest.raises(NotYours), transaction(world.database) as session:
        add_phrase(session, somebody, "sẽ lưu ý xem xét")


def test_a_phrase_counts_until_it_is_switched_off(world: World) -> None:
    admin, text = world.actor(Role.ADMIN), "Đơn vị chúng tôi sẽ lưu ý xem xét nghiên cứu trong thời gian tới ạ."
    phrase = "đơn vị chúng tôi sẽ lưu ý xem xét nghiên cứu"
    with transaction(world.database) as session:
        row_id = add_phrase(session, admin, phrase).id
    said: dict[str, Any] = {"result_code": "da-xu-ly", "text": text, "no_picture_reason": NO_PICTURE}
    case = world.in_progress()
    with pytest.raises(Invalid) as refused:
        world.act(submit_result, world.officer, case, **said)
    assert refused.value.field == "text"
    world.look()
    with transaction(world.database) as session:
        change_phrase(session, admin, session.get_one(Keyword, row_id), phrase, is_active=False)
    world.act(submit_result, world.officer, case, **said)
    assert case.state is State.AWAITING_APPROVAL
    assert phrase_effect(world.session, "LUU Y XEM XET").answers == 1


@pytest.mark.parametrize("phrase", ["", "đã", "  Đã tiếp thu "])
def test_a_phrase_is_two_words_or_more_and_listed_once(world: World, phrase: str) -> None:
    admin = world.actor(Role.ADMIN)
    with pytest.raises(Invalid) as refused, transaction(world.database) as session:
        add_phrase(session, admin, phrase)
    assert refused.value.field == "phrase"
