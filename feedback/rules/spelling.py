"""One spelling for one word: what keyboards, haste and habit do to Vietnamese letters, undone.

"Thuỷ" and "Thủy", NFC and NFD, "quáááá", a Telex or VNI word typed with the keyboard switched off ("dduwowngf",
"d9u7o72ng"). Abbreviations are words of their own (`normal_text`); missing accents are left missing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from feedback.rules.text import ETH

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
CHANGED = frozenset("\u0302\u0306\u031b")  # â ă ơ: the mark makes another vowel
VOWELS = frozenset("aeiouy")
FINALS = r"(?:ch|ng|nh|[cmnpt])?"
STARTS = r"(?:ngh|ng|nh|kh|gh|gi|ph|th|tr|ch|qu|[bcdghklmnrstvx])?"
RIMES = (
    "a|ai|ao|au|ay|e|eo|eu|i|ia|ie|ieu|iu|o|oa|oai|oao|oay|oe|oeo|oi|u|ua|uai|uao|uay|ue|ui|uo|uoi|uou|uu"
    "|uy|uya|uye|uyu|y|ye|yeu"
)
SYLLABLE = re.compile(rf"{STARTS}(?:{RIMES}){FINALS}", re.ASCII)
ROMAN_NUMBER = re.compile(r"[ivx]+", re.ASCII)

TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
TELEX = re.compile(r"[a-z]{2,12}", re.ASCII)
VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
VNI_SHAPES = {"6": ("aeo", "\u0302"), "7": ("uo", "\u031b"), "8": ("a", "\u0306")}
VNI = re.compile(r"[a-z][a-z]*\d[a-z0-9]*", re.ASCII)
SURE_KEYS = 2  # one key too many may be another language ("gas", "bus", "to5"); two are a keyboard


@lru_cache(maxsize=16384)
def spelled(word: str) -> str:
    """The word in lower case and NFC, letters drawn out shortened, its tone where dictionaries put it. Idempotent."""
    lowered = _plain(word)
    if lowered.isascii() and not _is_drawn_out(lowered):
        return lowered
    return _tone_placed(_shortened(lowered))


@lru_cache(maxsize=4096)
def typed_blind(word: str) -> tuple[str, bool] | None:
    """What a spelled word says when it is raw Telex or VNI, and whether that is beyond doubt; None when it is not."""
    if TELEX.fullmatch(word):
        return _telex(word)
    return _vni(word) if VNI.fullmatch(word) else None


def _plain(word: str) -> str:
    """Lower case; letters drawn for show ("ｄườｎｇ", mathematical bold) become letters. "½" stays what it is."""
    kept = "".join(unicodedata.normalize("NFKC", c) if c.isalpha() else c for c in word.translate(ETH))
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", kept).casefold())
    return "".join(c for c in lowered if c.isalnum() or unicodedata.combining(c))


def _is_drawn_out(word: str) -> bool:
    return any(a == b == c and not a.isdigit() for a, b, c in zip(word, word[1:], word[2:], strict=False))


def _shortened(word: str) -> str:
    """ "quááaa" becomes "quá": three or more of one letter are one, the accented one. Roman numbers stay."""
    if ROMAN_NUMBER.fullmatch(word):
        return word
    kept: list[str] = []
    at = 0
    while at < len(word):
        end = at + 1
        while end < len(word) and _letter(word[end]) == _letter(word[at]):
            end += 1
        run = word[at:end]
        is_drawn = len(run) > 2 and word[at].isalpha()
        kept.append(max(run, key=lambda c: len(unicodedata.normalize("NFD", c))) if is_drawn else run)
        at = end
    return "".join(kept)


def _letter(c: str) -> str:
    return unicodedata.normalize("NFD", c)[0]


def _tone_placed(word: str) -> str:
    """The tone on the vowel that carries it: "hoà" is "hòa", "thuỷ" is "thủy", "ngừơi" is "người"."""
    letters = unicodedata.normalize("NFD", word)
    tones = [c for c in letters if c in TONES]
    if len(tones) != 1:
        return word
    toneless = unicodedata.normalize("NFC", "".join(c for c in letters if c not in TONES))
    at = _carrier(toneless)
    if at is None:
        return word
    return unicodedata.normalize("NFC", toneless[: at + 1] + tones[0] + toneless[at + 1 :])


def _carrier(toneless: str) -> int | None:
    """Where the tone of a syllable stands; None when this is no Vietnamese syllable."""
    bare = "".join(_letter(c) for c in toneless).replace("đ", "d")
    if len(bare) != len(toneless) or not SYLLABLE.fullmatch(bare):
        return None
    first = next(at for at, c in enumerate(bare) if c in VOWELS)
    if bare[:2] in {"qu", "gi"} and bare[2:3] and bare[2] in VOWELS:
        first = 2
    last = first
    while last < len(bare) and bare[last] in VOWELS:
        last += 1
    changed = [at for at in range(first, last) if unicodedata.normalize("NFD", toneless[at])[-1] in CHANGED]
    if changed:
        return changed[-1]
    if last - first == 2:
        return first + 1 if last < len(bare) else first
    return first + 1 if last - first == 3 else first


def _telex(word: str) -> tuple[str, bool] | None:
    if SYLLABLE.fullmatch(word):
        return None
    letters, tone, keys = "", "", 0
    for c in word:
        if c in TELEX_TONES and not tone and any(v in VOWELS for v in letters):
            tone, keys = TELEX_TONES[c], keys + 1
        elif c == "w" and (hooked := _shaped(letters, "a", "\u0306") or _shaped(letters, "uo", "\u031b")):
            letters, keys = hooked, keys + 1
        elif c in "aeo" and letters[-1:] == c:
            letters, keys = letters + "\u0302", keys + 1
        elif c == "d" and letters == "d":
            letters, keys = "đ", keys + 1
        else:
            letters += c
    return _decoded(letters, tone, keys, keys >= SURE_KEYS)


def _vni(word: str) -> tuple[str, bool] | None:
    letters, tone, keys = "", "", 0
    for c in word:
        if not c.isdigit():
            letters += c
        elif c in VNI_TONES and not tone:
            tone, keys = VNI_TONES[c], keys + 1
        elif c == "9" and letters.startswith("d"):
            letters, keys = "đ" + letters[1:], keys + 1
        else:
            shaped = _shaped(letters, *VNI_SHAPES.get(c, ("", "")))
            if shaped is None:
                return None
            letters, keys = shaped, keys + 1
    is_inside = any(c.isdigit() and after.isalpha() for c, after in pairwise(word))
    return _decoded(letters, tone, keys, is_inside and keys >= SURE_KEYS)


def _shaped(letters: str, vowels: str, mark: str) -> str | None:
    """The last vowel that can take the mark, with it; "uo7" is "ươ"."""
    at = max((letters.rfind(vowel) for vowel in vowels), default=-1)
    if at < 0 or letters[at + 1 : at + 2] in CHANGED:
        return None
    marked = letters[: at + 1] + mark + letters[at + 1 :]
    if mark == "\u031b" and letters[at] == "o" and letters[at - 1 : at] == "u":
        marked = marked[:at] + mark + marked[at:]
    return marked


def _decoded(letters: str, tone: str, keys: int, is_sure: bool) -> tuple[str, bool] | None:
    """The word in NFC with its tone in place, if the letters make a Vietnamese syllable."""
    bare = "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d")
    if not keys or len(bare) < 2 or not SYLLABLE.fullmatch(bare):
        return None
    whole = unicodedata.normalize("NFC", letters)
    at = _carrier(whole)
    if at is None:
        return None
    return unicodedata.normalize("NFC", whole[: at + 1] + tone + whole[at + 1 :]), is_sure
