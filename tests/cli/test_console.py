"""Commands for the people who keep the system: prepare, pack, doctor, lifecycle, audit, tasks, accounts."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.accounts import verify
from feedback.database import Database
from feedback.errors import Refused
from feedback.models import Account, Task
from feedback.rules.lifecycle import MOVES
from feedback.terms import Role, State, TaskState
from tests.cli.conftest import Cli
from tests.support.world import World

DOCTOR = {
    "reports", "cases", "unrouted", "tasks_undone", "tasks_dead", "oldest_undone_s", "entries", "audit_ok", "database",
    "redis", "field_model", "field_model_problem",
}  # fmt: skip


def test_prepare_prints_passwords_once_and_they_open_the_accounts(cli: Cli, database: Database) -> None:
    first = cli("prepare")
    assert first.exit_code == 0, first.output
    lines = [line.split() for line in first.stdout.splitlines()]
    printed = {line[0]: line[1] for line in lines if len(line) > 1 and line[1].count("-") == 3}
    with database.reading() as session:
        accounts = {account.username: account for account in session.scalars(select(Account))}
        assert set(printed) == set(accounts)
        assert {account.role for account in accounts.values()} == set(Role) - {Role.CITIZEN, Role.SYSTEM}
        officers = {a.agency_code for a in accounts.values() if a.role is Role.OFFICER}
        assert officers == {"ubnd-31147", "thoat-nuoc"}
        assert verify(session, "dieuphoi", printed["dieuphoi"]) == accounts["dieuphoi"].id
    again = cli("prepare")
    assert again.exit_code == 0
    assert "không có gì mới" in again.stdout
    assert not any(password in again.stdout for password in printed.values())


def test_prepare_makes_an_empty_database_ready(cli_on: Callable[[Database], Cli], empty_database: Database) -> None:
    cli = cli_on(empty_database)
    before = cli("doctor")
    assert (before.exit_code, json.loads(before.stdout)["database"]) == (1, "not migrated")
    unready = cli("audit", "verify")
    assert (unready.exit_code, unready.stderr.count("\n")) == (2, 1)
    assert cli("prepare").exit_code == 0
    assert json.loads(cli("doctor").stdout)["database"] == "ok"


def test_pack_load_says_that_nothing_changed(cli: Cli) -> None:
    assert "không có gì mới" in cli("pack", "load").stdout


def test_doctor_is_one_object_with_these_names(cli: Cli, world: World) -> None:
    found = json.loads(cli("doctor").stdout)
    assert set(found) == DOCTOR
    assert (found["reports"], found["unrouted"], found["audit_ok"], found["database"]) == (0, 0, True, "ok")
    assert found["redis"] == "unreachable"
    world.received()
    found = json.loads(cli("doctor").stdout)
    assert (found["reports"], found["cases"], found["unrouted"]) == (1, 1, 1)
    assert found["tasks_undone"] > 0


def test_doctor_counts_what_lies_with_a_person_as_owned(cli: Cli, world: World) -> None:
    world.forwarded()
    world.referred()
    world.case_in(State.CLOSED)
    assert json.loads(cli("doctor").stdout)["unrouted"] == 0


def test_lifecycle_prints_every_move(cli: Cli) -> None:
    shown = " ".join(cli("lifecycle").stdout.split())
    assert len(cli("lifecycle").stdout.splitlines()) > 15
    for move in MOVES:
        assert move.vi.split()[0] in shown
    assert "Điều phối viên" in shown


def test_audit_verify_names_the_first_line_that_was_changed(cli: Cli, world: World) -> None:
    for _ in range(3):
        world.forwarded()
    good = cli("audit", "verify")
    assert (good.exit_code, "nguyên vẹn" in good.stdout) == (0, True)
    with world.database.writing() as session:
        _without_triggers(session)
        session.execute(text("UPDATE entry SET actor_agency = 'ubnd-31147' WHERE seq = 7"))
        session.commit()
    bad = cli("audit", "verify")
    assert bad.exit_code == 1
    assert "dòng 7:" in bad.stdout
    assert json.loads(cli("doctor").stdout)["audit_ok"] is False


@pytest.mark.parametrize("seq", ["3", "(SELECT max(seq) FROM entry)"])
def test_audit_verify_misses_no_line(cli: Cli, world: World, seq: str) -> None:
    world.closed()
    with world.database.writing() as session:
        _without_triggers(session)
        number = session.scalar(text(f"SELECT {seq}"))
        session.execute(text(f"DELETE FROM entry WHERE seq = {number}"))
        session.commit()
    bad = cli("audit", "verify")
    assert bad.exit_code == 1
    assert f"dòng {number}: thiếu một dòng" in bad.stdout


def test_dead_tasks_are_listed_retried_and_dismissed_with_a_reason(cli: Cli, world: World) -> None:
    world.received()
    with world.database.writing() as session:
        task = session.scalars(select(Task).where(Task.kind == "route")).one()
        task.state, task.last_error, task.attempts = TaskState.DEAD, "máy chủ không trả lời", 8
        session.commit()
        number = task.id
    assert "máy chủ không trả lời" in cli("tasks", "list", "--state", "dead").stdout
    assert cli("tasks", "retry").exit_code == 2
    assert cli("tasks", "retry", number).exit_code == 0
    assert cli("tasks", "dismiss", number, "--reason", "thử").exit_code == 2  # it is no longer dead
    with world.database.writing() as session:
        again = session.get_one(Task, number)
        assert (again.state, again.attempts) == (TaskState.NEW, 0)
        again.state = TaskState.DEAD
        session.commit()
    assert cli("tasks", "dismiss", number, "--reason", " ").exit_code == 2
    assert cli("tasks", "dismiss", number, "--reason", "vụ việc đã gộp").exit_code == 0
    assert json.loads(cli("doctor").stdout)["tasks_dead"] == 0


def test_accounts_are_created_given_passwords_and_disabled(cli: Cli, database: Database) -> None:
    made = cli("accounts", "create", "anh.ba", "--name", "Anh Ba", "--role", "officer", "--agency", "ubnd-31135")
    assert made.exit_code == 0, made.output
    second = cli("accounts", "password", "anh.ba").stdout.split("anh.ba: ")[1].split()[0]
    with database.reading() as session:
        assert verify(session, "anh.ba", second)
    assert cli("accounts", "disable", "anh.ba").exit_code == 0
    with database.reading() as session, pytest.raises(Refused):
        verify(session, "anh.ba", second)
    refused = cli("accounts", "disable", "khong.co")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("args", [("audit", "vefiry"), ("tasks", "retry", "mot"), ("accounts", "create")])
def test_a_mistake_is_one_sentence(cli: Cli, args: tuple[str, ...]) -> None:
    result = cli(*args)
    assert result.exit_code == 2
    assert result.stderr.strip().count("\n") == 0
    assert "Traceback" not in result.output


def test_work_planned_for_later_is_not_undone(cli: Cli, world: World) -> None:
    world.awaiting_info()  # owes "stop waiting" in some days
    with world.database.writing() as session:
        for task in session.scalars(select(Task).where(Task.run_at <= clock.now())):
            task.state, task.done_at = TaskState.DONE, clock.now()
        session.commit()
    found = json.loads(cli("doctor").stdout)
    assert (found["tasks_undone"], found["oldest_undone_s"]) == (0, 0)


def _without_triggers(session: Session) -> None:
    """What only somebody with the database's own tools can do."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE entry DISABLE TRIGGER ALL"))
        return
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'")):
        session.execute(text(f'DROP TRIGGER "{name}"'))
