"""Whether a newly trained field model may take over: it must not be worse in any field than the one in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback.rules.field_evaluation import Asked
from feedback.rules.keywords import Guess, top_level

PERMITTED = 100  # one text in so many may be lost by chance; a field with fewer texts may lose none


@dataclass(frozen=True)
class Score:
    """How many texts of a field were asked about, and how many got it right."""

    n: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        return self.right / self.n if self.n else 0.0


@dataclass
class Marks:
    """What a model made of a set of texts. `confusion` counts (right field, found field) where they differ."""

    by_field: dict[str, Score] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def whole(self) -> Score:
        scores = self.by_field.values()
        return Score(sum(one.n for one in scores), sum(one.right for one in scores))


def marks(asked: Sequence[Asked], classify: Callable[[str], Sequence[Guess]]) -> Marks:
    """Ask a model about texts whose fields are known."""
    made = Marks()
    for text, fields in asked:
        guesses = classify(text)
        found = top_level(guesses[0].field_code) if guesses else ""
        count(made, fields[0], found if found not in fields else fields[0])
    return made


def count(made: Marks, right: str, found: str) -> None:
    """Add one text whose field is `right` and was taken for `found`."""
    held = made.by_field.get(right, Score())
    made.by_field[right] = Score(held.n + 1, held.right + (right == found))
    if right != found:
        made.confusion[right, found] += 1


def worse_in(current: Mapping[str, Score], candidate: Mapping[str, Score]) -> list[str]:
    """The fields in which the candidate finds fewer than the one in force, asked about the same texts."""
    return [
        code
        for code, held in sorted(current.items())
        if candidate.get(code, Score()).right < held.right - held.n // PERMITTED
    ]
