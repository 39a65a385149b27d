"""Which field a text belongs to: by the trained model and the city's words; without a model, by the words alone."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.rules.field_model import FieldModel
from feedback.rules.keywords import Guess, Lexicon, classify, field_scores

KEYWORDS_VERSION = "keywords-1"
WORD_WORTH = 0.15  # log-odds that one point of the city's words adds to a field
WORDS_AT_MOST = 2.0  # they may tip a balance, not silence the model


@dataclass(frozen=True)
class FieldReader:
    """Reads fields from texts. `problem` says why there is no model; empty when there is one."""

    lexicon: Lexicon
    model: FieldModel | None = None
    problem: str = ""

    @property
    def version(self) -> str:
        """What a decision remembers as its model."""
        return self.model.version if self.model else KEYWORDS_VERSION

    def classify(self, text: str, top: int = 3) -> tuple[Guess, ...]:
        """The likeliest fields, best first; never empty."""
        if self.model is None:
            return classify(text, self.lexicon, top)
        words = field_scores(text, self.lexicon)
        return self.model.classify(
            text, {code: min(WORD_WORTH * score, WORDS_AT_MOST) for code, score in words.items()}, top
        )

    @property
    def measures(self) -> dict[str, float]:
        """The probability from which each field needs no person, as the model learnt it; nothing without a model."""
        return {code: self.model.threshold(code) for code in self.model.fields.columns} if self.model else {}
