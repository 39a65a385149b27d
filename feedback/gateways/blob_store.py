"""Keeping the bytes of files: the local version, a folder. The interface is actions/attach.py's BlobStore."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from feedback.actions.attach import NotStored

NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


class LocalBlobStore:
    """Files by random names in a private folder; on disk, with their folder entry, before `put` returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        name = secrets.token_hex(16)
        path = self._path(name)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(path, content)
        except OSError as error:
            path.unlink(missing_ok=True)
            raise NotStored(error.strerror or "the file could not be written") from error
        return name

    def read(self, name: str) -> bytes:
        return self._path(name).read_bytes()

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _write(self, path: Path, content: bytes) -> None:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - a private mode from the first byte
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        entry = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)

    def _path(self, name: str) -> Path:
        if NAME.fullmatch(name) is None:
            raise FileNotFoundError(name)
        return self.folder / name[:2] / name
