"""Numbers of reports: each given once, to whoever asks first, and nobody waits for somebody else's report."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.receive_report import NewReport, receive_report
from feedback.actions.report_numbers import TEN, next_number
from feedback.actions.transaction import transaction
from feedback.database import Database, Keys, is_postgres
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Channel
from tests.support.world import World

KEYS = count()


def another_process(database: Database) -> Database:
    return Database(database.engine.url.render_as_string(hide_password=False), Keys(b"c" * 32, b"a" * 32))


def receive(session: Session) -> str:
    new = NewReport("Cây ngã chắn đường.", Channel.WEB, phone="0907123456")
    return receive_report(session, CITIZEN, new, f"number-{next(KEYS)}").number


def test_two_processes_never_give_the_same_number(database: Database, world: World) -> None:
    other = another_process(database)
    given = []
    for turn in range(2 * TEN + 2):
        with transaction(database if turn % 3 else other) as session:
            given.append(receive(session))
    other.engine.dispose()
    assert len(set(given)) == len(given)
    assert all(number.startswith("2607-") for number in given)


def test_a_report_does_not_wait_for_one_that_is_still_being_written(database: Database, world: World) -> None:
    other = another_process(database)
    with transaction(database) as slow:
        given = [receive(slow)]
        slow.flush()
        if is_postgres(slow):  # SQLite has one writer at a time whatever we do
            given.append(_received_meanwhile(other))
    other.engine.dispose()
    assert given[0] not in given[1:]


def _received_meanwhile(database: Database) -> str:
    with transaction(database) as session:
        session.execute(text("SET LOCAL lock_timeout = '2s'"))
        return receive(session)


def test_a_number_comes_back_from_what_failed_and_stays_away_with_what_is_committed(
    database: Database, world: World
) -> None:
    given: list[str] = []
    with pytest.raises(RuntimeError):
        _fail_after_receiving(database, given)
    lost = given[0]
    with transaction(database) as session:
        assert receive(session) == lost
    with transaction(database) as session:
        assert next_number(session, clock.now()) > lost


def _fail_after_receiving(database: Database, given: list[str]) -> None:
    with transaction(database) as session:
        given.append(receive(session))
        raise RuntimeError("the power went out")
