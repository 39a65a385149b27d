"""Messages: the first word with number, code and promise; later ones; none that has become pointless."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from feedback.actions import send_notice
from feedback.actions.acknowledge import acknowledge
from feedback.actions.send_notice import Message
from feedback.actions.transaction import transaction
from feedback.models import Case, Notice, Report
from feedback.rules import lookup_code
from feedback.rules.notice_texts import TEMPLATES, render
from feedback.terms import Channel, Kind, NoticeState, State
from tests.support.world import World


def first_word(world: World, case: Case) -> Message | None:
    with transaction(world.database) as session:
        notice = acknowledge(session, session.get_one(Report, world.report(case).id))
    return prepared(world, notice.id) if notice is not None else None


def prepared(world: World, notice_id: int) -> Message | None:
    with transaction(world.database) as session:
        message = send_notice.prepare(session, notice_id)
    world.look()
    return message


def test_the_first_message_holds_number_code_and_promise(world: World) -> None:
    case, code = world.receive()
    message = first_word(world, case)
    assert message is not None
    assert (message.channel, message.address) == (Channel.SMS, "+84907123456")
    assert case.number in message.body
    assert lookup_code.spoken(code) in message.body
    assert "9/7" in message.body or "09/7" in message.body or "09/07" in message.body


def test_an_english_reader_gets_english(world: World) -> None:
    message = first_word(world, world.received(language="en"))
    assert message is not None
    assert message.body.startswith("1022: We have your report")


def test_mail_is_used_when_there_is_no_phone(world: World) -> None:
    message = first_word(world, world.received(phone="", email="nguoi.gui@vidu.vn"))
    assert message is not None
    assert (message.channel, message.address) == (Channel.MAIL, "nguoi.gui@vidu.vn")


def test_who_left_no_way_to_be_reached_is_owed_nothing(world: World) -> None:
    assert first_word(world, world.received(phone="")) is None


def test_a_denunciation_is_acknowledged_without_a_promise(world: World) -> None:
    message = first_word(world, world.received(kind=Kind.DENUNCIATION))
    assert message is not None
    assert "hẹn" not in message.body
    assert "tố cáo" not in message.body.lower(), "the phone may lie on somebody else's table"


def test_every_attempt_carries_the_same_key(world: World) -> None:
    case = world.forwarded()
    (notice,) = world.notices(case, "forwarded")
    first, second = prepared(world, notice.id), prepared(world, notice.id)
    assert first is not None
    assert second is not None
    assert first.key == second.key
    assert notice.attempts == 2


def test_a_message_overtaken_by_a_later_one_is_not_sent(world: World) -> None:
    case = world.resolved()
    (forwarded,) = world.notices(case, "forwarded")
    assert prepared(world, forwarded.id) is None
    assert forwarded.state is NoticeState.SUPERSEDED
    (answered,) = world.notices(case, "answered")
    assert prepared(world, answered.id) is not None


def test_a_sent_message_is_settled_once(world: World) -> None:
    case = world.forwarded()
    (notice,) = world.notices(case, "forwarded")
    for reference in ("ref-1", "ref-2"):
        with transaction(world.database) as session:
            send_notice.settle(session, notice.id, reference)
    world.look()
    assert (notice.state, notice.provider_ref) == (NoticeState.SENT, "ref-1")
    assert prepared(world, notice.id) is None, "and never sent again"
    with transaction(world.database) as session:
        send_notice.give_up(session, notice.id)
    world.look()
    assert notice.state is NoticeState.SENT


@pytest.mark.parametrize("state", State)
def test_every_message_of_a_life_can_be_written_in_both_languages(world: World, state: State) -> None:
    for language in ("vi", "en"):
        world.case_in(state, language=language)
    with transaction(world.database) as session:
        for notice in session.scalars(select(Notice).where(Notice.report_id.is_not(None))):
            notice.state = NoticeState.OWED
            message = send_notice.prepare(session, notice.id)
            assert message is None or ("%(" not in message.body and 30 < len(message.body) <= 320)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_message_with_a_value_missing_is_not_sent(name: str) -> None:
    with pytest.raises(KeyError):
        render(name, "vi", {})
