from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.rules.chain import GENESIS, Field, canonical, first_break, seal, stable_json

fields = st.lists(st.one_of(st.none(), st.integers(), st.text(st.characters(codec="utf-8")), st.binary()), max_size=5)
Line = tuple[str, str, list[Field]]


def chain_of(*entries: list[Field]) -> list[Line]:
    lines: list[Line] = []
    for entry in entries:
        prev_hash = lines[-1][1] if lines else GENESIS
        lines.append((prev_hash, seal(prev_hash, entry), entry))
    return lines


def _in_nfc(values: list[Field]) -> list[tuple[type, Field]]:
    return [(type(v), unicodedata.normalize("NFC", v) if isinstance(v, str) else v) for v in values]


@given(fields, fields)
def test_different_entries_never_share_bytes(one: list[Field], other: list[Field]) -> None:
    assert (canonical(one) == canonical(other)) == (_in_nfc(one) == _in_nfc(other))


def test_borders_between_fields_are_part_of_the_form() -> None:
    assert canonical(["ab", "c"]) != canonical(["a", "bc"])
    assert canonical([None]) != canonical([""]) != canonical([b""])
    assert canonical(["1"]) != canonical([1])
    assert canonical([True]) == canonical([1])


def test_an_instant_is_the_same_in_any_zone_and_form_of_text() -> None:
    instant = datetime(2026, 7, 6, 1, 2, 3, 450000, tzinfo=UTC)
    assert canonical([instant]) == canonical([instant.astimezone(timezone(timedelta(hours=7)))])
    assert b".450000+00:00" in canonical([instant])
    assert canonical([unicodedata.normalize("NFD", "Lê Lợi")]) == canonical(["Lê Lợi"])


def test_the_form_never_changes() -> None:
    entry: list[Field] = [1, datetime(2026, 7, 6, tzinfo=UTC), "Lê Lợi", None, b"\x00"]
    assert seal(GENESIS, entry) == "b63db961259034c1040c4334fc50625f38e2c57d904294e2577bd1a7bad6c2db"


@pytest.mark.parametrize("unstable", [1.5, {"a": 1}, ["a"]])
def test_what_has_no_stable_form_is_refused(unstable: Field) -> None:
    with pytest.raises(TypeError):
        canonical([unstable])


def test_a_hash_before_it_is_needed() -> None:
    with pytest.raises(ValueError, match="64"):
        seal("", ["a"])


def test_a_whole_chain_holds() -> None:
    assert first_break(chain_of(["a"], ["b"], ["c"])) is None
    assert first_break([]) is None


def test_tampering_is_found_where_it_was_done() -> None:
    lines = chain_of(["a"], ["b"], ["c"], ["d"])
    changed = [*lines[:1], (lines[1][0], lines[1][1], ["B"]), *lines[2:]]
    assert first_break(changed) == 1
    assert first_break([*lines[:1], *lines[2:]]) == 1
    assert first_break([lines[0], lines[2], lines[1], lines[3]]) == 1
    forged = [*lines[:1], (lines[0][1], seal(lines[0][1], ["x"]), ["x"]), *lines[1:]]
    assert first_break(forged) == 2
    assert first_break(lines[1:]) == 0


def test_json_is_the_same_text_for_the_same_value() -> None:
    assert stable_json({"b": "Lê", "a": [1, None]}) == '{"a":[1,null],"b":"Lê"}'
    assert stable_json({"a": unicodedata.normalize("NFD", "Lê")}) == stable_json({"a": "Lê"})
