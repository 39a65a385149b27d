"""The corpus that the field model learns from: sentences written by hand, in a small grammar, made into many reports.

A file holds one field. "[giao-thong.o-ga]" opens a sub-field; each line below is one way to say what is wrong.
    {a|b|c}   one of these; "{|rất }" may be left out
    <street>  a name from the lists of places.toml
    + …       said after another line of the sub-field, never alone
    = …       a whole report: nothing is added to it
    # …       a remark
Everything is drawn from one seed, so the same sources give the same reports. Lines are dealt into learning and held
before they are written out: no held report shares a sentence with one that was learned from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import NamedTuple

from feedback.errors import N_, Invalid

CHOICE = re.compile(r"\{([^{}]*)\}")
SLOT = re.compile(r"<(\w+)>")
HEADING = re.compile(r"\[([a-z0-9.-]+)\]")
HELD_OF_TEN = 2
DEEPEST = 6  # slots within slots


class Example(NamedTuple):
    """A text and the field (or sub-field) it belongs to."""

    text: str
    field_code: str
    weight: float = 1.0


@dataclass
class Subject:
    """What was written down for one field or sub-field."""

    field_code: str
    lines: list[str] = field(default_factory=list)
    afterwards: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What may stand around any report, whatever its field: places, times, courtesy, consequences."""

    lists: Mapping[str, Sequence[str]]


def subjects(text: str, name: str) -> list[Subject]:
    """The subjects of one file. Raises Invalid, naming the file and the line."""
    found: list[Subject] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        heading = HEADING.fullmatch(line)
        if heading:
            found.append(Subject(heading[1]))
        elif line and not line.startswith("#"):
            if not found or line.count("{") != line.count("}"):
                raise Invalid("corpus", N_("%(file)s, dòng %(line)s không đọc được"), file=name, line=number)
            _place(found[-1], line)
    return found


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """One hash of all sources, by name."""
    digest = sha256()
    for name, content in sorted(files):
        digest.update(f"{name} {sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def written_out(
    found: Iterable[Subject], around: Surroundings, per_field: int, seed: int
) -> tuple[list[Example], list[Example]]:
    """Reports to learn from and reports to be held back, `per_field` of each top-level field in all."""
    by_field: dict[str, list[Subject]] = {}
    for subject in found:
        by_field.setdefault(subject.field_code.partition(".")[0], []).append(subject)
    learned: list[Example] = []
    held: list[Example] = []
    for code, parts in sorted(by_field.items()):
        random = Random(f"{seed} {code}")  # noqa: S311 the same reports every time is what is wanted
        whole = sum(_weight(part) for part in parts)
        for part in parts:
            count = max(1, round(per_field * _weight(part) / whole))
            learned += _reports(_dealt(part, is_held=False), around, round(0.85 * count), random)
            held += _reports(_dealt(part, is_held=True), around, round(0.15 * count), random)
    return learned, held


def _place(subject: Subject, line: str) -> None:
    if line.startswith("+ "):
        subject.afterwards.append(line[2:])
    elif line.startswith("= "):
        subject.whole.append(line[2:])
    else:
        subject.lines.append(line)


def _weight(subject: Subject) -> int:
    """A subject with more to say is drawn more often."""
    return len(subject.lines) + len(subject.whole) + 4


def _dealt(subject: Subject, *, is_held: bool) -> Subject:
    """The lines of a subject that are held back, or the others. Too few to divide: all are learned from."""

    def mine(lines: list[str]) -> list[str]:
        return [line for line in lines if (sha256(line.encode()).digest()[0] % 10 < HELD_OF_TEN) == is_held]

    return Subject(subject.field_code, mine(subject.lines), mine(subject.afterwards), mine(subject.whole))


def _reports(subject: Subject, around: Surroundings, count: int, random: Random) -> list[Example]:
    """Every line is used before any is used again."""
    reports: list[Example] = []
    deck: list[tuple[str, bool]] = []
    seen: set[str] = set()
    tries = 0
    while len(reports) < count and tries < 3 * count:
        tries += 1
        if not (deck or subject.lines or subject.whole):
            break
        if not deck:
            deck = [(line, False) for line in subject.lines] + [(line, True) for line in subject.whole]
            random.shuffle(deck)
        line, is_whole = deck.pop()
        text = filled(line, around, random)
        if not is_whole:
            text = _composed(text, "<" in line, subject, around, random)
        text = _as_written(text, around, random)
        if text not in seen:
            seen.add(text)
            reports.append(Example(text, subject.field_code))
    return reports


def filled(line: str, around: Surroundings, random: Random) -> str:
    """A line with its choices made and its slots filled."""
    for _ in range(DEEPEST):
        line = CHOICE.sub(lambda match: random.choice(match[1].split("|")), line)
        line = SLOT.sub(lambda match: random.choice(around.lists[match[1]]), line)
        if "<" not in line and "{" not in line:
            break
    return line


def _composed(core: str, has_place: bool, subject: Subject, around: Surroundings, random: Random) -> str:
    """A report around a sentence: greeting, place, what follows from it, what is asked for, thanks."""

    def drawn(name: str) -> str:
        return filled(random.choice(around.lists[name]), around, random)

    if not has_place and random.random() < 0.65:
        core = drawn("with_place").replace("…", core)
    if random.random() < 0.25:
        core = drawn("reported").replace("…", core)
    sentences = [core]
    if subject.afterwards and random.random() < 0.45:
        chosen = random.sample(subject.afterwards, min(len(subject.afterwards), random.choice((1, 1, 2))))
        sentences += [filled(line, around, random) for line in chosen]
    for name, chance in (("history", 0.25), ("consequence", 0.3), ("wish", 0.5)):
        if random.random() < chance:
            sentences.append(drawn(name))
    if random.random() < 0.3:
        sentences.insert(0, drawn("opening"))
    if random.random() < 0.25:
        sentences.append(drawn("closing"))
    return " ".join(_sentence(text) for text in sentences)


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".!?…:" else f"{text}."


def _as_written(text: str, around: Surroundings, random: Random) -> str:
    """As a hurried person types it, now and then: shorthand, small letters, no full stop, a slip."""
    if random.random() < 0.12:
        for long, short in (pair.split("=") for pair in around.lists["shorthand"]):
            if random.random() < 0.6:
                text = re.sub(rf"\b{long}\b", short, text)
    chance = random.random()
    if chance < 0.15:
        text = text.lower()
    elif chance < 0.17:
        text = text.upper()
    if random.random() < 0.06:
        at = random.randrange(len(text))
        text = text[:at] + text[at + 1 :]
    return text.rstrip(".") if random.random() < 0.2 else text
