"""./test: install what tests need, then lint, types, arrows, every test on both databases, and the browser story.

./test                      everything
./test --without-browser    everything but the browser story, on a machine without Chromium
./test PATH…                pytest on a part; further words go to pytest
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import config
from deploy import bootstrap, environment
from deploy.speech import CannotGoOn, complain, explained, say

ENVIRONMENT = config.ROOT / ".venv-test"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Step:
    """One check: its name for the person, and its program in the environment with its words."""

    name: str
    command: tuple[str, ...]


PYTEST = ("pytest", "-q", "-n", "2", "--dist", "worksteal")  # who is done early takes from the other
BROWSER_TESTS = ("tests/browser", "tests/story")
CHECKS = (
    Step("lint (ruff check)", ("ruff", "check", ".")),
    Step("layout (ruff format)", ("ruff", "format", "--check", ".")),
    Step("types (ty)", ("ty", "check")),
    Step("arrows (import-linter)", ("lint-imports", "--no-cache")),
    Step("dependencies (deptry)", ("deptry", ".")),
    Step("tests on SQLite and PostgreSQL", (*PYTEST, "-m", "not browser")),
)
BROWSER = Step(
    "browser story", ("pytest", "-q", "-m", "browser", *BROWSER_TESTS)
)  # two would each bring up every system


def steps(words: Sequence[str]) -> list[Step]:
    """What the words ask for: every check, or pytest on a part."""
    if words and words != ["--without-browser"]:
        return [Step("tests: " + " ".join(words), ("pytest", *words))]
    return [*CHECKS] if words else [*CHECKS, BROWSER]


def ensure_browser() -> None:
    """Chromium from Debian, where the browser story needs it. Raises CannotGoOn when it cannot be had."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Cài Chromium bằng apt-get", "installing Chromium")
        env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for words in (["update", "-q"], ["install", "-y", "-q", "chromium"]):
            subprocess.run(["apt-get", *words], capture_output=True, check=False, env=env)
    if not any(shutil.which(name) for name in BROWSERS):
        raise CannotGoOn(
            "Thiếu Chromium. Cài nó (Debian: apt-get install chromium) hoặc chạy ./test --without-browser.",
            "Chromium is missing. Install it (Debian: apt-get install chromium) or run ./test --without-browser.",
        )


def run(step: Step, python: Path) -> tuple[int, str]:
    """Run one check with its output shown as it comes. Its exit status and its last line."""
    sys.stdout.write(f"\n── {step.name}\n")
    sys.stdout.flush()
    environ = dict(os.environ, PYTHONUTF8="1", PYTHONPATH=str(config.ROOT), FEEDBACK_ENV="testing")
    environ["PATH"] = f"{python.parent}{os.pathsep}{environ.get('PATH', '')}"
    command = [str(python.parent / step.command[0]), *step.command[1:]]
    last = ""
    with subprocess.Popen(
        command, cwd=config.ROOT, env=environ, text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as checking:  # fmt: skip
        for line in checking.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line.strip() or last
    return checking.returncode, last


def report(results: list[tuple[Step, int, str, float]]) -> int:
    """The closing lines: how each step ended, and red when one failed."""
    sys.stdout.write("\n")
    for step, status, last, took in results:
        closing = f"  {last}" if "pytest" in step.command else ""
        sys.stdout.write(f"{'xanh' if status == 0 else 'ĐỎ  '}  {step.name}  {took:.0f} s{closing}\n")
    red = [step.name for step, status, _, _ in results if status]
    sys.stdout.write(f"✗ Chưa đạt: {', '.join(red)}\n" if red else "✓ Đạt tất cả.  (all passed)\n")
    sys.stdout.flush()
    return 1 if red else 0


def main() -> int:
    words = sys.argv[1:]
    if words in (["-h"], ["--help"]):
        sys.stdout.write(__doc__ or "")
        return 0
    try:
        python = environment.ensure(ENVIRONMENT, environment.REQUIREMENTS / "dev.txt")
        bootstrap.compile_catalogues(python)
        wanted = steps(words)
        if BROWSER in wanted:
            ensure_browser()
    except CannotGoOn as stop:
        complain(stop)
        return 1
    except OSError as error:
        complain(explained(str(error), "Không chuẩn bị được để kiểm thử.", "The tests could not be made ready."))
        return 1
    results = []
    for step in wanted:
        began = time.monotonic()
        status, last = run(step, python)
        results.append((step, status, last, time.monotonic() - began))
    return report(results)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
