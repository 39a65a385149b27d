"""The data folder: its private directories and secrets, who is using it, and whether it has been prepared."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from config import ROOT, SECRETS
from deploy.speech import CannotGoOn, complain, explained

ROOM_NEEDED = 50 * 1024 * 1024  # bytes: below this a day's reports may not fit
STAMP = "prepared.sha256"
_SHAPES = (ROOT / "feedback" / "migrations", ROOT / "feedback" / "data")  # what preparing reads


def create(data_dir: Path) -> None:
    """Make the folder, its directories (0700) and its secrets (0600). Never replaces a secret. Raises CannotGoOn."""
    try:
        for folder in (data_dir, data_dir / "secrets", data_dir / "log", data_dir / "valkey"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(data_dir).free < ROOM_NEEDED:
            raise CannotGoOn(
                f"Đĩa chứa {data_dir} còn dưới {ROOM_NEEDED >> 20} MB. Giải phóng dung lượng rồi chạy lại.",
                f"The disk that holds {data_dir} has less than {ROOM_NEEDED >> 20} MB free. Free some space.",
            )
        (data_dir / "secrets").chmod(0o700)
        for name in SECRETS.values():
            _keep_secret(data_dir, name)
        (data_dir / "log" / "writable").write_text("")
        (data_dir / "log" / "writable").unlink()
    except OSError as error:
        raise explained(
            str(error),
            f"Không dùng được thư mục dữ liệu {data_dir}. Chọn thư mục khác bằng --data.",
            f"The data folder {data_dir} cannot be used. Choose another with --data.",
        ) from error


def _keep_secret(data_dir: Path, name: str) -> None:
    path = data_dir / "secrets" / f"{name}.key"
    if path.exists():
        path.chmod(0o600)
        return
    if (data_dir / STAMP).exists():
        raise CannotGoOn(
            f"Mất khóa bí mật {path} của dữ liệu đã có. Phục hồi tệp này từ bản sao lưu; đừng tạo khóa mới.",
            f"The secret {path} of existing data is gone. Restore it from a backup; a new one would lock the data.",
        )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())


def claim(data_dir: Path) -> int:
    """Say that this process runs the system on the folder; the claim outlives exec and ends with the process.

    Returns the open file that holds it. Raises CannotGoOn when another copy runs on the same folder.
    """
    handle = os.open(data_dir / "run.pid", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        other = os.read(handle, 20).decode().strip()
        os.close(handle)
        raise CannotGoOn(
            f"Hệ thống đang chạy trên thư mục {data_dir} (tiến trình {other}). Dừng nó, hoặc chọn --data khác.",
            f"Another copy already runs on this data folder (process {other}). Stop it, or choose another with --data.",
        ) from error
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())
    os.set_inheritable(handle, True)
    return handle


def digest(roots: Iterable[Path], *words: str) -> str:
    """One hash over the names and bytes of every file under the roots, and the words."""
    total = sha256("\0".join(words).encode())
    for root in roots:
        for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            total.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def preparation(database_url: str, city: str) -> str:
    """What the stamp says when the database has these migrations and this city pack."""
    return digest(_SHAPES, database_url, city)


def prepared(data_dir: Path, database_url: str, city: str) -> bool:
    """Whether the database was already prepared so. An SQLite file that has gone away is not prepared."""
    stamp = data_dir / STAMP
    if database_url.startswith("sqlite:///") and not Path(database_url.removeprefix("sqlite:///")).exists():
        return False
    return stamp.is_file() and stamp.read_text() == preparation(database_url, city)


def mark_prepared(data_dir: Path, database_url: str, city: str) -> None:
    (data_dir / STAMP).write_text(preparation(database_url, city))


if __name__ == "__main__":  # a container's first step, where ./run is not used
    try:
        create(Path(sys.argv[1]))
    except CannotGoOn as stop:
        complain(stop)
        sys.exit(1)
