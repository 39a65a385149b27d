"""The private Python environment: made once, kept as long as its lock file stays the same."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from config import ROOT
from deploy.speech import CannotGoOn, explained, say

REQUIREMENTS = ROOT / "requirements"
ROOM_NEEDED = 700 * 1024 * 1024  # bytes: the largest environment and its downloads
STAMP = "lock.sha256"


def stamp_of(lock: Path) -> str:
    """What an up-to-date environment carries: the lock's hash and the Python it was made with."""
    return f"{sha256(lock.read_bytes()).hexdigest()} python{sys.version_info.major}.{sys.version_info.minor}\n"


def up_to_date(folder: Path, lock: Path) -> bool:
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text() == stamp_of(lock) and (folder / "bin" / "python").exists()


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Only one process at a time goes past, among those that name the same file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def ensure(folder: Path, lock: Path) -> Path:
    """The environment's interpreter, after installing the lock if need be. Raises CannotGoOn."""
    python = folder / "bin" / "python"
    if up_to_date(folder, lock):
        return python
    with alone(lock):
        if not up_to_date(folder, lock):
            _build(folder, lock)
    return python


def _build(folder: Path, lock: Path) -> None:
    say(f"Chuẩn bị môi trường riêng {folder.name} (chỉ lần đầu)", "making a private environment, first time only")
    try:
        if shutil.disk_usage(ROOT).free < ROOM_NEEDED:
            raise CannotGoOn(
                f"Đĩa chứa {ROOT} còn dưới {ROOM_NEEDED >> 20} MB. Giải phóng dung lượng rồi chạy lại.",
                f"The disk that holds {ROOT} has less than {ROOM_NEEDED >> 20} MB free. Free some space and run again.",
            )
        _make_venv(folder)
        _install(folder / "bin" / "python", lock)
        (folder / STAMP).write_text(stamp_of(lock))
    except OSError as error:
        raise explained(str(error), "Không tạo được môi trường riêng.", "The environment cannot be made.") from error


def _make_venv(folder: Path) -> None:
    # Always without pip: Debian's python3 has no ensurepip, and the pip wheel kept in requirements/ serves everyone.
    command = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode and "No module named venv" in made.stderr and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Cài python3-venv bằng apt-get", "installing python3-venv")
        subprocess.run(["apt-get", "install", "-y", "-q", "python3-venv"], capture_output=True, check=False)
        made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise explained(
            made.stderr,
            "Python này không có module venv. Cài nó (Debian: apt-get install python3-venv) rồi chạy lại.",
            "This Python has no venv module. Install it (Debian: apt-get install python3-venv) and run again.",
        )


def _install(python: Path, lock: Path) -> None:
    pip = next(REQUIREMENTS.glob("pip-*.whl")) / "pip"
    command = [
        str(python),
        str(pip),
        "install",
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--no-input",
    ]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "--no-color", "-r", str(lock)]
    total = len(re.findall(r"^[a-z0-9].*==", lock.read_text(), flags=re.MULTILINE))
    printed: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as installing:
        for line in installing.stdout or ():
            printed.append(line)
            _show(line, sum(one.startswith("Collecting ") for one in printed), total)
    if installing.returncode:
        raise explained(
            "".join(printed), f"Không cài được các gói trong {lock.name}.", f"Installing {lock.name} failed."
        )


def _show(line: str, collected: int, total: int) -> None:
    if not line.startswith(("Collecting ", "Installing collected")):
        return
    if line.startswith("Installing"):
        sys.stderr.write("\n" if sys.stderr.isatty() else "")
        say("Đang cài vào môi trường", "installing")
    elif sys.stderr.isatty():
        sys.stderr.write(f"\r  Đang tải {collected:3}/{total} {line.split()[1].partition('==')[0]:<30.30}")
        sys.stderr.flush()
    elif collected % 10 == 0 or collected == 1:
        say(f"Đang tải gói {collected}/{total}", "downloading")
