"""Small groups are put together until none is smaller than k, so that no published number tells of a few people.

Groups are named by their dimensions, from the one that is kept longest to the one that is given up first (ward, field,
channel). What is small within one ward and field becomes "the other channels" there; if that is small still, "the other
fields" of the ward, and at last "the other wards". Where the others together would be fewer than k, the smallest group
beside them goes in with them: otherwise they could be had by subtracting. Every record is in exactly one group that is
published, or nothing is.
"""

from __future__ import annotations

from collections.abc import Mapping

Key = tuple[str, ...]
OTHER = "*"  # the rest of a dimension


def pooled(counts: Mapping[Key, int], k: int) -> dict[Key, Key]:
    """The published group of every group. Empty when all of them together are fewer than k."""
    if sum(counts.values()) < k:
        return {}
    width = len(next(iter(counts)))
    groups: dict[Key, tuple[int, list[Key]]] = {key: (count, [key]) for key, count in counts.items()}
    for kept in range(width - 1, -1, -1):
        for prefix in sorted({key[:kept] for key, (count, _) in groups.items() if count < k}):
            _put_together(groups, prefix, width, k)
    return {key: name for name, (_, members) in groups.items() for key in members}


def _put_together(groups: dict[Key, tuple[int, list[Key]]], prefix: Key, width: int, k: int) -> None:
    """The small groups under a prefix become one, with the smallest of the others if they are too few alone."""
    under = [key for key in groups if key[: len(prefix)] == prefix]
    small = [key for key in under if groups[key][0] < k]
    if sum(groups[key][0] for key in small) < k:
        large = [key for key in under if groups[key][0] >= k]
        small += sorted(large, key=lambda key: (groups[key][0], key))[:1]
    taken = [groups.pop(key) for key in small]
    name = prefix + (OTHER,) * (width - len(prefix))
    groups[name] = (sum(count for count, _ in taken), [member for _, members in taken for member in members])
