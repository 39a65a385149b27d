"""Reading the corpus of the field model from its folder and writing it out into examples."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from feedback.rules.corpus import Example, Subject, Surroundings, fingerprint, subjects, written_out

FOLDER = Path(__file__).resolve().parent.parent / "data" / "corpus"
PER_FIELD = 700
SEED = 1022


@dataclass(frozen=True)
class Corpus:
    """Examples to learn from, examples held back, and a hash of the sources."""

    learned: tuple[Example, ...]
    held: tuple[Example, ...]
    fingerprint: str


def read_corpus(folder: Path = FOLDER, per_field: int = PER_FIELD) -> Corpus:
    """The same sources always give the same corpus. Raises Invalid naming a file and line, OSError."""
    learned, held = written_out(corpus_subjects(folder), _surroundings(folder), per_field, SEED)
    return Corpus(tuple(learned), tuple(held), corpus_fingerprint(folder))


def corpus_subjects(folder: Path = FOLDER) -> list[Subject]:
    return [part for file in sorted(folder.glob("*.txt")) for part in subjects(file.read_text("utf-8"), file.name)]


def corpus_fingerprint(folder: Path = FOLDER) -> str:
    """What a model remembers of the sources it was made from."""
    return fingerprint((file.name, file.read_bytes()) for file in (*folder.glob("*.txt"), *folder.glob("*.toml")))


def _surroundings(folder: Path) -> Surroundings:
    return Surroundings(tomllib.loads((folder / "surroundings.toml").read_text("utf-8")))
