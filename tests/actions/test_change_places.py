"""The gazetteer kept by people: what they may change, what a list does, and that reading follows at once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.change_places import import_places, plan_places, save_place
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours
from feedback.models import Entry, Landmark, LegacyWard, Street, Ward
from feedback.queries.knowledge import knowledge
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.place_names import find_places
from tests.support.world import World

LIST = "what,name,aliases,wards,active\nstreet,Đường Thử Nghiệm,Lộ Thử,Ninh Kiều,1\nlandmark,Chợ Thử Nghiệm,,31135,1\n"


def read(world: World, text: str) -> str | None:
    with world.database.reading() as session:
        return find_places(text, knowledge(session).gazetteer).ward_code


def changed(world: World) -> list[str]:
    world.look()
    rows = world.session.scalars(select(Entry.facts).where(Entry.event == "setting.changed"))
    return [f"{facts['what']}:{facts['key']}" for facts in rows if facts.get("what") in ("street", "landmark", "ward")]


def save(world: World, what: str, code: str | None = None, **given: Any) -> None:
    values: dict[str, Any] = {"name": "", "aliases": "", "wards": "", "is_active": True} | given
    with transaction(world.database) as session:
        save_place(session, SYSTEM, what, code, **values)


def test_a_new_street_is_read_at_once_until_it_is_switched_off(world: World) -> None:
    assert read(world, "ổ gà đường Thử Nghiệm Mới") is None
    save(world, "street", name="Thử Nghiệm Mới", wards="phường Ninh Kiều")
    assert read(world, "ổ gà đường Thử Nghiệm Mới") == "31135"
    save(world, "street", "thu-nghiem-moi", name="Thử Nghiệm Mới", wards="31135", is_active=False)
    assert read(world, "ổ gà đường Thử Nghiệm Mới") is None
    assert changed(world)[-2:] == ["street:thu-nghiem-moi", "street:thu-nghiem-moi"]


def test_a_ward_gets_another_name_and_keeps_its_own(world: World) -> None:
    save(world, "ward", "31135", name="Đổi Tên", aliases=" Bến Ninh Kiều ; Bến Ninh Kiều;; ")
    world.look()
    ward = world.session.get_one(Ward, "31135")
    assert (ward.name, ward.aliases) == ("Ninh Kiều", "Bến Ninh Kiều")
    assert read(world, "phường Bến Ninh Kiều") == "31135"


def test_a_unit_of_before_gets_another_name(world: World) -> None:
    unit = world.session.scalars(select(LegacyWard).where(LegacyWard.name == "Xuân Khánh")).one()
    save(world, "legacy", unit.code, aliases="Xuân Khánh Cũ Kỹ")
    assert read(world, "phường Xuân Khánh Cũ Kỹ") == "31135"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "wards": "31135"}, "name"),
        ({"name": "Thử", "wards": ""}, "wards"),
        ({"name": "Thử", "wards": "Không Có"}, "wards"),
    ],
)
def test_what_cannot_be_read_is_refused(world: World, given: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(world, "street", **given)
    assert refused.value.field == field


def test_a_landmark_lies_in_one_ward(world: World) -> None:
    with pytest.raises(Invalid):
        save(world, "landmark", name="Chợ Thử", wards="31135;31147")


def test_only_administrators_change_the_map(world: World) -> None:
    with transaction(world.database) as session, pytest.raises(NotYours):
        save_place(session, world.officer, "ward", "31135", name="", aliases="", wards="", is_active=True)


def test_a_list_is_shown_before_it_is_taken_in_and_changes_nothing_twice(world: World) -> None:
    assert [change.verb for change in plan_places(world.session, LIST)] == ["add", "add"]
    assert changed(world) == []
    with transaction(world.database) as session:
        import_places(session, SYSTEM, LIST)
    world.look()
    assert world.session.get(Street, "duong-thu-nghiem") is not None
    assert world.session.get(Landmark, "cho-thu-nghiem") is not None
    before = changed(world)
    assert before == ["street:duong-thu-nghiem", "landmark:cho-thu-nghiem"]
    assert [change.verb for change in plan_places(world.session, LIST)] == ["keep", "keep"]
    with transaction(world.database) as session:
        import_places(session, SYSTEM, LIST)
    assert changed(world) == before
    changes = plan_places(world.session, LIST.replace("Lộ Thử", "Lộ Khác"))
    assert [change.verb for change in changes] == ["change", "keep"]


@pytest.mark.parametrize("listed", ["", "what,name\n", "name\nx\n", "what,name,wards\nward,Tân An,31135\n"])
def test_a_list_that_cannot_be_read_is_refused(world: World, listed: str) -> None:
    with pytest.raises(Invalid):
        plan_places(world.session, listed)


def test_a_bad_line_is_named(world: World) -> None:
    with pytest.raises(Invalid, match="Dòng 3"):
        plan_places(world.session, "what,name,aliases,wards\nstreet,Một,,31135\nstreet,Hai,,Không Có\n")


@pytest.mark.parametrize(
    ("listed", "line"),
    [
        (f"what,{'n' * 131_073}\nstreet,Một\n", 1),
        (f"what,name,aliases,wards\nstreet,Một,,31135\nstreet,{'H' * 131_073},,31135\n", 3),
    ],
)
def test_a_line_too_long_to_be_read_is_named(world: World, listed: str, line: int) -> None:
    with pytest.raises(Invalid, match=f"ở dòng {line}: .*thiếu dấu ngoặc kép đóng. Hãy sửa") as refused:
        plan_places(world.session, listed)
    assert refused.value.field == "listed"
