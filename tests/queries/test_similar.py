"""The same incident: near in place, time and words, or the same caller again."""

from __future__ import annotations

from typing import Any

from feedback import clock
from feedback.queries.similar import SimilarCase, similar_cases
from feedback.terms import Role
from tests.support.databases import count_statements
from tests.support.world import World

NINH_KIEU, TAN_AN = "31135", "31147"
TEXT = "Ổ gà lớn giữa đường Mậu Thân, mưa xuống không thấy, nhiều xe té."
PHONE = "+84907418562"


def near(world: World, text: str, **given: Any) -> list[SimilarCase]:
    values: dict[str, Any] = {"ward_code": NINH_KIEU, "field_code": None, "now": clock.now()} | given
    world.look()
    return similar_cases(world.session, world.actor(Role.DISPATCHER), text, **values)


def test_the_same_words_in_the_same_ward_are_found(world: World) -> None:
    case = world.received(text=TEXT, ward_code=NINH_KIEU)
    assert [found.number for found in near(world, "Đường Mậu Thân có ổ gà lớn, xe té hoài")] == [case.number]
    assert near(world, "Đường Mậu Thân có ổ gà lớn, xe té hoài", ward_code=TAN_AN) == []
    assert near(world, "Quán karaoke ồn ào tới khuya") == []
    assert near(world, TEXT, ward_code=None) == []


def test_polite_words_make_nothing_alike(world: World) -> None:
    world.received(text="Kính mong cơ quan chức năng xử lý sớm việc mất nước, xin cảm ơn.", ward_code=NINH_KIEU)
    assert near(world, "Kính mong cơ quan chức năng quan tâm đèn đường") == []


def test_the_same_caller_is_found_in_any_ward_and_first(world: World) -> None:
    other = world.received(text=TEXT, ward_code=NINH_KIEU, phone="0907000111")
    own = world.received(text=TEXT, ward_code=TAN_AN, phone="0907 418 562")
    found = near(world, "Lần 2: ổ gà đường Mậu Thân xe té", phone=PHONE)
    assert {case.number for case in found} == {own.number, other.number}
    assert found[0].number == own.number
    assert [case.number for case in near(world, TEXT, ward_code=None, phone=PHONE)] == [own.number]


def test_a_spot_across_the_street_is_near_in_whichever_ward(world: World) -> None:
    here, across, far = (10.0333, 105.7770), (10.0342, 105.7772), (10.0450, 105.7900)
    beyond = world.received(text=TEXT, ward_code=TAN_AN, lat=across[0], lon=across[1])
    world.received(text=TEXT, ward_code=TAN_AN, lat=far[0], lon=far[1])
    said = "Đường Mậu Thân có ổ gà lớn, xe té hoài"
    assert [found.number for found in near(world, said, spot=here)] == [beyond.number]
    assert near(world, said) == [], "without a spot another ward is another place"
    within = world.received(text=TEXT, ward_code=NINH_KIEU)
    assert [found.number for found in near(world, said, spot=here)] == [beyond.number, within.number]


def test_one_statement_whatever_there_is(world: World) -> None:
    for _ in range(3):
        world.received(text=TEXT, ward_code=NINH_KIEU, phone=PHONE)
    actor = world.actor(Role.DISPATCHER)
    world.look()
    with count_statements(world.database) as statements:
        similar_cases(world.session, actor, TEXT, ward_code=NINH_KIEU, field_code=None, now=clock.now(), phone=PHONE)
    assert len(statements) == 1
