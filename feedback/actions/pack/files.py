"""The files of a city pack: plain CSV, TOML and one spreadsheet, in one folder."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from feedback.errors import N_, Invalid, Missing

NO_FILE = N_("Gói dữ liệu thành phố thiếu tệp %(file)s.")
BROKEN_FILE = N_("Tệp %(file)s của gói dữ liệu không đọc được: %(why)s.")
BAD_ROW = N_("Tệp %(file)s, dòng %(line)s: số cột không khớp với dòng đầu.")

Row = dict[str, str]


@dataclass(frozen=True)
class Pack:
    """One folder of feedback/data/."""

    folder: Path

    @property
    def city(self) -> str:
        return self.folder.name

    def fingerprint(self, name: str) -> str:
        """SHA-256 of a file's bytes. Raises Missing."""
        return hashlib.sha256(self._bytes(name)).hexdigest()

    def rows(self, name: str) -> list[Row]:
        """The rows of a CSV file, header names as keys. Raises Missing, or Invalid naming the line."""
        reader = csv.DictReader(io.StringIO(self._text(name), newline=""), strict=True)
        try:
            rows = list(reader)
        except csv.Error as error:
            raise Invalid("pack", BROKEN_FILE, file=name, why=error) from error
        for line, row in enumerate(rows, 2):
            if None in row or None in row.values():
                raise Invalid("pack", BAD_ROW, file=name, line=line)
        return rows

    def toml(self, name: str) -> dict[str, Any]:
        """A TOML file. Raises Missing, Invalid."""
        try:
            return tomllib.loads(self._text(name))
        except tomllib.TOMLDecodeError as error:
            raise Invalid("pack", BROKEN_FILE, file=name, why=error) from error

    def names(self, pattern: str) -> tuple[str, ...]:
        """The files that fit a pattern, in order."""
        return tuple(sorted(path.name for path in self.folder.glob(pattern)))

    def _text(self, name: str) -> str:
        try:
            return self._bytes(name).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Invalid("pack", BROKEN_FILE, file=name, why="UTF-8") from error

    def _bytes(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise Missing(NO_FILE, file=f"{self.city}/{name}") from error


def number(text: str) -> float | None:
    return float(text) if text else None


def day(text: str) -> date:
    return date.fromisoformat(text)


def day_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
