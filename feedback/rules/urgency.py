"""What in a text sounds dangerous right now: a suggestion with the words shown, which a person confirms.

A word of danger counts unless the sentence takes it back: "không cháy", "đã dập tắt", "năm ngoái bị sập", "diễn tập".
In doubt it counts: an alarm too many costs a look, one too few may cost more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from feedback.rules.phrases import PhraseBook, Token, tokens

GAP = "…"  # in a phrase: up to so many words may stand there ("dây điện … đứt")
GAP_WORDS = 6
SENTENCE_END = re.compile(r"[.!?;\n]+(?=\s|$)|\n")

NEGATIONS = frozenset({"khong", "chua", "chang", "het", "khoi", "tranh", "khac"})
# words that may stand between a negation and what it takes back: "không có hiện tượng rò gas"
LIGHT = frozenset(
    """co bi con thay phai la xay ra hien tuong tinh trang vu gi dang he nguy co may su viec nao de con ai nghe mui
    ngap nua lo duoc""".split()  # noqa: SIM905
)
# "phòng cháy", "diễn tập cứu người đuối nước": taught, not happening
TAUGHT = ("phong", "phong chong", "dien tap", "tap huan", "tuyen truyen", "huong dan", "ky nang", "hoi thao", "luat",
          "bao hiem", "neu", "khi", "khi co", "lo nhu", "gia su", "truong hop", "truong hop co", "ngua", "phong ngua",
          "thu tuc", "quy dinh ve")  # fmt: skip
TAUGHT_WITHIN = 3
# said after it: over and done with
OVER = re.compile(
    r"^(?:\w+ ){0,6}?(?:da|vua|moi) (?:\w+ ){0,2}?(?:dap|dap tat|khac phuc|xu ly|sua|sua xong|don"
    r"|don dep|thu don|noi lai|cat bo|khong che|on|on dinh|het|rut|dau noi|thay|thay moi|lap lai|giai quyet)\b"
)
STILL = re.compile(r"\b(?:van|lai|hien nay|hien tai|hien gio|den nay|toi nay|bay gio|dang|chua|tiep tuc|con)\b")
LONG_AGO = re.compile(
    r"\b(?:nam ngoai|nam truoc|thang truoc|hoi nam|ngay xua|truoc day|truoc kia|da tung|tung|lan truoc"
    r"|hoi truoc|(?:hoi|dot|vao|bao) nam (?:19|20)\d\d|tuan truoc)\b"
)
# "dễ gây tai nạn chết người": a worry, which makes these no emergency
RISK_BEFORE = frozenset({"nguy", "de", "co the", "gay", "so", "lo", "keo", "se", "tranh", "tiem an"})
NO_EMERGENCY_AS_RISK = frozenset({"tai-nan", "chay-no", "bao-luc", "ngo-doc"})
RISK_WITHIN = 4


class Alarm(NamedTuple):
    """A danger at [start, end) of the text, in the citizen's own words; `kind` says of what sort ("dien", "sap-do")."""

    words: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class DangerBook:
    """Phrases of danger; those with a gap are two parts in one sentence."""

    whole: PhraseBook
    heads: PhraseBook
    tails: PhraseBook

    def find(self, found: list[Token]) -> list[tuple[str, int, int]]:
        """(kind, first word, last word + 1) of every phrase found, in the order of the text."""
        spans = [(match.meaning, match.first, match.last) for match in self.whole.find(found)]
        tails = list(self.tails.find(found))
        for head in self.heads.find(found):
            spans += [
                (head.meaning.partition(":")[0], head.first, tail.last)
                for tail in tails
                if tail.meaning == head.meaning and 0 <= tail.first - head.last <= GAP_WORDS
            ]
        return sorted(spans, key=lambda span: (span[1], span[2]))


def danger_book(rows: Iterable[tuple[str, str]]) -> DangerBook:
    """A book of (kind, phrase); build it once."""
    whole: list[tuple[str, str, float]] = []
    heads: list[tuple[str, str, float]] = []
    tails: list[tuple[str, str, float]] = []
    for at, (kind, phrase) in enumerate(rows):
        head, gap, tail = phrase.partition(GAP)
        if gap:
            heads.append((f"{kind}:{at}", head, 1.0))
            tails.append((f"{kind}:{at}", tail, 1.0))
        else:
            whole.append((kind, phrase, 1.0))
    return DangerBook(PhraseBook(whole), PhraseBook(heads), PhraseBook(tails))


def danger(text: str, book: DangerBook) -> list[str]:
    """The words of danger as the citizen wrote them, each once."""
    return list(dict.fromkeys(alarm.words for alarm in alarms(text, book)))


def alarms(text: str, book: DangerBook) -> tuple[Alarm, ...]:
    """What sounds dangerous now, in the order of the text, none inside another."""
    found = tokens(text)
    spans = book.find(found)
    if not spans:
        return ()
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    sentences = [sum(end <= token.start for end in ends) for token in found]
    kept: list[Alarm] = []
    for kind, first, last in spans:
        sentence = _Sentence(found, sentences, first, last)
        if sentences[first] != sentences[last - 1] or sentence.takes_it_back(kind):
            continue
        start, end = found[first].start, found[last - 1].end
        if not kept or start >= kept[-1].end:
            kept.append(Alarm(text[start:end], kind, start, end))
    return tuple(kept)


class _Sentence:
    """The words before and after a phrase, within its sentence, without accents."""

    def __init__(self, found: list[Token], sentences: list[int], first: int, last: int) -> None:
        here = sentences[first]
        self.before = [found[at].folded for at in range(first) if sentences[at] == here]
        self.after = " ".join(found[at].folded for at in range(last, len(found)) if sentences[at] == here)

    def takes_it_back(self, kind: str) -> bool:
        return self._is_negated() or self._is_taught() or self._is_over() or self._is_mere_risk(kind)

    def _is_negated(self) -> bool:
        for word in reversed(self.before):
            if word in NEGATIONS:
                return True
            if word not in LIGHT:
                return False
        return False

    def _is_taught(self) -> bool:
        near = " ".join(self.before[-TAUGHT_WITHIN:])
        return any(f" {near}".endswith(f" {words}") or f" {words} " in f" {near} " for words in TAUGHT)

    def _is_over(self) -> bool:
        done = OVER.match(self.after)
        if done and not STILL.search(self.after[done.end() :]):
            return True
        whole = " ".join([*self.before, self.after])
        return bool(LONG_AGO.search(whole)) and not STILL.search(whole)

    def _is_mere_risk(self, kind: str) -> bool:
        if kind not in NO_EMERGENCY_AS_RISK:
            return False
        near = self.before[-RISK_WITHIN:]
        return any(word in RISK_BEFORE for word in (*near, *map(" ".join, pairwise(near))))
