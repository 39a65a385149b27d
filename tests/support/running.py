"""The whole system as ./run starts it: a prepared folder, then the supervisor with web, workers, ticker and Valkey."""

from __future__ import annotations

import http
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from config import ROOT
from deploy import folder
from workers import supervisor

ACCOUNT = re.compile(r"^(\w+) +((?:[a-z2-9]{4}-){3}[a-z2-9]{4}) ", re.MULTILINE)  # a line that `prepare` prints
PASSWORD = re.compile(r"mật khẩu (\S+) ")
PATIENCE_S = 90.0  # seconds; a laden machine starts slowly


class DidNotHappen(AssertionError):
    """What was waited for did not come in time."""


class System:
    """A running system on its own data folder. `accounts` are the first accounts and their passwords."""

    def __init__(self, data_dir: Path, database_url: str = "") -> None:
        self.data_dir = data_dir
        self.accounts: dict[str, str] = {}
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        keep = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self.environ = keep | {
            "FEEDBACK_DATA_DIR": str(data_dir),
            "FEEDBACK_ENV": "development",
            "FEEDBACK_PUBLIC_URL": self.url,
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        if database_url:
            self.environ["DATABASE_URL"] = database_url
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Secrets, schema, city pack, first accounts."""
        folder.create(self.data_dir)
        self.accounts = dict(ACCOUNT.findall(self.cli("prepare")))

    def cli(self, *args: str) -> str:
        """What a command prints. Raises AssertionError with its complaint when it fails."""
        command = [sys.executable, "-m", "flask", "--app", "feedback", *args]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, text=True, capture_output=True, check=False)
        assert done.returncode == 0, f"{' '.join(args)}: {done.stdout[-500:]}{done.stderr[-1500:]}"
        return done.stdout

    def doctor(self) -> dict[str, Any]:
        return json.loads(self.cli("doctor"))

    def create_account(self, username: str, name: str, role: str, agency: str) -> None:
        said = self.cli("accounts", "create", username, "--name", name, "--role", role, "--agency", agency)
        found = PASSWORD.search(said)
        assert found, said
        self.accounts[username] = found[1]

    def start(self) -> None:
        """Raises DidNotHappen with the end of the log."""
        command = [sys.executable, "-m", "workers.supervisor", "--port", str(self.port)]
        with (self.data_dir / "supervisor.log").open("wb") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=log, stderr=log)
        self.wait_until(self._answers, "the web answers")

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def wait_until(self, truth: Any, what: str, seconds: float = PATIENCE_S) -> None:
        """Ask again and again until `truth()` holds."""
        limit = time.monotonic() + seconds
        while not truth():
            if time.monotonic() > limit:
                raise DidNotHappen(f"{what}: not within {seconds:.0f} s\n{self.log()}")
            time.sleep(0.1)

    def log(self) -> str:
        """The last words of every process."""
        paths = [self.data_dir / "supervisor.log", *sorted((self.data_dir / "log").glob("*.log"))]
        return "\n".join(
            f"── {path.name}\n{path.read_text(errors='replace')[-1500:]}" for path in paths if path.exists()
        )

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise DidNotHappen(f"the supervisor ended\n{self.log()}")
        return supervisor.answer("127.0.0.1", self.port) == http.HTTPStatus.OK


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
