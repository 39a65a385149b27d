"""Logging calls: more than half are answered on the spot and never become a report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from feedback import clock
from feedback.actions.log_interaction import log_interaction, log_report
from feedback.actions.receive_report import NewReport
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours
from feedback.models import Interaction, Report
from feedback.rules.lifecycle import Actor
from feedback.terms import Channel, InteractionOutcome, Role
from tests.support.world import World


def call(world: World, actor: Actor | None = None, **changes: Any) -> Interaction:
    given: dict[str, Any] = {
        "channel": Channel.PHONE,
        "outcome": InteractionOutcome.ANSWERED,
        "started_at": clock.now() - timedelta(minutes=3),
        "topic": "Hỏi giờ làm việc của bộ phận một cửa.",
    }
    with transaction(world.database) as session:
        log_interaction(session, actor or world.operator, **(given | changes))
    world.look()
    return world.session.scalars(select(Interaction)).one()


def test_a_call_that_was_answered_is_kept(world: World) -> None:
    logged = call(world, caller_phone="0907 123 456")
    assert (logged.outcome, logged.caller_phone) == (InteractionOutcome.ANSWERED, "+84907123456")
    assert logged.ended_at - logged.started_at == timedelta(minutes=3)
    assert logged.report_id is None


def test_a_wrong_number_needs_no_words(world: World) -> None:
    assert call(world, outcome=InteractionOutcome.DROPPED, topic="").topic == ""


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("topic", {"topic": " "}),
        ("caller_phone", {"caller_phone": "115x"}),
        ("started_at", {"started_at": "later"}),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, field: str, changes: dict) -> None:
    if field == "started_at":
        changes = {"started_at": clock.now() + timedelta(seconds=1)}
    with pytest.raises(Invalid) as refused:
        call(world, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER, Role.ADMIN, Role.AUDITOR])
def test_only_the_centre_logs_calls(world: World, role: Role) -> None:
    with pytest.raises(NotYours):
        call(world, world.actor(role))


def test_a_call_that_becomes_a_report_is_both_rows_once(world: World) -> None:
    new = NewReport("Cây ngã chắn đường Hòa Bình.", Channel.PHONE, phone="0907123456")
    numbers = set()
    for _ in range(3):
        with transaction(world.database) as session:
            numbers.add(log_report(session, world.operator, new, "call-1", clock.now()).number)
    world.look()
    report = world.session.scalars(select(Report)).one()
    logged = world.session.scalars(select(Interaction)).one()
    assert numbers == {report.number}
    assert (logged.report_id, logged.outcome) == (report.id, InteractionOutcome.REPORTED)
    assert report.created_by_id == world.operator.user_id
