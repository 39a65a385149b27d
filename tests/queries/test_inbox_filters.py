"""Every filter of an inbox finds what it says and nothing else; every order walks through all of it by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.extension import ask_extension
from feedback.actions.forward import dispatch
from feedback.actions.hand_in import send_back
from feedback.actions.merge import merge
from feedback.actions.rate import rate
from feedback.actions.reopen import reopen
from feedback.actions.transaction import transaction
from feedback.actions.write_note import write_note
from feedback.models import Attachment, Case
from feedback.queries.inbox import inbox
from feedback.queries.wanted import Mark, Saved, Sort, Wanted, wanted_from, wanted_of
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Channel, Kind, Level
from tests.conftest import At
from tests.support.world import ROADS, WATER, World


def found(world: World, query: str, size: int = 50) -> list[str]:
    return [row.number for row in inbox(world.session, world.officer, wanted_of(query), clock.now(), size).rows]


def picture(world: World, case: Case) -> None:
    with world.database.writing() as session:
        session.add(
            Attachment(
                case_id=case.id, original_name="o-ga.jpg", media_type="image/jpeg", size_bytes=9, sha256="0" * 64,
                stored_as=case.number, created_at=clock.now(),
            )
        )  # fmt: skip
        session.commit()
    world.look()


def disliked(world: World) -> Case:
    case = world.resolved()
    with transaction(world.database) as session:
        rate(session, CITIZEN, session.get_one(Case, case.id).reports[0], 2, "Vẫn còn ổ gà.")
    world.look()
    return case


def unhappy(world: World) -> Case:
    case = disliked(world)
    world.act(reopen, CITIZEN, case, "Vẫn còn ổ gà ở đó.")
    return case


def two_reporters(world: World) -> Case:
    case = world.in_progress()
    other = world.received(channel=Channel.ZALO)
    with transaction(world.database) as session:
        merge(session, world.dispatcher, session.get_one(Case, other.id), session.get_one(Case, case.id))
    world.look()
    return case


def sent_back(world: World) -> Case:
    case = world.awaiting_approval()
    world.act(send_back, world.leader, case, "Ghi rõ làm lúc nào.")
    return case


def noted(world: World) -> Case:
    case = world.in_progress()
    world.act(write_note, world.officer, case, "Đã gọi đội thi công.")
    return case


def pictured(world: World) -> Case:
    case = world.in_progress()
    picture(world, case)
    return case


def extended(world: World) -> Case:
    case = world.in_progress()
    world.act(ask_extension, world.officer, case, amount=1, reason_code="thoi-tiet", note="Mưa lớn cả tuần.")
    return case


ONE_OF: dict[str, Callable[[World], Case]] = {
    "state=awaiting_approval": lambda world: world.awaiting_approval(),
    "field=chieu-sang": lambda world: world.in_progress(field_code="chieu-sang"),
    "sub=giao-thong": lambda world: world.in_progress(field_code="giao-thong"),
    "ward=31147": lambda world: world.in_progress(ward_code="31147"),
    "officer=none": lambda world: world.forwarded(),
    "level=urgent": lambda world: world.in_progress(level=Level.URGENT),
    "kind=suggestion": lambda world: world.in_progress(kind=Kind.SUGGESTION),
    "channel=sms": lambda world: world.in_progress(channel=Channel.SMS),
    "channel=zalo": two_reporters,
    "reporters=2": two_reporters,
    "mark=reopened": unhappy,
    "queue=answered&mark=dissatisfied": disliked,
    "mark=paused": lambda world: world.awaiting_info(),
    "mark=extension": extended,
    "mark=picture": pictured,
    "mark=note": noted,
    "mark=hidden": lambda world: world.in_progress(is_hidden_from_agency=True),
    "mark=no_ward": lambda world: world.in_progress(ward_code=None),
    "mark=sent_back": sent_back,
    "q=den+duong+hem": lambda world: world.in_progress(text="Đèn đường hẻm 51 tắt ba đêm liền."),
    "due=today": lambda world: world.in_progress(level=Level.URGENT),
}


@pytest.mark.parametrize("query", ONE_OF)
def test_filter_finds_the_one(world: World, query: str) -> None:
    world.in_progress(is_hidden_from_agency=False)
    wanted = ONE_OF[query](world)
    assert found(world, query) == [wanted.number]
    assert found(world, f"{query}&to=2020-01-01") == []


def test_mine_returned_and_late_to_accept(world: World, at: At) -> None:
    mine, theirs = world.in_progress(), world.forwarded()
    back = world.returned(WATER, proposed=ROADS)
    at("2026-07-06T08:30")
    world.act(dispatch, world.dispatcher, back, ROADS)
    assert found(world, "mark=mine") == [mine.number]
    assert found(world, "mark=returned") == [back.number]
    at("2026-07-13T08:00")
    assert set(found(world, "mark=accept_late")) == {theirs.number, back.number}
    assert found(world, "mark=accept_late&mark=returned") == [back.number]


def test_due_buckets_share_the_open_cases_among_them(world: World, at: At) -> None:
    for day in ("2026-07-06T08:00", "2026-07-09T08:00", "2026-07-14T08:00", "2026-07-16T08:00", "2026-07-20T08:00"):
        at(day)
        world.in_progress()
    at("2026-07-21T09:00")
    buckets = [found(world, f"due={due}") for due in ("overdue", "today", "two_days", "week", "later")]
    assert sorted(number for bucket in buckets for number in bucket) == sorted(found(world, ""))
    assert len(found(world, "")) == 5
    assert found(world, "due=overdue") == found(world, "queue=overdue")


def test_received_between_two_days_both_included(world: World, at: At) -> None:
    numbers = []
    for day in ("2026-07-06T23:30", "2026-07-07T00:10", "2026-07-08T23:59"):
        at(day)
        numbers.append(world.in_progress().number)
    assert found(world, "from=2026-07-07&to=2026-07-08") == numbers[1:]
    assert found(world, "to=2026-07-06") == numbers[:1]
    assert found(world, "from=gestern") == numbers


def test_nonsense_in_an_address_asks_for_nothing() -> None:
    nonsense = {
        "state": ["merrily"], "due": ["?"], "level": [""], "reporters": ["-3"], "from": ["2026-13-01"],
        "mark": ["x", "paused"], "sort": ["up"], "queue": ["mine"],
    }  # fmt: skip
    assert wanted_from(nonsense) == Wanted(marks=(Mark.PAUSED,))
    assert wanted_from({"reporters": ["1"]}) == Wanted() == wanted_of("officer=")


def test_what_is_written_is_what_is_read() -> None:
    query = (
        "queue=overdue&q=h%E1%BA%BBm+51&state=in_progress&due=week&field=giao-thong&sub=giao-thong.o-ga&ward=31135"
        "&officer=none&level=urgent&kind=question&channel=web&role=lead&reporters=3&from=2026-07-01&to=2026-07-31"
        "&mark=mine&mark=paused&sort=level"
    )
    wanted = wanted_of(query)
    assert wanted_of(wanted.query()) == wanted
    assert wanted_of(Wanted().query()) == Wanted()
    for name in ("state", "due", "level", "kind", "channel", "role", "received_from", "marks", "sort"):
        assert getattr(wanted, name), name


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("queue", [Saved.OPEN, Saved.ANSWERED])
def test_every_order_walks_through_all_and_back(world: World, at: At, sort: Sort, queue: Saved) -> None:
    level = [Level.NORMAL, Level.URGENT, Level.COMPLEX, Level.NORMAL, Level.URGENT]
    for number, one in enumerate(level):
        at(f"2026-07-06T08:{number:02}")
        (world.in_progress if queue is Saved.OPEN else world.resolved)(level=one)
    whole = found(world, f"queue={queue}&sort={sort}")
    assert len(whole) == 5
    wanted, seen, pages = Wanted(queue=queue, sort=sort), [], []
    while True:
        page = inbox(world.session, world.officer, wanted, clock.now(), 2)
        seen += [row.number for row in page.rows]
        pages.append(page)
        if not page.next_key:
            break
        wanted = wanted.first_page(after=page.next_key)
    assert seen == whole
    back = inbox(world.session, world.officer, wanted.first_page(before=pages[-1].previous_key), clock.now(), 2)
    assert [row.number for row in back.rows] == whole[2:4]
    assert found(world, f"queue={queue}&sort={sort}&after=12_x_3_4") == whole
    if sort is Sort.LEVEL and queue is Saved.OPEN:
        assert [world.session.get_one(Case, i).level for i in _ids(world, whole)][:3] == [
            Level.URGENT, Level.URGENT, Level.COMPLEX,
        ]  # fmt: skip


def _ids(world: World, numbers: list[str]) -> list[int]:
    return [world.session.scalars(select(Case.id).where(Case.number == number)).one() for number in numbers]


def test_counts_follow_the_filter(world: World) -> None:
    world.in_progress()
    world.in_progress(level=Level.URGENT)
    page = inbox(world.session, world.officer, wanted_of("level=urgent"), clock.now(), 50)
    assert (page.queues.counts[Saved.OPEN], page.queues.matching) == (2, 1)
