"""Meetings of the steering committee, and reminders of the programme: who is told what, and never twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from feedback.actions import ledger, send_notice
from feedback.actions.hold_meeting import conclude, invite, invite_owners, note_attendance, write_minutes
from feedback.actions.meetings import Said, call_meeting, cancel_meeting, change_meeting, remind_meeting
from feedback.actions.remind_programme import remind_programme
from feedback.actions.report_progress import report_progress
from feedback.actions.transaction import transaction
from feedback.actions.write_item import add_item, change_item, name_person
from feedback.actions.write_plan import change_plan, create_plan
from feedback.clock import HO_CHI_MINH, now
from feedback.errors import Invalid, Missing, NotYours, Outdated, Refused
from feedback.models import Conclusion, Entry, Invitee, Meeting, Notice, Plan, PlanItem, Setting, Task
from feedback.queries.meetings import concluded_at, meeting_for, meetings
from feedback.queries.plan_news import plan_news
from feedback.rules.lifecycle import SYSTEM, Actor
from feedback.terms import Attendance, NoticeState, ProgrammeStatus, Role
from tests.support.world import ROADS, WATER, World

At = Callable[[str], datetime]
PLAN = "ke-hoach-2026"
START = datetime(2026, 7, 9, 14, 0, tzinfo=HO_CHI_MINH)  # the world stands still on Monday 6 July, 08:00
SAID = Said("Họp quý III", START, START + timedelta(hours=2), "Phòng họp 2", "", "vp@cantho.gov.vn", "1. Tiến độ")


def leader(world: World) -> Actor:
    return world.actor(Role.CITY_LEADER)


@pytest.fixture(autouse=True)
def _leader(world: World) -> None:
    """An account is made in a transaction of its own: before others begin."""
    leader(world)


def begin(world: World, *, owner: str = ROADS, due_on: date | None = date(2026, 7, 10)) -> int:
    with transaction(world.database) as session:
        plan = session.get(Plan, PLAN) or create_plan(
            session, leader(world), PLAN, name="Kế hoạch 2026", period="2026", source=""
        )
        made = add_item(
            session, leader(world), plan, is_target=False, name="Nối dữ liệu", owner_code=owner, due_on=due_on
        ).id
    world.look()
    return made


def call(world: World) -> int:
    begin(world)
    with transaction(world.database) as session:
        made = call_meeting(session, leader(world), session.get_one(Plan, PLAN), SAID).id
    world.look()
    return made


def act(
    world: World, verb: Callable[..., Any], meeting_id: int, *args: Any, by: Actor | None = None, **named: Any
) -> Any:
    with transaction(world.database) as session:
        done = verb(session, by or leader(world), session.get_one(Meeting, meeting_id), *args, **named)
    world.look()
    return done


def version(world: World, meeting_id: int) -> int:
    return world.session.get_one(Meeting, meeting_id).version


def told(world: World, actor: Actor) -> list[str]:
    return [one.template for one in reversed(plan_news(world.session, actor, now()))]


def test_an_invitation_reaches_boards_pages_and_mailboxes(world: World) -> None:
    meeting_id = call(world)
    officer, water = world.actor(Role.OFFICER), world.actor(Role.OFFICER, WATER)
    assert meetings(world.session, officer) == []
    assert act(world, invite_owners, meeting_id) == 1
    assert act(world, invite_owners, meeting_id) == 0
    act(world, invite, meeting_id, account_id=water.user_id)
    act(world, invite, meeting_id, name="Bà Nguyễn Thị Lan, Viễn thông", email="lan@vnpt.vn")
    assert told(world, officer) == ["plan_item_given", "meeting_invited"]
    assert told(world, water) == ["meeting_invited"]
    assert meeting_for(world.session, water, meeting_id).title == "Họp quý III"
    with pytest.raises(Missing):
        meeting_for(world.session, world.another(Role.OFFICER, WATER), meeting_id)
    mail = world.session.scalars(select(Notice).where(Notice.invitee_id.is_not(None))).one()
    with transaction(world.database) as session:
        message = send_notice.prepare(session, mail.id)
    assert message is not None
    assert (message.address, message.channel) == ("lan@vnpt.vn", "mail")
    assert "14:00 đến 16:00 ngày 9/7/2026" in message.body
    assert "METHOD:REQUEST" in message.calendar
    assert "DTSTART:20260709T070000Z" in message.calendar
    wrongs: list[dict[str, Any]] = [
        {"name": "Ông Bình"},
        {"name": "Ông Bình", "email": "x"},
        {},
        {"agency_code": ROADS},
    ]
    for wrong in wrongs:
        with pytest.raises(Invalid):
            act(world, invite, meeting_id, **wrong)
    with pytest.raises(NotYours):
        act(world, invite, meeting_id, agency_code=WATER, by=officer)


def test_a_change_tells_everybody_and_only_the_newest_mail_goes_out(world: World) -> None:
    meeting_id = call(world)
    act(world, invite, meeting_id, name="Bà Lan", email="lan@vnpt.vn")
    seen = version(world, meeting_id)
    a_day = timedelta(days=1)
    moved = replace(SAID, starts_at=START + a_day, ends_at=SAID.ends_at + a_day, online_url="https://hop.vn/a")
    act(world, change_meeting, meeting_id, seen, moved)
    with pytest.raises(Outdated):
        act(world, change_meeting, meeting_id, seen, moved)
    first, second = world.session.scalars(select(Notice).where(Notice.invitee_id.is_not(None)).order_by(Notice.id))
    with transaction(world.database) as session:
        assert send_notice.prepare(session, first.id) is None
        newest = send_notice.prepare(session, second.id)
    assert newest is not None
    assert "SEQUENCE:1" in newest.calendar
    owed = select(Task.run_at).where(Task.kind == "remind_meeting").order_by(Task.id)
    assert list(world.session.scalars(owed)) == [START - timedelta(days=1), START]
    with transaction(world.database) as session:
        remind_meeting(session, session.get_one(Meeting, meeting_id), 0)
    world.look()
    assert count(world, "meeting_reminder") == 0, "the reminder of the day that was given up"
    with transaction(world.database) as session:
        remind_meeting(session, session.get_one(Meeting, meeting_id), 1)
    assert count(world, "meeting_reminder") == 1
    act(world, cancel_meeting, meeting_id, version(world, meeting_id))
    with transaction(world.database) as session:
        remind_meeting(session, session.get_one(Meeting, meeting_id), 2)
        cancelled = world.session.scalars(select(Notice.id).where(Notice.template == "meeting_cancelled")).one()
        message = send_notice.prepare(session, cancelled)
    assert message is not None
    assert "METHOD:CANCEL" in message.calendar
    assert count(world, "meeting_reminder") == 1
    with pytest.raises(Refused):
        act(world, write_minutes, meeting_id, version(world, meeting_id), "Đã họp")


def count(world: World, template: str) -> int:
    world.look()
    return world.session.scalar(select(func.count(Notice.id)).where(Notice.template == template)) or 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"ends_at": START}, "ends_at"),
        ({"starts_at": START - timedelta(days=9)}, "starts_at"),
        ({"place": ""}, "place"),
        ({"online_url": "http://hop.vn"}, "online_url"),
        ({"online_url": "https://hop.vn/a b"}, "online_url"),
        ({"organizer_email": "van phong"}, "organizer_email"),
    ],
)
def test_what_a_meeting_must_say(world: World, changed: dict[str, Any], field: str) -> None:
    begin(world)
    said = replace(SAID, **changed)
    with pytest.raises(Invalid) as refused, transaction(world.database) as session:
        call_meeting(session, leader(world), session.get_one(Plan, PLAN), said)
    assert refused.value.field == field


def test_who_came_and_what_was_concluded(world: World) -> None:
    meeting_id = call(world)
    act(world, invite, meeting_id, agency_code=WATER)
    held = world.session.scalars(select(Invitee)).one()
    act(world, note_attendance, meeting_id, version(world, meeting_id), {held.id: Attendance.ONLINE})
    act(world, write_minutes, meeting_id, version(world, meeting_id), "Các đơn vị báo cáo tiến độ.")
    with pytest.raises(Invalid):
        act(world, conclude, meeting_id, version(world, meeting_id), "Giao ai đó", is_task=True)
    act(world, conclude, meeting_id, version(world, meeting_id), "Thống nhất với báo cáo.", is_task=False)
    act(
        world, conclude, meeting_id, version(world, meeting_id), "Đo lại toàn bộ hố ga phường Tân An.",
        is_task=True, owner_code=WATER, due_on=date(2026, 7, 31),
    )  # fmt: skip
    plain, task = world.session.scalars(select(Conclusion).order_by(Conclusion.number))
    assert plain.item is None
    assert task.item is not None
    assert (task.item.owner_code, task.item.due_on, task.item.plan_code) == (WATER, date(2026, 7, 31), PLAN)
    back = concluded_at(world.session, task.item)
    assert back is not None
    assert back.id == meeting_id
    assert world.session.scalars(select(Invitee)).one().attendance is Attendance.ONLINE
    assert told(world, world.actor(Role.OFFICER, WATER)) == ["meeting_invited", "plan_item_given"]
    events = set(world.session.scalars(select(Entry.event).where(Entry.event.like("meeting.%"))))
    assert events == {f"meeting.{one}" for one in ("called", "invited", "attended", "minuted", "concluded")}


def remind(world: World) -> int:
    with transaction(world.database) as session:
        done = remind_programme(session, now())
    world.look()
    return done


def test_reminders_climb_once_a_step(world: World, at: At) -> None:
    begin(world, due_on=date(2026, 7, 13))
    officer, head, city = world.actor(Role.OFFICER), world.actor(Role.AGENCY_LEADER), leader(world)
    assert (remind(world), remind(world)) == (1, 0)
    at("2026-07-13T06:00")
    assert remind(world) == 0, "nobody is told before the office opens"
    at("2026-07-13T09:00")
    assert (remind(world), remind(world)) == (1, 0)
    assert told(world, officer) == ["plan_item_given", "plan_item_soon", "plan_item_due"]
    assert told(world, city) == []
    at("2026-07-14T09:00")
    assert remind(world) == 1
    assert told(world, head)[-2:] == ["plan_item_overdue", "plan_item_overdue"], "the board, and the head's own page"
    assert told(world, city) == []
    at("2026-07-20T09:00")
    assert (remind(world), remind(world)) == (1, 0)
    assert told(world, city) == ["plan_item_overdue"]
    at("2026-08-20T09:00")
    assert remind(world) == 0, "the ladder has an end"


def test_the_days_are_the_citys_own(world: World) -> None:
    begin(world, due_on=date(2026, 7, 16))
    assert remind(world) == 0, "ten days are too early for the usual seven"
    with transaction(world.database) as session:
        days = session.get_one(Setting, "programme_reminders.owner_days_before")
        days.value = 10
        ledger.record(session, SYSTEM, "setting.changed", days, what="days", key=days.key)
    assert (remind(world), remind(world)) == (1, 0)
    assert told(world, world.actor(Role.OFFICER)) == ["plan_item_given", "plan_item_soon"]


def test_after_an_outage_only_the_newest_step_is_told(world: World, at: At) -> None:
    item_id = begin(world, due_on=date(2026, 7, 10))
    at("2026-07-22T09:00")
    assert remind(world) == 1
    assert told(world, leader(world)) == ["plan_item_overdue"]
    assert told(world, world.actor(Role.OFFICER)) == ["plan_item_overdue"], "what was missed is not told late"
    with transaction(world.database) as session:
        item = session.get_one(PlanItem, item_id)
        change_item(
            session, leader(world), item, 1,
            name="Nối dữ liệu", owner_code=ROADS, due_on=date(2026, 7, 24), why="Gia hạn",
        )  # fmt: skip
    assert remind(world) == 1, "another day is another promise"
    with transaction(world.database) as session:
        item = session.get_one(PlanItem, item_id)
        report_progress(
            session, leader(world), item, item.version, status=ProgrammeStatus.DONE, progress_pct=None, why="Xong"
        )
    at("2026-07-27T09:00")
    assert remind(world) == 0


def test_the_person_named_is_told_and_an_orphan_goes_to_the_secretary(world: World) -> None:
    item_id, colleague = begin(world), world.another(Role.OFFICER)
    secretary = world.actor(Role.OFFICER, WATER)
    with transaction(world.database) as session:
        plan = session.get_one(Plan, PLAN)
        change_plan(
            session, leader(world), plan, name="Kế hoạch", period="2026", source="", secretary_id=secretary.user_id
        )
        name_person(session, leader(world), session.get_one(PlanItem, item_id), 1, colleague.user_id)
        add_item(
            session, leader(world), plan, is_target=True, name="Chưa ai nhận", owner_code=None, due_on=date(2026, 7, 10)
        )
    assert remind(world) == 2
    assert told(world, world.actor(Role.OFFICER)) == ["plan_item_given"]
    assert told(world, colleague) == ["plan_item_given", "plan_item_soon"]
    assert told(world, secretary) == ["plan_item_soon"]


def test_many_at_once_are_one_line(world: World) -> None:
    for _ in range(5):
        begin(world)
    assert remind(world) == 5
    digest = world.session.scalars(select(Notice).where(Notice.template == "plan_items_digest")).one()
    assert (digest.values["count"], digest.state) == (5, NoticeState.SENT)
