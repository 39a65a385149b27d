"""The file of a field model: a first line that names the format, a line of JSON, compressed blocks, a checksum.

The blocks are the names of the features, their worth, and for each classifier the features it knows and its weights.
"""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from feedback.errors import N_, Invalid
from feedback.rules.field_features import SPEC
from feedback.rules.field_model import FieldModel
from feedback.rules.linear import Linear

MAGIC = b"field-model 1\n"
DIGEST = 32  # bytes of SHA-256 at the end
DAMAGED = N_("Tệp mô hình phân loại bị hỏng hoặc không hợp phiên bản (%(why)s).")
FACTS = ("created_at", "corpus", "examples", "figures")


@dataclass(frozen=True)
class Whole:
    """Everything that a model file holds beside its head."""

    vocabulary: Sequence[str]
    worth: Sequence[float]
    fields: Linear
    within: Mapping[str, Linear]


def packed(head: Mapping[str, Any], whole: Whole) -> bytes:
    """The bytes of a model file. The same model always gives the same bytes."""
    classifiers = [("", whole.fields), *sorted(whole.within.items())]
    blocks = ["\n".join(whole.vocabulary).encode(), array("f", whole.worth).tobytes()]
    said = []
    for code, linear in classifiers:
        said.append({"field": code, "columns": linear.columns, "bias": linear.bias, "scales": linear.scales})
        blocks += [array("I", linear.places).tobytes(), linear.weights.tobytes()]
    pressed = [zlib.compress(block, 9) for block in blocks]
    more = {"spec": SPEC, "classifiers": said, "sizes": [len(block) for block in pressed]}
    line = json.dumps({**head, **more}, ensure_ascii=False, sort_keys=True).encode()
    content = b"".join((MAGIC, line, b"\n", *pressed))
    return content + sha256(content).digest()


def unpacked(data: bytes) -> FieldModel:
    """The model in a file. Raises Invalid when it is damaged or was trained for other features."""
    content, digest = data[:-DIGEST], data[-DIGEST:]
    if not content.startswith(MAGIC) or sha256(content).digest() != digest:
        raise Invalid("model", DAMAGED, why="checksum")
    line, _, body = content[len(MAGIC) :].partition(b"\n")
    head = json.loads(line)
    if head["spec"] != SPEC:
        raise Invalid("model", DAMAGED, why=f"spec {head['spec']}")
    blocks = _blocks(body, head["sizes"])
    classifiers = {
        said["field"]: _linear(said, blocks[2 + 2 * at], blocks[3 + 2 * at])
        for at, said in enumerate(head["classifiers"])
    }
    return FieldModel(
        version=head["version"],
        checksum=digest.hex(),
        facts={name: head[name] for name in FACTS},
        numbers={name: number for number, name in enumerate(blocks[0].decode().split("\n"))},
        worth=_array("f", blocks[1]),
        fields=classifiers.pop(""),
        within=classifiers,
        temperature=head["temperature"],
        thresholds=head["thresholds"],
    )


def _blocks(body: bytes, sizes: Sequence[int]) -> list[bytes]:
    blocks: list[bytes] = []
    for size in sizes:
        blocks.append(zlib.decompress(body[:size]))
        body = body[size:]
    return blocks


def _linear(said: Mapping[str, Any], known: bytes, weights: bytes) -> Linear:
    return Linear(
        columns=tuple(said["columns"]),
        bias=tuple(said["bias"]),
        scales=tuple(said["scales"]),
        places={feature: row for row, feature in enumerate(_array("I", known))},
        weights=_array("b", weights),
    )


def _array(kind: str, content: bytes) -> array[Any]:
    read = array(kind)
    read.frombytes(content)
    return read
