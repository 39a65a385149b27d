"""A report that holds two matters becomes two cases; one citizen follows both."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions.attach import Picture, attach, store
from feedback.actions.route import route
from feedback.actions.split import copy_pictures, split
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Attachment, Case, Report
from feedback.queries.case_links import linked_reports, links_of
from feedback.queries.clock_replay import verify
from feedback.rules.lifecycle import SYSTEM, Actor
from feedback.terms import ClockKind, Kind, State
from tests.conftest import At
from tests.support.files import Shelf
from tests.support.world import POTHOLE, ROADS, World

RUBBISH = "Cạnh đó rác sinh hoạt chất đống ba ngày nay chưa ai gom."
FIELD = "ve-sinh-moi-truong.rac-sinh-hoat"


def in_two(
    world: World, case: Case, actor: Actor | None = None, text: str = RUBBISH, field: str | None = FIELD
) -> Case:
    """The case of the second matter."""
    who = actor or world.dispatcher
    with transaction(world.database) as session:
        found = session.get_one(Case, case.id)
        receipt = split(session, who, found, found.reports[0], text=text, field_code=field)
        second = receipt.report.case_id
    world.look()
    return world.case(second)


def test_the_second_matter_has_a_number_a_code_a_field_and_the_promise_of_the_receipt(world: World, at: At) -> None:
    case = world.received(text=f"{POTHOLE} {RUBBISH}")
    at("2026-07-06T15:00")
    second = in_two(world, case)
    first_report, report = world.report(case), world.report(second)
    assert second.number != case.number
    assert report.code_hash != first_report.code_hash
    assert (report.text, second.field_code, second.state) == (RUBBISH, FIELD, State.RECEIVED)
    assert second.received_at == case.received_at
    clocks = world.clocks(second)
    assert clocks[ClockKind.RESOLVE].started_at == case.received_at
    assert clocks[ClockKind.RESPOND].started_at == case.received_at
    assert clocks[ClockKind.DISPATCH].started_at == second.changed_at, "the centre could not send it before"
    assert (report.submitter_phone, report.is_hidden_from_agency) == (
        first_report.submitter_phone, first_report.is_hidden_from_agency
    )  # fmt: skip
    assert case.state is State.RECEIVED
    assert verify(world.session).difference is None


def test_both_files_name_each_other_and_the_citizen_is_told(world: World) -> None:
    case = world.in_progress()
    second = in_two(world, case)
    assert [one.id for one in links_of(world.session, world.dispatcher, case).split_off] == [second.id]
    origin = links_of(world.session, world.dispatcher, second).split_from
    assert origin is not None
    assert origin.id == case.id
    assert world.events(case)[-1] == "case.split"
    assert world.events(second)[-1] == "case.split_off"
    [notice] = world.notices(second, "split")
    assert notice.values["first"] == case.number
    assert [one.number for one in linked_reports(world.session, world.report(case))] == [second.number]
    assert [one.number for one in linked_reports(world.session, world.report(second))] == [case.number]


def test_the_second_matter_is_routed_on_its_own(world: World) -> None:
    second = in_two(world, world.in_progress())
    assert [task.subject_id for task in world.tasks("route")][-1] == second.id
    world.act(route, SYSTEM, second)
    assert second.state is State.FORWARDED
    assert second.holder_code != ROADS


def test_pictures_are_copied(world: World) -> None:
    shelf, case, dispatcher = Shelf(), world.received(), world.dispatcher
    with transaction(world.database) as session:
        found = session.get_one(Case, case.id)
        kept, _lost = store(shelf, [Picture("rac.jpg", "image/jpeg", b"a picture")])
        attach(session, found, kept, report=found.reports[0])
    with transaction(world.database) as session:
        found = session.get_one(Case, case.id)
        again = copy_pictures(session, shelf, found.reports[0])
        receipt = split(session, dispatcher, found, found.reports[0], text=RUBBISH, pictures=again)
        second = receipt.report.case_id
    world.look()
    files = {row.case_id: row for row in world.session.scalars(select(Attachment))}
    assert set(files) == {case.id, second}
    assert shelf.read(files[second].stored_as) == shelf.read(files[case.id].stored_as)
    assert files[second].stored_as != files[case.id].stored_as


def test_only_a_dispatcher_splits_and_only_what_is_open_and_in_the_process(world: World) -> None:
    with pytest.raises(NotYours):
        in_two(world, world.received(), world.operator)
    with pytest.raises(Refused):
        in_two(world, world.resolved())
    with pytest.raises(Refused):
        in_two(world, world.received(kind=Kind.COMPLAINT))
    for text in ("  ", f" {POTHOLE} "):
        with pytest.raises(Invalid):
            in_two(world, world.received(), text=text)
    with pytest.raises(Invalid):
        in_two(world, world.received(), field="khong-co")
    mine, other = world.received(), world.received()
    with pytest.raises(Invalid):
        world.act(_split_strange, world.dispatcher, mine, world.report(other).id)


def _split_strange(session: Session, actor: Actor, case: Case, report_id: int) -> None:
    """The report of another case."""
    split(session, actor, case, session.get_one(Report, report_id), text=RUBBISH)
