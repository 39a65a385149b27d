"""No published group is smaller than k, and none can be had by subtracting others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.k_anonymity import OTHER, Key, pooled

NAMES = st.tuples(st.sampled_from(["w1", "w2", "w3"]), st.sampled_from(["f1", "f2", ""]), st.sampled_from("abcd"))
CELLS = st.dictionaries(NAMES, st.integers(1, 12), max_size=30)


def published(counts: dict[Key, int], k: int) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for key, name in pooled(counts, k).items():
        found[name] = found.get(name, 0) + counts[key]
    return found


def test_small_channels_of_a_field_stand_together() -> None:
    cells: dict[Key, int] = {("w", "f", "phone"): 9, ("w", "f", "web"): 3, ("w", "f", "zalo"): 2}
    assert published(cells, 5) == {("w", "f", "phone"): 9, ("w", "f", OTHER): 5}


def test_one_small_group_takes_the_smallest_beside_it_along() -> None:
    cells: dict[Key, int] = {("w", "f", "phone"): 9, ("w", "f", "web"): 6, ("w", "f", "zalo"): 1}
    assert published(cells, 5) == {("w", "f", "phone"): 9, ("w", "f", OTHER): 7}


def test_a_lonely_small_ward_goes_with_another() -> None:
    cells: dict[Key, int] = {("w1", "f", "web"): 1, ("w2", "f", "web"): 8, ("w3", "f", "web"): 20}
    assert published(cells, 5) == {(OTHER, OTHER, OTHER): 9, ("w3", "f", "web"): 20}
    assert published({("w1", "f", "web"): 4}, 5) == {}


@given(CELLS, st.integers(2, 9))
def test_every_number_is_of_k_or_more_and_together_they_are_everything(counts: dict[Key, int], k: int) -> None:
    names, found = pooled(counts, k), published(counts, k)
    total = sum(counts.values())
    assert all(count >= k for count in found.values())
    if total < k:
        assert names == {}
        return
    assert set(names) == set(counts), "each group is in exactly one that is published, so there is nothing to subtract"
    assert sum(found.values()) == total
    for key, name in names.items():
        kept = len([part for part in name if part != OTHER])
        assert name == key[:kept] + (OTHER,) * (3 - kept), "a group is counted under a name that is true of it"


@given(CELLS, st.integers(2, 9))
def test_no_subset_of_published_numbers_gives_a_small_one(counts: dict[Key, int], k: int) -> None:
    found = published(counts, k)
    prefixes = {key[:width] for key in counts for width in (1, 2)}
    for prefix in prefixes:
        true_count = sum(count for key, count in counts.items() if key[: len(prefix)] == prefix)
        shown = sum(count for key, count in found.items() if key[: len(prefix)] == prefix)
        rest = true_count - shown
        assert rest >= 0
        others = sum(count for key, count in found.items() if OTHER in key[: len(prefix)])
        assert rest == 0 or not found or others >= k, "what is hidden of a prefix hides among k or more"
