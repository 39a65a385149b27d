"""Text as people send it, made safe to keep, to search and to quote."""

from __future__ import annotations

import re
import unicodedata

from feedback.errors import N_, Invalid

LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
AROUND_NEWLINE = re.compile(r" ?\n ?")
MANY_NEWLINES = re.compile(r"\n{3,}")
NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")  # legal in memory, refused by XML and spreadsheets
ETH = str.maketrans("ÐðƉɖ", "ĐđĐđ")  # look-alikes that old Vietnamese keyboards left in texts
WORD = re.compile(r"[^\W_]+")


class _Bare(dict[int, int | None]):
    """For str.translate: nothing in the place of a combining mark, any other character as it is. It learns them."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


BARE = _Bare()


def tidy(text: str, field: str = "text") -> str:
    """NFC, one kind of newline, single spaces, nothing invisible; newlines are kept, at most one empty line.

    Control, bidi and zero-width characters go: they hide words from readers and forge what a line says.
    Raises Invalid, naming `field`, for half a character (lone surrogate) or NUL, which no database keeps.
    """
    _refuse_broken(text, field)
    lines = LINE_ENDS.sub("\n", text).replace("\t", " ")
    seen = "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
    spaced = SPACES.sub(" ", NONCHARACTERS.sub("", unicodedata.normalize("NFC", seen.translate(ETH))))
    return MANY_NEWLINES.sub("\n\n", AROUND_NEWLINE.sub("\n", spaced)).strip()


def tidy_line(text: str, field: str = "text") -> str:
    """`tidy`, on one line: for names, addresses and subjects."""
    return tidy(text, field).replace("\n\n", "\n").replace("\n", " ")


def fold(text: str) -> str:
    """The form both databases index: no case, no marks, đ as d. "le loi" finds "Lê Lợi". Idempotent."""
    if text.isascii():
        return text.lower()
    lowered = text.translate(ETH).casefold()
    bare = unicodedata.normalize("NFD", lowered).translate(BARE)
    return bare.replace("đ", "d").casefold()


def words(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, folded, in order."""
    return tuple(WORD.findall(fold(text)))


def excerpt(text: str, length: int) -> str:
    """At most `length` characters on one line, cut between words, with "…" where something was left out."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[:length]
    kept = cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut[:-1]
    return kept.rstrip(" ,.;:–-") + "…"


def _refuse_broken(text: str, field: str) -> None:
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise Invalid(field, N_("Nội dung có ký tự hỏng, hãy xóa rồi gõ lại chỗ đó"))
