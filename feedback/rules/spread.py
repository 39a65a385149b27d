"""Many durations in a few bytes, sorted, and the one of a wanted rank among several such: exact, never estimated."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

WIDTH = 4  # bytes of one duration in whole seconds, the lowest byte first


def pack(seconds: Iterable[int]) -> bytes:
    return _turned(array("i", sorted(seconds))).tobytes()


def unpack(packed: bytes) -> array[int]:
    found = array("i")
    found.frombytes(packed)
    return _turned(found)


def count(packed: Sequence[bytes]) -> int:
    return sum(len(one) for one in packed) // WIDTH


def ranked(packed: Sequence[bytes], rank: int) -> int:
    """The duration that is the `rank`th smallest of all (from 1). The bounds of the search close on it."""
    lists = [unpack(one) for one in packed if one]
    low, high = min(one[0] for one in lists), max(one[-1] for one in lists)
    while low < high:
        middle = (low + high) // 2
        if sum(bisect_right(one, middle) for one in lists) >= rank:
            high = middle
        else:
            low = middle + 1
    return low


def grouped(packed: Sequence[bytes], edges: Sequence[int]) -> tuple[int, ...]:
    """How many durations lie in each group: up to the first edge, above it up to the second … above the last."""
    lists = [unpack(one) for one in packed]
    upto = [0, *(sum(bisect_right(one, edge) for one in lists) for edge in edges), count(packed)]
    return tuple(later - earlier for earlier, later in pairwise(upto))


def changed(packed: bytes, gone: Iterable[int], come: Iterable[int]) -> bytes:
    """Without some durations and with others."""
    found = unpack(packed)
    for one in gone:
        place = bisect_left(found, one)
        if place < len(found) and found[place] == one:
            del found[place]
    return pack([*found, *come])


def _turned(seconds: array[int]) -> array[int]:
    if sys.byteorder == "big":
        seconds.byteswap()
    return seconds
