"""The one way in: what is kept, what is refused, and that the same submission is one report however often it comes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from feedback import clock
from feedback.actions import tracking
from feedback.actions.receive_report import MAX_CODE_ATTEMPTS, NewReport, receive_report
from feedback.actions.transaction import transaction
from feedback.database import Database
from feedback.errors import Conflicting, Invalid
from feedback.models import Case, Entry, Report, Submission, Task
from feedback.rules import lookup_code
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Channel, ClockKind, Kind, Level, Queue, Role, State
from tests.conftest import At
from tests.support.databases import count_statements
from tests.support.races import at_once
from tests.support.world import CENTRE, World

MEGABYTE = "Đường ngập. " * 90_000


def count(world: World, model: type) -> int:
    world.look()
    return world.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_report_becomes_a_case_with_a_number_and_a_code(world: World) -> None:
    case, code = world.receive()
    assert case.state is State.RECEIVED
    assert case.number == "2607-0001"
    assert re.fullmatch(r"\d{13}", code)
    assert lookup_code.is_well_formed(code)
    assert case.holder_code == CENTRE, "somebody owns it from the first moment"
    assert world.report(case).number == case.number
    assert world.events(case) == ["report.received"]


def test_the_code_is_in_no_table(world: World) -> None:
    case, code = world.receive()
    report = world.report(case)
    assert code not in (report.code_hash, report.submission.key)
    assert tracking.hash_of(world.session, code) == report.code_hash
    assert tracking.code_of(world.session, report.submission) == code


def test_the_same_submission_three_times_is_one_report_and_one_code(world: World) -> None:
    first, code = world.receive(key="once")
    for _ in range(2):
        again, same = world.receive(key="once")
        assert (again.id, same) == (first.id, code)
    assert count(world, Report) == count(world, Case) == count(world, Submission) == 1
    assert world.events(first) == ["report.received"]
    assert len(world.tasks("route")) == 1


def test_the_same_submission_hours_later_is_still_the_same(world: World, at: At) -> None:
    first, code = world.receive(key="once")
    at("2026-07-08T16:00")
    assert world.receive(key="once") == (first, code)


def test_a_used_key_with_another_text_is_refused(world: World) -> None:
    world.receive(key="once")
    with pytest.raises(Conflicting):
        world.receive(key="once", text="Đèn đường ở hẻm này tắt cả tuần nay.")
    assert count(world, Report) == 1


@pytest.mark.parametrize("fields", [{"phone": "0907 999 888"}, {"ward_code": "31120"}, {"level": Level.URGENT}])
def test_a_used_key_with_another_detail_is_refused_too(world: World, fields: dict) -> None:
    world.receive(key="once")
    with pytest.raises(Conflicting):
        world.receive(key="once", **fields)


def test_the_same_submission_at_the_same_moment_is_one_report(world: World) -> None:
    new, codes = NewReport("Cây ngã chắn đường.", Channel.WEB), []
    sending = [lambda session: codes.append(receive_report(session, CITIZEN, new, "once").code)] * 4
    assert at_once(world, *sending) == []
    assert len(codes) == 4
    assert len(set(codes)) == 1
    assert count(world, Report) == 1


def test_a_code_that_is_taken_gives_way_to_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    derive = tracking.derive
    monkeypatch.setattr(tracking, "derive", lambda session, key, attempt: derive(session, "same", attempt))
    codes = [world.receive(key=f"key-{number}")[1] for number in range(3)]
    assert len(set(codes)) == 3
    assert [world.receive(key=f"key-{number}")[1] for number in range(3)] == codes
    attempts = world.session.scalars(select(Submission.attempt).order_by(Submission.key)).all()
    assert attempts == [0, 1, 2]


def test_five_taken_codes_in_a_row_are_an_alarm(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = world.receive()[1]
    monkeypatch.setattr(tracking, "derive", lambda session, key, attempt: code)
    with pytest.raises(RuntimeError, match="taken"):
        world.receive()
    assert MAX_CODE_ATTEMPTS == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "    \n "),
        ("text", "ngập"),
        ("text", "\u200b" * 50),
        ("text", "Đường ngập\x00 nặng"),
        ("text", "Đường ngập \ud83d nặng"),
        ("text", MEGABYTE),
        ("phone", "12345"),
        ("phone", "0907 123"),
        ("phone", "không có"),
        ("phone", "+1 202 555 0143"),
        ("phone", "0907\x00123456"),
        ("email", "nguoi gui"),
        ("email", "a@b"),
        ("email", "a@vidu.vn\nBcc: x@vidu.vn"),
        ("name", "N" * 121),
        ("name", "An\ud800"),
        ("place_text", "đường " * 100),
    ],
)
def test_what_cannot_be_kept_is_refused_naming_the_field(world: World, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.received(**{field: value})
    assert refused.value.field == field
    assert str(refused.value).endswith(".") or "ký tự" in str(refused.value)
    assert count(world, Case) == count(world, Entry) - _pack_entries(world) == 0


def _pack_entries(world: World) -> int:
    return world.session.scalar(select(func.count()).where(Entry.case_id.is_(None))) or 0


@pytest.mark.parametrize("key", ["", "k" * 81, "k\x00", "k\ud800"])
def test_a_submission_without_a_proper_key_is_refused(world: World, key: str) -> None:
    with pytest.raises(Invalid) as refused, transaction(world.database) as session:
        receive_report(session, CITIZEN, NewReport("Cây ngã chắn đường.", Channel.WEB), key)
    assert refused.value.field == "key"


def test_a_report_from_the_future_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        world.receive(received_at=clock.now() + timedelta(seconds=1))
    assert refused.value.field == "received_at"


def test_texts_of_five_characters_and_of_five_thousand_are_kept(world: World) -> None:
    assert world.report(world.received(text="Ngập!")).text == "Ngập!"
    assert len(world.report(world.received(text="á" * 5_000)).text) == 5_000
    with pytest.raises(Invalid):
        world.receive(text="á" * 5_001)


def test_every_letter_comes_back_as_it_was_sent(world: World) -> None:
    text = "Ngã ba Đường 3/2 – Lê Lợi: “nước” ngập 40 cm 😀\n'; DROP TABLE report; -- <b>khẩn</b> %(number)s {{ 7 }}"
    assert world.report(world.received(text=text)).text == text


def test_numbers_follow_one_another_and_begin_again_each_month(world: World, at: At) -> None:
    assert [world.received().number for _ in range(3)] == ["2607-0001", "2607-0002", "2607-0003"]
    at("2026-08-01T00:00")
    assert world.received().number == "2608-0001"


def test_the_month_of_a_number_is_vietnams_month(world: World, at: At) -> None:
    at("2026-08-01T00:30")  # still July in UTC
    assert world.received().number == "2608-0001"


def test_the_citizens_clocks_run_from_the_moment_of_receipt(world: World) -> None:
    case = world.received()
    running = world.clocks(case)
    assert set(running) == {ClockKind.RESPOND, ClockKind.RESOLVE, ClockKind.DISPATCH}
    assert running[ClockKind.RESOLVE].started_at == case.received_at
    assert case.resolve_due_at == running[ClockKind.RESOLVE].due_at


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.is_excluded])
def test_what_the_law_excludes_gets_no_clock(world: World, kind: Kind) -> None:
    case = world.received(kind=kind)
    assert world.clocks(case) == {}
    assert case.resolve_due_at is None
    assert case.is_confidential


def test_an_urgent_report_is_routed_by_the_urgent_queue(world: World) -> None:
    world.receive()
    world.receive(level=Level.URGENT)
    assert [task.queue for task in world.tasks("route")] == [Queue.ROUTING, Queue.URGENT]


def test_an_operator_is_remembered_and_a_citizen_is_not(world: World) -> None:
    assert world.report(world.receive(world.operator)[0]).created_by_id == world.operator.user_id
    assert world.report(world.received()).created_by_id is None
    entry = world.session.scalars(select(Entry).where(Entry.event == "report.received").order_by(Entry.seq)).first()
    assert entry is not None
    assert (entry.actor_role, entry.actor_id) == (Role.OPERATOR, world.operator.user_id)


def test_an_entry_holds_no_word_of_the_citizen(world: World) -> None:
    case = world.received(name="Trần Thị Bí Mật", text="Chuyện riêng của tôi ở đây.")
    for entry in world.session.scalars(select(Entry).where(Entry.case_id == case.id)):
        assert "Bí Mật" not in str(entry.facts)
        assert "riêng" not in str(entry.facts)
        assert "907123456" not in str(entry.facts)


def test_search_text_is_folded(world: World) -> None:
    assert "duong le loi" in world.received(text="Đường LÊ LỢI ngập nước").search_text


def test_submitting_takes_at_most_fourteen_statements_and_one_commit(world: World, database: Database) -> None:
    world.receive()  # calendars and compiled statements are known by now
    with count_statements(database) as seen, transaction(database) as session:
        receive_report(session, CITIZEN, NewReport("Cây ngã chắn đường.", Channel.WEB, phone="0907123456"), "k-2")
    assert seen.count("COMMIT") == 1
    assert len(seen) - 1 <= 14, "\n".join(seen)


def test_a_failure_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr("feedback.actions.ledger.seal", fail)
    with pytest.raises(RuntimeError):
        world.receive()
    monkeypatch.undo()
    for model in (Case, Report, Submission, Task):
        assert count(world, model) == 0
    assert world.received().number == "2607-0001", "no number was used up"


def test_an_unknown_field_or_ward_is_refused(world: World) -> None:
    for name, value in (("field_code", "khong-co"), ("ward_code", "99999")):
        with pytest.raises(Invalid) as refused:
            world.received(**{name: value})
        assert refused.value.field == name
