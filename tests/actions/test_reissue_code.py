"""A lost code: the right number gets a new one, the old one dies, nobody at the centre sees either."""

from __future__ import annotations

import pytest

from feedback.actions.reissue_code import TOO_OFTEN, reissue_code
from feedback.actions.tracking import code_of, hash_of
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Report
from feedback.rules.lifecycle import Actor
from feedback.terms import Role, State
from tests.conftest import At
from tests.support.world import World

PHONE = "0907123456"


def reissue(world: World, actor: Actor, case: Case, said: str) -> None:
    with transaction(world.database) as session:
        reissue_code(session, actor, session.get_one(Report, world.report(case).id), said)
    world.look()


def test_the_old_code_dies_and_the_reporter_alone_is_told(world: World) -> None:
    case, old = world.receive(phone=PHONE)
    before = world.report(case).code_hash
    reissue(world, world.operator, case, "0907 123 456")
    report = world.report(case)
    new = code_of(world.session, report.submission)
    assert new != old
    assert report.code_hash == hash_of(world.session, new) != before
    (notice,) = world.notices(case, "code_reissued")
    assert (notice.report_id, notice.values) == (report.id, {})
    assert "code.reissued" in world.events(case)


def test_each_time_another_code(world: World) -> None:
    case, _ = world.receive(phone=PHONE)
    seen = {world.report(case).code_hash}
    for _time in range(3):
        reissue(world, world.dispatcher, case, PHONE)
        seen.add(world.report(case).code_hash)
    assert len(seen) == 4


def test_a_mail_address_will_do_where_that_was_left(world: World) -> None:
    case, _ = world.receive(email="Hoa@example.com")
    reissue(world, world.operator, case, "hoa@example.com")
    assert world.notices(case, "code_reissued")


@pytest.mark.parametrize("said", ["", "0907 123 457", "ban@example.com", "không nhớ"])
def test_another_number_changes_nothing(world: World, said: str) -> None:
    case, code = world.receive(phone=PHONE)
    with pytest.raises(Invalid) as refused:
        reissue(world, world.operator, case, said)
    assert refused.value.field == "said"
    assert code_of(world.session, world.report(case).submission) == code
    assert not world.notices(case, "code_reissued")


def test_without_any_contact_there_is_nowhere_to_send_it(world: World) -> None:
    case, _ = world.receive(phone="", email="")
    with pytest.raises(Refused):
        reissue(world, world.operator, case, PHONE)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER, Role.ADMIN])
def test_only_the_centre(world: World, role: Role) -> None:
    case = world.case_in(State.IN_PROGRESS, phone=PHONE)
    with pytest.raises(NotYours):
        reissue(world, world.actor(role), case, PHONE)


def test_what_was_merged_keeps_a_code_of_its_own(world: World) -> None:
    case = world.merged(phone=PHONE)
    before = world.report(case).code_hash
    reissue(world, world.operator, case, PHONE)
    assert world.report(case).code_hash != before


def test_three_times_a_day_and_no_more(world: World, at: At) -> None:
    case, _ = world.receive(phone=PHONE)
    other, _ = world.receive(phone=PHONE)
    for _time in range(3):
        reissue(world, world.operator, case, PHONE)
    with pytest.raises(Refused) as refused:
        reissue(world, world.dispatcher, case, PHONE)
    assert refused.value.message == TOO_OFTEN
    reissue(world, world.operator, other, PHONE)
    at("2026-07-07T00:10")
    reissue(world, world.operator, case, PHONE)
    assert len(world.notices(case, "code_reissued")) == 4
