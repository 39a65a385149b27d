"""One child process of the supervisor: how it starts, dies with its parent, comes back, and is stopped."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # prctl(2)
FIRST_DELAY, LONGEST_DELAY, HEALTHY_AFTER = 0.5, 30.0, 60.0  # seconds
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a longer log is set aside once, as NAME.log.1

# Loaded once, in the parent: after a fork only ready-made calls are safe.
_prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies, however the parent dies (Linux)."""
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we could ask
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent dies, so that none is left behind (Linux)."""
    if _prctl is not None:
        _prctl(PR_SET_CHILD_SUBREAPER, 1)


def orphans(known: set[int]) -> list[int]:
    """Process ids of our direct children that we did not start: grandchildren that we inherited."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return [int(pid) for pid in listed.read_text().split() if int(pid) not in known] if listed.exists() else []


@dataclass
class Child:
    """A command that is kept running. Times are seconds on the monotonic clock."""

    name: str
    command: Sequence[str]
    log_dir: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_after: float = 0.0
    delay: float = FIRST_DELAY
    failures: int = 0  # in a row, without a healthy minute between them

    @property
    def log(self) -> Path:
        return self.log_dir / f"{self.name}.log"

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the command in a process group of its own, with its output appended to its log."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        parent = os.getpid()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,
                preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509 the supervisor has one thread
            )
        self.started_at = time.monotonic()

    def tend(self) -> int | None:
        """Start the command when its time has come. The exit status, once, when it has just ended by itself."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_after:
                self.start()
            return None
        status = self.process.poll()
        if status is None:
            if now - self.started_at > HEALTHY_AFTER:
                self.delay, self.failures = FIRST_DELAY, 0
            return None
        self.process = None
        self.failures += 1
        self.start_after = now + self.delay
        self.delay = min(self.delay * 2, LONGEST_DELAY)
        return status

    def signal(self, number: int) -> None:
        """Send a signal to the command and whatever it started in its group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def stop_all(children: Sequence[Child], patience: float = 10.0) -> None:
    """TERM to every child, then KILL what is left after `patience` seconds, and what they left behind."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(child.running for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()
    while left := orphans(set()):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def reap_orphans(children: Sequence[Child]) -> None:
    """Collect inherited grandchildren that have ended, so that they do not stay as zombies."""
    for pid in orphans({child.process.pid for child in children if child.process is not None}):
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
