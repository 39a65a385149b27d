"""Keep every process of the system running under one parent, and stop them all with it.

    python -m workers.supervisor --host 127.0.0.1 --port 8022

Prints `ready http://127.0.0.1:8022` once the web answers. Ends at SIGTERM or Ctrl-C, with nothing left behind.
"""

from __future__ import annotations

import argparse
import http
import http.client
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from config import ROOT, Config, MissingSecret, chosen, valkey_socket
from feedback.terms import Queue
from workers import valkey
from workers.children import Child, adopt_orphans, reap_orphans, stop_all

TICK = 0.1  # seconds between looks at the children
STAGGER = 0.4  # seconds between the starts of background processes, so that the web is not starved of CPU
LATEST_WORKERS = 15.0  # seconds: background work begins by then even if the web is not ready
HOPELESS = 3  # failed starts of the web, before it was ever ready, that mean it will not come


def web(host: str, port: int) -> list[str]:
    """gunicorn on this address; how it serves is in deploy/gunicorn.py."""
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy" / "gunicorn.py"), "--bind", listen]


def background(log_dir: Path) -> list[Child]:
    """One worker process per queue (a worker on several queues can lose a job), and the ticker."""
    python = sys.executable
    children = [Child(queue.value, [python, "-m", "workers.queue_worker", queue.value], log_dir) for queue in Queue]
    return [*children, Child("ticker", [python, "-m", "workers.ticker"], log_dir)]


def answer(host: str, port: int) -> int:
    """The status of the health page, or of the home page where there is none; 0 while nothing listens."""
    status = 0
    for path in ("/healthz", "/"):
        connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", path)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()
        if status == http.HTTPStatus.OK:
            break
    return status


class Supervisor:
    """The web first and at once; the background once the web answers, one process after another."""

    def __init__(self, first: list[Child], later: list[Child], host: str, port: int) -> None:
        self.children, self.later = first, later
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 where this machine reaches it
        self.port = port
        self.ready = self.warned = self.stopping = False
        self.began_at = time.monotonic()

    def run(self) -> int:
        """Until a signal comes. 0 after a clean stop, 1 when the web cannot start."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup stays in force
                signal.signal(number, self._stop)
        adopt_orphans()
        status = 0
        try:
            while not self.stopping and not (status := self._hopeless()):
                self._look()
                time.sleep(TICK)
        finally:
            stop_all(self.children)
        say("Đã dừng tất cả.  (all stopped)")
        return status

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look(self) -> None:
        for child in self.children:
            status = child.tend()
            if status is not None:
                say(f"{child.name} dừng (mã {status}); chạy lại sau {child.start_after - time.monotonic():.1f} giây.")
        reap_orphans(self.children)
        if not self.ready:
            self._await_web()
        if self.later and (self.ready or time.monotonic() - self.began_at > LATEST_WORKERS):
            self._add_background()

    def _await_web(self) -> None:
        status = answer(self.host, self.port)
        shown = f"[{self.host}]" if ":" in self.host else self.host
        if status == http.HTTPStatus.OK:
            self.ready = True
            sys.stdout.write(f"ready http://{shown}:{self.port}\n")
            sys.stdout.flush()
        elif status and not self.warned:
            self.warned = True
            say(f"Web trả lời mã {status}; xem {self.children[0].log}.  (the web answers, but not well)")

    def _add_background(self) -> None:
        now = time.monotonic()
        for place, child in enumerate(self.later):
            child.start_after = now + place * STAGGER
        self.children, self.later = [*self.children, *self.later], []

    def _hopeless(self) -> int:
        web_child = self.children[0]
        if self.ready or web_child.failures < HOPELESS:
            return 0
        last = web_child.log.read_text(errors="replace").strip().splitlines()[-1:] if web_child.log.exists() else []
        say(f"✗ Web không khởi động được; xem {web_child.log}.  (the web cannot start; see its log)")
        say(f"  [{''.join(last)[:300]}]")
        return 1


def say(line: str) -> None:
    """One line for whoever watches, on stderr."""
    sys.stderr.write(f"· {line}\n")
    sys.stderr.flush()


def parts(settings: Config, host: str, port: int) -> Supervisor:
    """The processes that these settings ask for. The embedded Valkey is one unless REDIS_URL names another server."""
    log_dir = settings.DATA_DIR / "log"
    log_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    first = [Child("web", web(host, port), log_dir)]
    if f"unix://{valkey_socket(settings.DATA_DIR)}" == settings.REDIS_URL:
        first.append(Child("valkey", valkey.command(settings.DATA_DIR), log_dir))
    return Supervisor(first, background(log_dir), host, port)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m workers.supervisor", allow_abbrev=False)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8022)
    asked = parser.parse_args()
    try:
        settings = chosen()
        if not isinstance(settings, Config):  # only a class or an object handed to `chosen` gives something else
            raise TypeError(type(settings))
        supervisor = parts(settings, asked.host, asked.port)
    except (MissingSecret, valkey.NoServer, ValueError) as refused:
        say(f"✗ {refused}")
        return 1
    os.chdir(settings.DATA_DIR)  # nothing is written beside the source
    try:
        return supervisor.run()
    finally:
        valkey.tidy(settings.DATA_DIR)


if __name__ == "__main__":
    sys.exit(main())
