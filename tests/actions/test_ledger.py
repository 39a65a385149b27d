"""The ledger: append-only, chained, the same on both databases, and honest when somebody tampers with it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from feedback.actions import ledger
from feedback.actions.forward import dispatch
from feedback.actions.transaction import transaction
from feedback.errors import Refused
from feedback.models import ChainHead, Entry, Report
from feedback.queries.audit import verify, verify_tail
from feedback.rules.lifecycle import SYSTEM
from tests.support.world import ROADS, World

WRITERS, LINES_EACH = 8, 50


@contextmanager
def without_guards(world: World) -> Generator[Session]:
    """As somebody with the database's own password: no triggers."""
    postgres = world.database.engine.dialect.name == "postgresql"
    with world.database.writing() as session:
        if postgres:
            session.execute(text("ALTER TABLE entry DISABLE TRIGGER entry_no_change"))
        else:
            session.execute(text("DROP TRIGGER entry_no_update"))
            session.execute(text("DROP TRIGGER entry_no_delete"))
        yield session
        session.commit()


@pytest.mark.parametrize("statement", ["UPDATE entry SET event = 'x'", "DELETE FROM entry"])
def test_the_database_refuses_to_change_an_entry(world: World, statement: str) -> None:
    world.received()
    with pytest.raises(DBAPIError, match="append-only"), world.database.writing() as session:
        session.execute(text(statement))
    assert verify(world.session).holds


def test_every_act_of_a_life_is_one_line(world: World) -> None:
    assert world.events(world.closed()) == [
        "report.received",
        "case.forwarded",
        "case.leg.accepted",
        "case.result.submitted",
        "case.result.approved",
        "case.closed",
    ]


def test_the_chain_of_a_busy_day_holds(world: World) -> None:
    for make in (world.closed, world.returned, world.awaiting_info, world.refused, world.referred, world.merged):
        make()
    world.look()
    verdict = verify(world.session)
    assert verdict.holds, verdict
    head = world.session.scalars(select(ChainHead)).one()
    assert verdict.entries == head.seq
    assert verify_tail(world.session, 5).entries == 5


def test_a_refused_act_leaves_no_line(world: World) -> None:
    case = world.forwarded()
    before = world.events(case)
    with pytest.raises(Refused):
        world.act(dispatch, world.dispatcher, case, ROADS)
    assert world.events(case) == before


def tamper(session: Session, seq: int) -> None:
    session.execute(text("UPDATE entry SET actor_id = NULL WHERE seq = :seq"), {"seq": seq})


def remove(session: Session, seq: int) -> None:
    session.execute(text("DELETE FROM entry WHERE seq = :seq"), {"seq": seq})


def shorten(session: Session, seq: int) -> None:
    session.execute(text("DELETE FROM entry WHERE seq >= :seq"), {"seq": seq})


def backdate(session: Session, seq: int) -> None:
    session.execute(text("UPDATE entry SET at = '2026-01-01 00:00:00.000000' WHERE seq = :seq"), {"seq": seq})


@pytest.mark.parametrize("damage", [tamper, remove, shorten, backdate])
def test_tampering_is_found_and_the_line_is_named(world: World, damage: Callable[[Session, int], None]) -> None:
    case = world.resolved()
    query = select(Entry.seq).where(Entry.case_id == case.id, Entry.event == "case.forwarded")
    seq = world.session.scalars(query).one()
    world.look()
    with without_guards(world) as session:
        damage(session, seq)
    verdict = verify(world.session)
    assert verdict.first_bad == seq
    assert verdict.why


def test_eight_writers_never_fork_the_chain(world: World) -> None:
    case = world.received()
    report_id = world.report(case).id
    first = world.session.scalars(select(ChainHead.seq)).one()
    world.look()
    errors: list[Exception] = []

    def write() -> None:
        try:
            for _ in range(LINES_EACH):
                with transaction(world.database) as session:
                    report = session.get_one(Report, report_id)
                    ledger.record(session, SYSTEM, "contact.viewed", report, report=report)
        except Exception as error:  # noqa: BLE001 a thread's error must reach the test
            errors.append(error)

    threads = [Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.look()
    assert errors == []
    verdict = verify(world.session)
    assert verdict.holds, verdict
    assert verdict.entries == first + WRITERS * LINES_EACH


def test_an_event_outside_the_closed_list_is_an_error(world: World) -> None:
    case = world.received()
    with pytest.raises(ValueError, match="closed list"), transaction(world.database) as session:
        ledger.record(session, SYSTEM, "case.exploded", case)
    with pytest.raises(ValueError, match="closed list"), transaction(world.database) as session:
        ledger.record(session, SYSTEM, "case.closed", case, because="a fact too many")


def test_an_entry_names_who_acted_for_which_agency(world: World) -> None:
    case = world.in_progress()
    line = world.session.scalars(select(Entry).where(Entry.case_id == case.id).order_by(Entry.seq.desc())).first()
    assert line is not None
    assert (line.actor_id, line.actor_role, line.actor_agency) == (
        world.officer.user_id,
        world.officer.role,
        ROADS,
    )
    assert (line.object_type, line.object_id) == ("case", str(case.id))
