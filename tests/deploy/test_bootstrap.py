"""./run before anything is installed: what it was asked, where it may listen, what it hands on."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import config
from deploy import bootstrap
from deploy.speech import CannotGoOn


def test_defaults_are_this_machine_only() -> None:
    asked = bootstrap.arguments([])
    assert (asked.host, asked.port, asked.demo, asked.rest) == ("127.0.0.1", 8022, False, [])
    assert asked.data == config.ROOT / "var"


def test_words_after_cli_pass_through_untouched() -> None:
    asked = bootstrap.arguments(["--data", "d", "cli", "deadlines", "due", "--data", "x", "--help", "-q"])
    assert asked.rest == ["cli", "deadlines", "due", "--data", "x", "--help", "-q"]
    assert asked.data == Path("d")


def test_an_unknown_word_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        bootstrap.arguments(["serve"])
    assert stop.value.code == 2
    assert "serve" in capsys.readouterr().err


def test_real_servers_replace_the_embedded_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    monkeypatch.delenv("FEEDBACK_ENV", raising=False)
    environ = bootstrap.settings(bootstrap.arguments(["--data", str(tmp_path), "--port", "9000"]))
    assert environ["REDIS_URL"] == "redis://elsewhere:6379/0"
    assert environ["FEEDBACK_DATA_DIR"] == str(tmp_path)
    assert environ["FEEDBACK_ENV"] == "development"
    assert environ["FEEDBACK_PUBLIC_URL"] == "http://127.0.0.1:9000"


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotGoOn, match=f"Cổng {port} đang được dùng") as stop:
            bootstrap.check_port("127.0.0.1", port)
    assert str(port + 1) in stop.value.vi
    assert "taken" in stop.value.en


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99999), ("203.0.113.7", 8022)])
def test_an_impossible_address_is_one_sentence(host: str, port: int) -> None:
    with pytest.raises(CannotGoOn, match="Không lắng nghe được"):
        bootstrap.check_port(host, port)


@pytest.fixture
def pretend(tmp_path: Path) -> Path:
    """An interpreter that writes down how it was called, and fails when told to."""
    script = tmp_path / "bin" / "python"
    script.parent.mkdir()
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        "open(os.environ['CALLS'], 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        "print('operator: một mật khẩu')\n"
        "sys.exit(os.environ.get('FAIL'))\n"
    )
    script.chmod(0o700)
    return script


def _environ(tmp_path: Path, **more: str) -> dict[str, str]:
    (tmp_path / "var").mkdir(exist_ok=True)
    return {
        "FEEDBACK_DATA_DIR": str(tmp_path / "var"),
        "CALLS": str(tmp_path / "calls"),
        "DATABASE_URL": "postgresql://db/x",
        **more,
    }


def test_preparing_happens_once(tmp_path: Path, pretend: Path) -> None:
    environ = _environ(tmp_path)
    for _ in range(2):
        bootstrap.prepare(pretend, environ, trust_stamp=True, quiet=True)
    assert (tmp_path / "calls").read_text() == "-m flask --app feedback prepare\n"
    bootstrap.prepare(pretend, environ, trust_stamp=False, quiet=True)
    other = {**environ, "DATABASE_URL": "postgresql://db/y"}
    bootstrap.prepare(pretend, other, trust_stamp=True, quiet=True)
    assert (tmp_path / "calls").read_text().count("prepare") == 3


def test_passwords_stay_out_of_a_commands_output(
    tmp_path: Path, pretend: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bootstrap.prepare(pretend, _environ(tmp_path), trust_stamp=True, quiet=True)
    captured = capfd.readouterr()
    assert "mật khẩu" not in captured.out
    assert "mật khẩu" in captured.err


def test_a_failed_preparation_is_explained_and_tried_again(tmp_path: Path, pretend: Path) -> None:
    broken = _environ(tmp_path, FAIL="sqlite3.OperationalError: database or disk is full")
    with pytest.raises(CannotGoOn, match="Đĩa đã đầy"):
        bootstrap.prepare(pretend, broken, trust_stamp=True, quiet=True)
    bootstrap.prepare(pretend, _environ(tmp_path), trust_stamp=True, quiet=True)
    assert (tmp_path / "calls").read_text().count("prepare") == 2


def test_the_scripts_need_only_a_plain_shell() -> None:
    for script in ("run", "test", ".ci/run"):
        assert (config.ROOT / script).stat().st_mode & 0o111
        subprocess.run(["/bin/sh", "-n", str(config.ROOT / script)], check=True)


def test_an_old_python_is_told_apart_in_one_sentence(tmp_path: Path) -> None:
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o700)
    done = subprocess.run(
        [str(config.ROOT / "run")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Cần Python 3.11" in done.stderr
    assert not done.stdout
