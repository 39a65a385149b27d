"""Two hundred reports while workers and Valkey are killed: nothing that was promised is lost or done twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from config import Development
from feedback import open_database
from feedback.actions import tracking
from feedback.database import Database
from feedback.models import Case, Entry, Leg, LocalMessage, Notice, Report, Task
from feedback.queries.audit import verify
from feedback.terms import LegRole, NoticeState, State, TaskState
from tests.faults.citizens import Citizen, Oracle
from tests.support.running import System
from workers.timetable import TIMETABLE

REPORTS, KILLS, SENDERS = 200, 10, 4
SEED = 766
BY_NIGHT = [line.kind for line in TIMETABLE if line.after]
VICTIMS = ("workers.queue_worker", "valkey", "workers.ticker")
PATIENCE_S = 90.0  # a lease of a killed worker runs out after 30


@pytest.fixture
def system(backend: str, empty_database_url: str, folder: Path) -> Generator[System]:
    running = System(folder / f"kills-{backend}", empty_database_url if backend == "postgresql" else "")
    try:
        running.prepare()
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def kept(system: System) -> Generator[Database]:
    """The system's own database, read beside it."""
    settings = Development(system.environ)
    database = open_database({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
    yield database
    database.engine.dispose()


def send_all(system: System, oracle: Oracle) -> list[threading.Thread]:
    citizens = [Citizen(system.url, number) for number in range(REPORTS)]
    failures: list[str] = []

    def send(mine: list[Citizen]) -> None:
        for citizen in mine:
            try:
                citizen.send(oracle)
            except Exception as error:  # noqa: BLE001 the others go on; the oracle shows who is missing
                failures.append(repr(error))
                oracle.write(kind="failed", why=repr(error))

    threads = [threading.Thread(target=send, args=(citizens[start::SENDERS],)) for start in range(SENDERS)]
    for thread in threads:
        thread.start()
    return threads


def kill_some(chance: random.Random) -> int:
    """Kill one background process, or two, without a warning; how many died."""
    supervisor = next(child for child in psutil.Process().children() if "workers.supervisor" in _command(child))
    children = supervisor.children(recursive=True)
    alive = [child for child in children if any(name in _command(child) for name in VICTIMS)]
    chosen = chance.sample(alive, min(len(alive), chance.choice((1, 2))))
    for child in chosen:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue  # it had just ended
    return len(chosen)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def undone(database: Database) -> int:
    """Tasks that must still be done now; not what was planned for a later day."""
    with database.reading() as session:
        waiting = Task.state.in_((TaskState.NEW, TaskState.LEASED))
        planned = Task.kind.in_(("stop_waiting", "reconcile", *BY_NIGHT))
        return session.scalar(select(func.count()).where(waiting, ~planned)) or 0


@pytest.mark.timeout(300)
def test_whatever_is_killed_every_report_is_kept_routed_once_and_told_once(
    system: System, kept: Database, tmp_path: Path
) -> None:
    oracle, chance = Oracle(tmp_path / "oracle.jsonl"), random.Random(SEED)
    threads = send_all(system, oracle)
    killed = 0
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.3, 1.0))
        killed += kill_some(chance) > 0
    for thread in threads:
        thread.join()
    assert oracle.lines("failed") == []
    assert killed == KILLS
    system.wait_until(lambda: undone(kept) == 0, "all work is done", PATIENCE_S)
    check_kept(kept, oracle)
    check_routed(kept)
    check_told(kept)
    assert system.doctor()["audit_ok"] is True


def check_kept(database: Database, oracle: Oracle) -> None:
    """Every code that was shown opens its report, and there is no report that nobody sent."""
    shown = oracle.lines("shown")
    assert len(shown) == len(oracle.lines("intent")) == REPORTS
    with database.reading() as session:
        numbers = {row.code_hash: row.number for row in session.execute(select(Report.code_hash, Report.number))}
        assert len(numbers) == REPORTS
        for line in shown:
            assert numbers[tracking.hash_of(session, line["code"])] == line["number"]
        assert verify(session).holds


def check_routed(database: Database) -> None:
    """Each case was sent to one agency once, or lies in the tray with its reason."""
    with database.reading() as session:
        rows = session.execute(select(Entry.case_id, Entry.event, Entry.facts).where(Entry.case_id.is_not(None)))
        of_leads = [row for row in rows if row.facts.get("role") != LegRole.COOPERATING]
        decided = Counter(
            (row.case_id, row.event) for row in of_leads if row.event in ("case.forwarded", "case.to_tray")
        )
        legs = Counter(session.scalars(select(Leg.case_id).where(Leg.role == LegRole.LEAD)))
        for case in session.scalars(select(Case)):
            forwarded, to_tray = decided[case.id, "case.forwarded"], decided[case.id, "case.to_tray"]
            assert (forwarded, to_tray) in ((1, 0), (0, 1)), case.number
            assert legs[case.id] == forwarded
            assert case.state is (State.FORWARDED if forwarded else State.RECEIVED)
            assert case.tray_reason or forwarded


def check_told(database: Database) -> None:
    """Each sender got the first word once: repeated deliveries carried the same key and were dropped."""
    with database.reading() as session:
        first = session.execute(select(Notice.id, Notice.report_id, Notice.state).where(Notice.template == "received"))
        rows = first.all()
        assert len(rows) == len({row.report_id for row in rows}) == REPORTS
        assert {row.state for row in rows} == {NoticeState.SENT}
        keys = list(session.scalars(select(LocalMessage.key)))
        assert len(keys) == len(set(keys))
        assert {f"notice-{row.id}" for row in rows} <= set(keys)
        dead = session.scalar(select(func.count()).where(Task.state == TaskState.DEAD))
        assert dead == 0
