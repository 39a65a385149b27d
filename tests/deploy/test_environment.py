"""The private environment is made once per lock, and every trouble is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import ROOT
from deploy import environment, testing
from deploy.speech import CannotGoOn, complain, explained


def test_an_environment_is_kept_until_its_lock_changes(tmp_path: Path) -> None:
    lock, folder = tmp_path / "runtime.txt", tmp_path / "venv"
    lock.write_text("flask==3.1.3")
    (folder / "bin").mkdir(parents=True)
    assert not environment.up_to_date(folder, lock)
    (folder / environment.STAMP).write_text(environment.stamp_of(lock))
    assert not environment.up_to_date(folder, lock), "its interpreter has gone away"
    (folder / "bin" / "python").write_text("")
    assert environment.up_to_date(folder, lock)
    assert environment.ensure(folder, lock) == folder / "bin" / "python"
    lock.write_text("flask==3.1.4")
    assert not environment.up_to_date(folder, lock)


def test_too_little_room_is_said_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "runtime.txt"
    lock.write_text("")
    monkeypatch.setattr(environment, "ROOM_NEEDED", 1 << 60)
    with pytest.raises(CannotGoOn, match="Giải phóng"):
        environment.ensure(tmp_path / "venv", lock)
    assert not (tmp_path / "venv").exists()


def test_an_environment_without_ensurepip_installs_with_the_wheel_we_keep(tmp_path: Path) -> None:
    lock = tmp_path / "empty.txt"
    lock.write_text("# nothing is needed\n")
    python = environment.ensure(tmp_path / "venv", lock)
    assert python.exists()
    assert not (tmp_path / "venv" / "bin" / "pip").exists()
    assert environment.up_to_date(tmp_path / "venv", lock)


def test_the_locks_hold_hashes_and_name_no_server() -> None:
    for name in ("runtime", "prod", "dev"):
        text = (environment.REQUIREMENTS / f"{name}.txt").read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") > text.count("==") > 30


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "Đĩa đã đầy"),
        ("NewConnectionError: Failed to establish a new connection: [Errno 101]", "kết nối mạng"),
        ("ERROR: No matching distribution found for flask==3.1.3", "kết nối mạng"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "không đúng như đã khóa"),
        ('psycopg.OperationalError: connection to server at "db" failed: Connection refused', "DATABASE_URL"),
        ('FATAL:  database "phananh" does not exist', "createdb"),
        ("sqlite3.OperationalError: attempt to write a readonly database", "Không ghi được"),
        ("Traceback\nKeyError: 'x'", "Bước này"),
    ],
)
def test_a_failure_becomes_one_sentence(printed: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    complain(explained("line before\n" + printed, "Bước này không chạy được.", "This step failed."))
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") <= 3
    assert "Traceback" not in said


def test_the_test_command_runs_everything_or_a_part() -> None:
    everything = [step.name for step in testing.steps([])]
    assert everything[-1] == "browser story"
    assert [step.name for step in testing.steps(["--without-browser"])] == everything[:-1]
    assert [step.command for step in testing.steps(["tests/rules", "-x"])] == [("pytest", "tests/rules", "-x")]


def test_every_test_of_the_browser_lives_where_its_step_looks() -> None:
    mark = "mark." + "browser"
    found = {path for path in (ROOT / "tests").rglob("test_*.py") if mark in path.read_text(encoding="utf-8")}
    assert found
    assert [path for path in found if not any(path.is_relative_to(ROOT / name) for name in testing.BROWSER_TESTS)] == []


def test_the_closing_lines_are_red_when_one_step_is(capsys: pytest.CaptureFixture[str]) -> None:
    lint, tests = testing.CHECKS[0], testing.CHECKS[-1]
    assert testing.report([(lint, 0, "", 1.0), (tests, 0, "12 passed in 3s", 3.0)]) == 0
    assert testing.report([(lint, 1, "", 1.0), (tests, 0, "12 passed in 3s", 3.0)]) == 1
    said = capsys.readouterr().out
    assert said.count("12 passed in 3s") == 2
    assert f"Chưa đạt: {lint.name}" in said
