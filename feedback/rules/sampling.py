"""Which answers are looked at again: drawn by lot, by a number that nobody knew when the answers were approved.

The lot is the hash of the ledger's last entry of the week. Whoever holds the ledger can draw again and gets the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

LEAST = 2  # of each agency, each week
MOST = 15
ONE_IN = 10
LEAST_TO_COMPARE = 10  # answers of an agency that were looked at: below, its shares say too little


def sample_size(answers: int) -> int:
    """One in ten, at least two, at most fifteen."""
    return min(answers, max(LEAST, min(MOST, -(-answers // ONE_IN))))


def draw(answers: Mapping[str, Iterable[int]], week: str, head_hash: str) -> dict[str, list[int]]:
    """The answers to look at, by agency, in the order of the lot. `answers` are all of the week, by agency."""
    return {agency: _drawn(set(ids), f"{week}:{head_hash}") for agency, ids in sorted(answers.items())}


def _drawn(ids: set[int], seed: str) -> list[int]:
    return sorted(ids, key=lambda one: sha256(f"{seed}:{one}".encode()).digest())[: sample_size(len(ids))]
