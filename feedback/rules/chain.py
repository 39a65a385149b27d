"""The seal on a case's history: each entry's hash covers the entry before it.

What is hashed is a length-prefixed canonical form, so that no two different entries have the same bytes. It holds
what both databases give back unchanged: text in NFC, whole numbers, instants in UTC to the microsecond, never a
database id, a float or a mapping (use `stable_json` for those).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from feedback.rules.working_time import in_utc

Field = str | int | bytes | datetime | None

GENESIS = "0" * 64
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
STABLE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical(fields: Sequence[Field]) -> bytes:
    """Each field as type, length in bytes, colon, bytes. Raises TypeError for a type that has no stable form."""
    return b"".join(map(_bytes, fields))


def entry_fields(row: Mapping[str, Any]) -> list[Field]:
    """The values of an entry that its link protects, in order. Its own database id is not one of them."""
    return [
        row["seq"],
        row["at"],
        row["event"],
        str(row["actor_role"]),
        row["actor_id"],
        row["actor_agency"],
        row["case_id"],
        row["object_type"],
        row["object_id"],
        stable_json(row["facts"]),
    ]


def seal(prev_hash: str, fields: Sequence[Field]) -> str:
    """The hash of an entry: SHA-256, in hex, over the hash before it and its own fields."""
    if HASH.fullmatch(prev_hash) is None:
        raise ValueError("the previous hash is 64 lower-case hex digits")
    return sha256(canonical([prev_hash, *fields])).hexdigest()


def first_break(lines: Iterable[tuple[str, str, Sequence[Field]]], start: str = GENESIS) -> int | None:
    """Walks (prev_hash, hash, fields) in order; the index of the first line that does not hold, None when all do."""
    expected = start
    for index, (prev_hash, own_hash, fields) in enumerate(lines):
        if prev_hash != expected or seal(prev_hash, fields) != own_hash:
            return index
        expected = own_hash
    return None


def stable_json(value: Any) -> str:
    """JSON that is the same text whenever the value is: sorted keys, no spaces, NFC."""
    text = STABLE.encode(value)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _bytes(field: Field) -> bytes:
    """A field with its type and length before it. Lines are checked by the million: the commonest types come first."""
    if isinstance(field, str):
        body = field.encode() if field.isascii() else unicodedata.normalize("NFC", field).encode()
        return b"s%d:%b" % (len(body), body)
    if field is None:
        return b"n0:"
    if isinstance(field, int):  # a truth value is stored as 0 or 1 by one database, so it is sealed as that
        body = b"%d" % field
        return b"i%d:%b" % (len(body), body)
    if isinstance(field, datetime):
        body = in_utc(field).isoformat(timespec="microseconds").encode()
        return b"t%d:%b" % (len(body), body)
    if isinstance(field, bytes):
        return b"b%d:%b" % (len(field), field)
    raise TypeError(f"{type(field).__name__} has no stable form")
