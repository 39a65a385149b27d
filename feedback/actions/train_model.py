"""Training the field model: from examples to the bytes of a model file.

scikit-learn and numpy are imported inside the functions: only a worker or a command trains, and the web process, which
reads models through `rules/field_model`, never loads them.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from feedback.actions.calibrate_model import calibrated
from feedback.errors import N_, Invalid
from feedback.rules.bare_text import without_accents
from feedback.rules.corpus import Example
from feedback.rules.field_evaluation import Asked, Figures, evaluate
from feedback.rules.field_features import features, words_of
from feedback.rules.keywords import top_level
from feedback.rules.linear import Linear
from feedback.rules.model_file import Whole, packed, unpacked

KEPT = 24_000  # features that stay after pruning: what the model can weigh, against what the web process holds
KEPT_WITHIN = 1_500  # features of a classifier within a field
RAREST = 3  # texts that must hold a feature
STRENGTH = 8.0  # inverse regularisation; higher trusts the corpus more
ROUNDS = 60
STEPS = 127  # of a weight, on either side of zero
TOO_FEW = N_("Cần ví dụ của ít nhất hai lĩnh vực để huấn luyện.")


@dataclass(frozen=True)
class Trained:
    """A model file and what it reached on the held texts."""

    data: bytes
    version: str
    checksum: str
    figures: Figures


def train(
    examples: Sequence[Example],
    extra: Sequence[Example] = (),
    *,
    held: Sequence[Example],
    version: str,
    created_at: datetime,
    corpus: str = "",
) -> Trained:
    """A model of `examples` and, counted by their weight, `extra` (corrections by people).

    `held` is never learned from: temperature and thresholds are set on it. Raises Invalid with fewer than two fields.
    """
    learned = [*_with_bare_twins(examples), *extra, *_bare(extra)]
    if len({top_level(example.field_code) for example in learned}) < 2:
        raise Invalid("examples", TOO_FEW)
    whole = _fitted(learned)
    head: dict[str, Any] = {
        "version": version,
        "created_at": created_at.isoformat(timespec="seconds"),
        "corpus": corpus,
        "examples": len(learned),
        "figures": {},
        "temperature": 1.0,
        "thresholds": {},
    }
    asked = [Asked(example.text, (top_level(example.field_code),)) for example in (*held, *_bare(held[::4]))]
    head["temperature"], head["thresholds"] = calibrated(unpacked(packed(head, whole)), asked)
    model = unpacked(packed(head, whole))
    figures, _ = evaluate(asked, model.classify, model.threshold, perf_counter)
    head["figures"] = {name: value for name, value in asdict(figures).items() if not name.startswith("ms_")}
    data = packed(head, whole)
    return Trained(data, version, unpacked(data).checksum, figures)


def _with_bare_twins(examples: Sequence[Example]) -> list[Example]:
    """Each text, and every second one once more as it is typed without accents."""
    return [*examples, *_bare(examples[::2])]


def _bare(examples: Iterable[Example]) -> list[Example]:
    return [Example(without_accents(text), code, weight) for text, code, weight in examples]


def _fitted(learned: Sequence[Example]) -> Whole:
    counted = [Counter(feature.name for feature in features(words_of(example.text))) for example in learned]
    texts_with = Counter(name for names in counted for name in names)
    vocabulary = sorted(name for name, count in texts_with.items() if count >= RAREST)
    worth = [math.log((1 + len(counted)) / (1 + texts_with[name])) + 1 for name in vocabulary]
    tops = [top_level(example.field_code) for example in learned]
    shares = [example.weight for example in learned]
    first = _classifier(_matrix(counted, vocabulary, worth), tops, shares)
    strongest = _strongest(first.coef_, KEPT)
    vocabulary = [vocabulary[at] for at in strongest]
    worth = [worth[at] for at in strongest]
    matrix = _matrix(counted, vocabulary, worth)
    fields = _linear(_classifier(matrix, tops, shares), None)
    within: dict[str, Linear] = {}
    for code in sorted(set(tops)):
        rows = [at for at, top in enumerate(tops) if top == code]
        parts = [learned[at].field_code for at in rows]
        if len(set(parts)) > 1:
            found = _classifier(matrix[rows], parts, [shares[at] for at in rows])
            within[code] = _linear(found, KEPT_WITHIN)
    return Whole(vocabulary, worth, fields, within)


def _matrix(counted: Sequence[Counter[str]], vocabulary: Sequence[str], worth: Sequence[float]) -> Any:
    """Rows as `FieldModel.see` makes them: logarithm of the count, times worth, on the unit sphere."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    numbers = {name: number for number, name in enumerate(vocabulary)}
    ends, columns, values = array("q", [0]), array("i"), array("f")
    for names in counted:
        for name, count in names.items():
            number = numbers.get(name)
            if number is not None:
                columns.append(number)
                values.append((1.0 + math.log(count)) * worth[number])
        ends.append(len(columns))
    return normalize(csr_matrix((values, columns, ends), shape=(len(counted), len(vocabulary))))


def _classifier(matrix: Any, answers: Sequence[str], shares: Sequence[float]) -> Any:
    """Every answer weighs the same, however many examples it has."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    found = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, class_weight="balanced", tol=1e-3)
    return found.fit(matrix, list(answers), sample_weight=list(shares))


def _strongest(weights: Any, count: int) -> list[int]:
    """The features that move some answer most, in their order."""
    import numpy as np  # noqa: PLC0415

    most = np.abs(weights).max(axis=0)
    return sorted(np.argsort(-most, kind="stable")[:count].tolist())


def _linear(found: Any, kept: int | None) -> Linear:
    """The classifier in whole numbers. One that knows two answers has one row of weights: it is written as two."""
    import numpy as np  # noqa: PLC0415

    weights, bias = found.coef_, found.intercept_
    if len(found.classes_) == 2:
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    places = _strongest(weights, kept) if kept else list(range(weights.shape[1]))
    chosen = weights[:, places]
    scales = np.maximum(np.abs(chosen).max(axis=1), 1e-9) / STEPS
    whole = np.round(chosen / scales[:, None]).astype(np.int8)
    return Linear(
        columns=tuple(str(name) for name in found.classes_),
        bias=tuple(round(float(value), 5) for value in bias),
        scales=tuple(float(f"{value:.6g}") for value in scales),
        places={feature: row for row, feature in enumerate(places)},
        weights=array("b", whole.T.tobytes()),
    )
