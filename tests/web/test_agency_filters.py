"""Filters kept as work queues: kept, counted, shared by leaders, seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback.actions.saved_filters import delete_filter, rename_filter, save_filter, share_filter
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Missing, NotYours, Refused
from feedback.queries.wanted import Wanted, wanted_of
from feedback.rules.lifecycle import Actor
from feedback.terms import Level, Role
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, attribute
from tests.support.world import WATER, World

SignIn = Callable[..., BrowserLike]


def keep(world: World, actor: Actor, name: str, query: str = "level=urgent") -> int:
    with transaction(world.database) as session:
        kept_id = save_filter(session, actor, name, wanted_of(query)).id
    world.look()
    return kept_id


def test_keep_the_filter_that_is_on_and_open_it_again(world: World, as_staff: SignIn) -> None:
    urgent = world.in_progress(level=Level.URGENT)
    world.in_progress()
    officer = as_staff(Role.OFFICER)
    page = officer.page("/agency/?level=urgent&mark=mine&q=duong")
    assert [attribute(chip, "href") for chip in page.all("a.ct-fchip")] == [
        "/agency/?level=urgent&mark=mine",
        "/agency/?q=duong&mark=mine",
        "/agency/?q=duong&level=urgent",
    ]
    page = officer.page(attribute(page.one(".ct-chipline a.btn"), "href"))
    assert "Mức độ: Khẩn · Việc của tôi" in page.text()
    page = officer.send(page, name="  Khẩn   của tôi ")
    assert "Khẩn của tôi 1" in page.text("ul.ct-queues a[aria-current]")
    assert urgent.number in page.text("table.ct-cases")
    page = officer.send(officer.page("/agency/filters?keep=level%3Durgent"), name="Khẩn của tôi")
    assert page.response.status_code == 422
    assert "Bạn đã có bộ lọc tên này." in page.text()
    assert "Khẩn của tôi" in as_staff(Role.OFFICER).page("/agency/").text("ul.ct-queues")
    assert "Khẩn của tôi" not in as_staff(Role.AGENCY_LEADER).page("/agency/").text("ul.ct-queues")


def test_leader_shares_renames_and_deletes(world: World, as_staff: SignIn) -> None:
    keep(world, world.leader, "Ổ gà")
    leader, officer = as_staff(Role.AGENCY_LEADER), as_staff(Role.OFFICER)
    page = leader.send(leader.page("/agency/filters"), 'form[action$="/share"]')
    assert "Cả đơn vị dùng được hàng việc này." in page.text("body")
    assert "Ổ gà 0" in officer.page("/agency/").text("ul.ct-queues")
    assert "Ổ gà" not in as_staff(Role.OFFICER, WATER).page("/agency/").text("ul.ct-queues")
    assert not officer.page("/agency/filters").all('form[action$="/name"]')
    page = leader.send(leader.page("/agency/filters"), 'form[action$="/name"]', name="")
    assert page.response.status_code == 422
    assert "Hãy đặt tên cho bộ lọc." in page.text()
    page = leader.send(leader.page("/agency/filters"), 'form[action$="/name"]', name="Ổ gà và hố ga")
    assert "Ổ gà và hố ga" in officer.page("/agency/").text("ul.ct-queues")
    leader.send(leader.page("/agency/filters"), 'form[action$="/delete"]')
    assert "Ổ gà" not in officer.page("/agency/").text("ul.ct-queues")


def test_rules_of_keeping(world: World) -> None:
    mine = keep(world, world.officer, "Của tôi")
    colleague, stranger = world.another(Role.OFFICER), world.actor(Role.AGENCY_LEADER, WATER)
    with transaction(world.database) as session:
        for actor in (colleague, stranger):
            with pytest.raises(Missing):
                rename_filter(session, actor, mine, "Của chúng")
            with pytest.raises(Missing):
                delete_filter(session, actor, mine)
        with pytest.raises(NotYours):
            share_filter(session, world.officer, mine, is_shared=True)
        with pytest.raises(Refused):
            save_filter(session, world.officer, "Trống", Wanted())
        with pytest.raises(Invalid):
            save_filter(session, world.officer, "x" * 61, wanted_of("level=urgent"))
        rename_filter(session, world.officer, mine, "Của tôi")
        for number in range(11):
            save_filter(session, world.officer, f"Số {number}", wanted_of("level=urgent"))
        with pytest.raises(Refused):
            save_filter(session, world.officer, "Thứ mười ba", wanted_of("level=urgent"))


def test_shared_one_belongs_to_its_reader(world: World, as_staff: SignIn) -> None:
    shared, officer = keep(world, world.leader, "Việc của ai mở", "mark=mine"), world.officer
    with transaction(world.database) as session:
        share_filter(session, world.leader, shared, is_shared=True)
        with pytest.raises(NotYours):
            rename_filter(session, officer, shared, "Khác")
    world.in_progress()
    assert "Việc của ai mở 1" in as_staff(Role.OFFICER).page("/agency/").text("ul.ct-queues")
    assert "Việc của ai mở 0" in as_staff(Role.AGENCY_LEADER).page("/agency/").text("ul.ct-queues")


def test_counts_of_all_kept_ones_cost_one_statement(world: World, as_staff: SignIn) -> None:
    officer, counts = as_staff(Role.OFFICER), []
    world.in_progress()
    for queries in (["level=urgent"], ["mark=note", "queue=answered&q=x", "mark=dissatisfied&due=week", "channel=web"]):
        for query in queries:
            keep(world, world.officer, query, query)
        officer.page("/agency/")
        with count_statements(world.database) as seen:
            officer.page("/agency/?mark=mine&reporters=2&field=giao-thong&from=2026-01-01")
        counts.append(len([statement for statement in seen if statement != "COMMIT"]))
    assert counts[0] == counts[1] <= 10, counts
