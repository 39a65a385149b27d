"""The shipped field model on hard sentences outside its corpus; what it weighs; what happens without it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from feedback.actions.read_corpus import corpus_subjects
from feedback.queries.field_models import SHIPPED, reader
from feedback.rules.bare_text import without_accents
from feedback.rules.field_evaluation import Asked, Figures, evaluate
from feedback.rules.field_reader import KEYWORDS_VERSION, FieldReader
from feedback.rules.keywords import Lexicon, top_level
from tests.data.city_pack import rows

SENTENCES = Path(__file__).with_name("hard_sentences.tsv")
SMALL = 3_000_000  # bytes of the file
LIGHT = 60  # MB that the model may add to a web process
WEIGH = """
import resource, sys
from feedback import create_app
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
from feedback.queries.field_models import reader
from feedback.rules.keywords import Lexicon, top_level
found = reader(Lexicon.build([]))
assert not found.problem, found.problem
assert found.classify("Đèn đường tắt")
assert not {"sklearn", "numpy", "scipy"} & set(sys.modules)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@cache
def sentences() -> tuple[Asked, ...]:
    """The field, a tab, the sentence; fields that are as good stand after it, each behind a bar."""
    lines = [line for line in SENTENCES.read_text("utf-8").splitlines() if not line.startswith("#")]
    asked = []
    for line in lines:
        field, _, rest = line.partition("\t")
        text, *others = rest.split("|")
        asked.append(Asked(text, (field, *others)))
    return tuple(asked)


@cache
def words() -> Lexicon:
    return Lexicon.build((row["field_code"], row["phrase"], float(row["weight"])) for row in rows("keywords.csv"))


@cache
def shipped() -> FieldReader:
    return reader(words())


def measured(asked: list[Asked]) -> Figures:
    figures, _ = evaluate(asked, shipped().classify, lambda code: shipped().measures[top_level(code)], lambda: 0.0)
    return figures


def test_the_table_is_long_and_names_every_field() -> None:
    assert len(sentences()) >= 150
    counts = Counter(asked.fields[0] for asked in sentences())
    assert set(counts) == {row["code"] for row in rows("fields.csv") if not row["parent_code"]}
    assert min(counts.values()) >= 7


def test_no_sentence_of_the_table_is_in_the_corpus() -> None:
    written = {line.lower() for part in corpus_subjects() for line in (*part.lines, *part.afterwards, *part.whole)}
    assert not [asked.text for asked in sentences() if asked.text.lower() in written]


def test_hard_sentences_find_their_field() -> None:
    figures = measured(list(sentences()))
    assert figures.top1 >= 0.92
    assert figures.top3 >= 0.97
    assert (figures.auto_accuracy or 0) >= 0.95


def test_hard_sentences_find_their_field_without_accents() -> None:
    bare = measured([Asked(without_accents(asked.text), asked.fields) for asked in sentences()])
    assert bare.top1 >= 0.89


def test_probabilities_are_probabilities_and_come_with_known_fields() -> None:
    known = {row["code"] for row in rows("fields.csv")}
    for asked in sentences():
        guesses = shipped().classify(asked.text)
        chances = [guess.probability for guess in guesses]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)
        assert sum(chances) <= 1.001
        assert {guess.field_code for guess in guesses} <= known


def test_reasons_are_words_of_the_text() -> None:
    for asked in sentences():
        for phrase in shipped().classify(asked.text)[0].words:
            assert phrase.rstrip("…").strip() in asked.text


def test_every_field_has_a_threshold_of_its_own() -> None:
    model = shipped().model
    assert model is not None
    assert set(model.thresholds) == {row["code"] for row in rows("fields.csv") if not row["parent_code"]}


@pytest.mark.parametrize("text", ["", "   ", "😀", "a", "1022", "?" * 5000, "đèn " * 3000])
def test_odd_texts_are_answered(text: str) -> None:
    assert shipped().classify(text)


def test_the_file_is_small_and_the_web_process_stays_light() -> None:
    assert SHIPPED.stat().st_size <= SMALL
    found = subprocess.run([sys.executable, "-c", WEIGH], capture_output=True, text=True, check=True)
    assert int(found.stdout.strip().splitlines()[-1]) <= LIGHT


def test_a_damaged_file_leaves_the_words_of_the_city_and_says_so(tmp_path: Path) -> None:
    damaged = tmp_path / "model.bin"
    whole = SHIPPED.read_bytes()
    for content in (b"", whole[:-100], whole[:2000] + b"x" + whole[2001:], b"field-model 9\n"):
        damaged.write_bytes(content)
        found = reader(words(), damaged)
        assert found.problem
        assert found.version == KEYWORDS_VERSION
        assert found.classify("Đèn đường tắt tối om")[0].field_code.startswith("chieu-sang")


def test_a_missing_file_leaves_the_words_of_the_city_and_says_so(tmp_path: Path) -> None:
    found = reader(words(), tmp_path / "none.bin")
    assert (bool(found.problem), found.version) == (True, KEYWORDS_VERSION)
