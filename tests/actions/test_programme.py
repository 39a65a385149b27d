"""The programme on screen: who writes it, who reports on what, what is kept of every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from feedback.actions.attach import Picture, Stored
from feedback.actions.load_programme import load_programme
from feedback.actions.programme_papers import as_docx, as_pdf, as_xlsx
from feedback.actions.report_progress import report_progress
from feedback.actions.transaction import transaction
from feedback.actions.write_item import add_item, change_item, name_person, remove_item
from feedback.actions.write_plan import change_plan, create_plan
from feedback.clock import now
from feedback.errors import FeedbackError, Invalid, Missing, NotYours, Outdated, Refused
from feedback.models import Account, Entry, Plan, PlanFile, PlanItem, PlanItemChange
from feedback.queries import programme
from feedback.rules.lifecycle import Actor
from feedback.terms import ProgrammeStatus, Role
from tests.support.world import ROADS, WATER, World

PLAN = "ke-hoach-2026"
DOING, DONE, WAITING = ProgrammeStatus.IN_PROGRESS, ProgrammeStatus.DONE, ProgrammeStatus.NOT_STARTED


def begin(world: World, due_on: date | None = date(2026, 7, 10), owner: str = ROADS) -> int:
    """The id of a task of the roads department, in a plan of its own."""
    with transaction(world.database) as session:
        leader = world.actor(Role.CITY_LEADER)
        plan = session.get(Plan, PLAN) or create_plan(
            session, leader, PLAN, name="Kế hoạch chuyển đổi số năm 2026", period="2026", source=""
        )
        made = add_item(
            session, leader, plan, is_target=False, name="Kết nối dữ liệu", owner_code=owner, due_on=due_on
        ).id
    world.look()
    return made


def report(world: World, actor: Actor, item_id: int, version: int = 1, **said: object) -> None:
    given = {"status": DOING, "progress_pct": 40, "why": "Đã ký hợp đồng số 12."} | said
    with transaction(world.database) as session:
        report_progress(session, actor, session.get_one(PlanItem, item_id), version, **given)  # ty: ignore[invalid-argument-type]
    world.look()


def act(world: World, verb: Callable[..., object], actor: Actor, item_id: int, *args: object, **named: object) -> None:
    with transaction(world.database) as session:
        verb(session, actor, session.get_one(PlanItem, item_id), *args, **named)
    world.look()


def test_every_step_is_kept_with_who_and_why(world: World) -> None:
    item_id, officer, leader = begin(world), world.actor(Role.OFFICER), world.actor(Role.CITY_LEADER)
    paper = Stored(Picture("bien-ban.pdf", "application/pdf", b"%PDF-"), "a" * 32)
    report(world, officer, item_id, kept=[paper])
    act(
        world, change_item, leader, item_id, 2,
        name="Kết nối dữ liệu đất đai", owner_code=ROADS, due_on=date(2026, 8, 1), why="Chờ bộ cấp khóa",
    )  # fmt: skip
    report(world, officer, item_id, 3, status=DONE, progress_pct=None, why="Nghiệm thu ngày 3/7.")
    item = world.session.get_one(PlanItem, item_id)
    lines = list(reversed(programme.history(world.session, item)))
    assert [(one.from_status, one.to_status, one.from_pct, one.to_pct) for one in lines] == [
        (None, WAITING, 0, 0), (WAITING, DOING, 0, 40), (DOING, DOING, 40, 40), (DOING, DONE, 40, 100),
    ]  # fmt: skip
    assert [one.account_id for one in lines] == [leader.user_id, officer.user_id, leader.user_id, officer.user_id]
    assert [one.why for one in lines][1:3] == ["Đã ký hợp đồng số 12.", "Chờ bộ cấp khóa"]
    assert (lines[2].from_due_on, lines[2].to_due_on) == (date(2026, 7, 10), date(2026, 8, 1))
    assert [file.original_name for file in lines[1].files] == ["bien-ban.pdf"]
    moved = select(Entry.facts).where(Entry.event == "programme.item.moved").order_by(Entry.seq)
    assert [facts["status"] for facts in world.session.scalars(moved)] == [WAITING, DOING, DOING, DONE]
    for statement in (update(PlanItemChange).values(why="khác"), delete(PlanItemChange)):
        with pytest.raises(DBAPIError, match="append-only"), world.database.writing() as session:
            session.execute(statement)
    paper_words = programme.report(world.session, PLAN, now())
    assert [change.why for change in paper_words.changes][-1] == "Nghiệm thu ngày 3/7."
    assert as_pdf(paper_words).startswith(b"%PDF")
    assert as_docx(paper_words).startswith(b"PK")
    with transaction(world.database) as session:
        done = load_programme(session, leader, PLAN, as_xlsx(paper_words))
    assert (done["added"], done["changed"], done["removed"]) == (0, 0, 0), "the sheet that goes out comes in unchanged"


def test_who_may_do_what(world: World) -> None:
    item_id = begin(world)
    officer, head = world.actor(Role.OFFICER), world.actor(Role.AGENCY_LEADER)
    water, auditor = world.actor(Role.OFFICER, WATER), world.actor(Role.AUDITOR)
    for stranger in (water, auditor, world.actor(Role.DISPATCHER)):
        with pytest.raises(NotYours):
            report(world, stranger, item_id)
    for stranger in (officer, head, auditor):
        with pytest.raises(NotYours):
            act(world, remove_item, stranger, item_id, 1, "thôi")
    with pytest.raises(NotYours):
        act(world, name_person, officer, item_id, 1, officer.user_id)
    with pytest.raises(Invalid):
        act(world, name_person, head, item_id, 1, water.user_id)
    colleague = world.another(Role.OFFICER)
    act(world, name_person, head, item_id, 1, colleague.user_id)
    with pytest.raises(NotYours):
        report(world, officer, item_id, 2)
    report(world, colleague, item_id, 2)
    report(world, head, item_id, 3, progress_pct=50)
    with pytest.raises(Outdated):
        report(world, head, item_id, 3, progress_pct=60)
    assert world.session.get_one(PlanItem, item_id).progress_pct == 50


def test_a_secretary_writes_that_plan_and_no_other(world: World) -> None:
    item_id, secretary = begin(world), world.actor(Role.OFFICER, WATER)
    leader = world.actor(Role.CITY_LEADER)
    said = {"name": "Kế hoạch 2026", "period": "2026", "source": ""}
    with transaction(world.database) as session:
        change_plan(session, leader, session.get_one(Plan, PLAN), secretary_id=secretary.user_id, **said)
    act(world, change_item, secretary, item_id, 1, name="Kết nối", owner_code=ROADS, due_on=date(2026, 7, 10), why="")
    assert programme.item_for(world.session, secretary, item_id).name == "Kết nối"
    with pytest.raises(NotYours), transaction(world.database) as session:
        change_plan(session, secretary, session.get_one(Plan, PLAN), secretary_id=None, **said)
    with pytest.raises(NotYours), transaction(world.database) as session:
        create_plan(session, secretary, "khac", **said)
    with pytest.raises(Invalid), transaction(world.database) as session:
        change_plan(session, leader, session.get_one(Plan, PLAN), secretary_id=999_999, **said)


def test_an_agency_sees_its_own_items(world: World) -> None:
    ours, theirs = begin(world), begin(world, owner=WATER)
    officer, leader = world.actor(Role.OFFICER), world.actor(Role.CITY_LEADER)
    assert [item.id for item in programme.listed(world.session, officer, PLAN)] == [ours]
    assert [item.id for item in programme.listed(world.session, leader, PLAN)] == [ours, theirs]
    assert programme.programme_summary(world.session, PLAN, actor=officer)["tasks"] == 1
    assert [plan.code for plan in programme.plans(world.session, officer)] == [PLAN], "nothing of theirs in the other"
    with pytest.raises(Missing):
        programme.item_for(world.session, officer, theirs)
    assert programme.plans(world.session, world.actor(Role.OPERATOR)) == []


def test_what_is_overdue_and_what_is_asked_for(world: World) -> None:
    late, late_too = begin(world, date(2026, 7, 5)), begin(world, date(2026, 7, 5), WATER)
    today, leader = begin(world, date(2026, 7, 6)), world.actor(Role.CITY_LEADER)
    report(world, leader, late_too, status=DONE)
    found = programme.listed(world.session, leader, PLAN)
    assert [item.id for item in programme.overdue(found, date(2026, 7, 6))] == [late], "its day is still in time"
    asked = programme.Asked(status="overdue")
    assert [item.id for item in programme.narrowed(found, asked, date(2026, 7, 7)).rows] == [late, today]
    words = programme.Asked(query="ket noi", owner=found[1].owner)
    assert [item.id for item in programme.narrowed(found, words, date(2026, 7, 7)).rows] == [late_too]
    assert programme.report(world.session, PLAN, now()).sentences[2] == "Quá hạn: 0 chỉ tiêu, 1 nhiệm vụ."


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"status": WAITING, "progress_pct": 5}, "progress_pct"),
        ({"progress_pct": 100}, "progress_pct"),
        ({"progress_pct": 101}, "progress_pct"),
        ({"progress_pct": None}, "progress_pct"),
        ({"why": "  "}, "why"),
    ],
)
def test_a_report_must_agree_with_itself(world: World, said: dict[str, object], field: str) -> None:
    item_id = begin(world)
    with pytest.raises(Invalid) as refused:
        report(world, world.actor(Role.OFFICER), item_id, 1, **said)
    assert refused.value.field == field


def test_what_leaves_the_plan_keeps_its_number_and_history(world: World) -> None:
    item_id, leader = begin(world), world.actor(Role.CITY_LEADER)
    with pytest.raises(Invalid):
        act(world, remove_item, leader, item_id, 1, " ")
    act(world, remove_item, leader, item_id, 1, "Bộ làm chung cho cả nước")
    assert programme.programme_summary(world.session, PLAN)["tasks"] == 0
    with pytest.raises(Refused):
        report(world, leader, item_id, 2)
    again = begin(world)
    assert world.session.get_one(PlanItem, again).number == 2
    with pytest.raises(FeedbackError):
        act(world, change_item, leader, again, 1, name="x", owner_code=ROADS, due_on=None, why="")


def test_owners_of_a_sheet_are_found_by_name(world: World) -> None:
    begin(world)
    leader = world.actor(Role.CITY_LEADER)
    sheet = as_xlsx(programme.report(world.session, PLAN, now()))
    with transaction(world.database) as session:
        load_programme(session, leader, "ban-sao", sheet)
    world.look()
    copy = world.session.scalars(select(PlanItem).where(PlanItem.plan_code == "ban-sao")).one()
    assert copy.owner_code == ROADS
    assert world.session.scalars(select(PlanFile)).all() == []
    assert world.session.get(Account, leader.user_id) is not None
