"""What a text is in law: khiếu nại, tố cáo, tố giác, a question, thanks, spam. It hints; a person decides.

The words alone mislead. "Khiếu nại tiền điện" is an ordinary report, "khiếu nại quyết định thu hồi đất" is not (Law on
Complaints, Art. 2.1); whoever asks how to denounce does not denounce. What may be excluded by law, a word of thanks and
spam are looked at by a person before anything is sent (Decree 20/2008/NĐ-CP, Art. 1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from feedback.rules.phrases import Match, PhraseBook, Token, tokens
from feedback.terms import EXCLUDED_KINDS

LOOK_FROM = 3.0  # the weight of words from which an excluded kind must be looked at
NOT_A_REPORT_FROM = 2.0
QUESTION, THANKS, SPAM = "question", "thanks", "spam"
LENGTH_BONUS = 0.5

# names of the procedures themselves: what they weigh depends on what stands around them
TRIGGERS = {"khieu nai": "complaint", "to cao": "denunciation", "to giac": "crime_report"}
LOOSE = 0.3  # a trigger that tells of somebody else, of the past, of the procedure


def _phrases(listed: str) -> tuple[str, ...]:
    """Phrases without accents, separated by semicolons or lines."""
    return tuple(part.strip() for part in listed.replace("\n", ";").split(";") if part.strip())


# a complaint in law is about a decision or an act of the administration
ADMINISTRATION = _phrases("""
    quyet dinh; thu hoi; boi thuong; giai toa; cuong che; xu phat; ky luat; uy ban; chu tich; can bo; cong chuc
    cong an; lanh dao; don khieu nai; don to cao; giay chung nhan; so do; so hong; tai dinh cu; tham quyen
    hanh vi hanh chinh; thue; thanh tra; tranh chap dat; dat dai; thi hanh an; toa an
""")
# whose matter it is instead: a service, a shop, a neighbour
SERVICE = _phrases("""
    tien dien; tien nuoc; hoa don; nha mang; goi cuoc; internet; wifi; cuoc; cap quang; buu pham; don hang; xe buyt
    mat nuoc; cup dien; rac; tieng on; o ga; den duong
""")
FIRST_PERSON = _phrases("""
    toi; chung toi; em; con; minh; xin; muon; lam don; gui don; viet don; nay; ba con; ho dan; gia dinh
""")
TOLD_OF = _phrases("""
    bi; tung; da tung; bao chi; du luan; khong dam; dung; khong phai; khong; chua; so; nhieu lan; ho so; phong
    phong chong; chong; luat; tiep nhan; giai quyet; quyen; thu tuc; cach; quy trinh; huong dan; hoi; van ban; nghi dinh
""")
ASKS = _phrases("""
    o dau; the nao; ra sao; bang cach nao; lam sao; nhu the nao; gap ai; can gi; bao lau; may ngay
""")
PREVENTED = frozenset(_phrases("chong; phong; ngua; truyen; chua; khong"))  # "phòng chống tham nhũng"
# any of these and it is no mere thanks; spam is not reported by those who send it
REQUESTS = _phrases("""
    nhung; tuy nhien; song; de nghi; kien nghi; yeu cau; kinh mong; mong; xin hoi; cho hoi; van con; chua; tiep tuc
    phan anh; bi; them; nho; giup
""")
REPORTS = _phrases("""
    phan anh; nhan duoc; lua dao; lam phien; bi goi; de nghi; xu ly; dan quang cao; to roi; to cao; canh bao; mao danh
    gia mao; bao cao; ngan chan; bi lua; dan day; dan kin; dan len; treo
""")


class KindHint(NamedTuple):
    """A kind of report that the words hint at, how strongly, and the words as the citizen wrote them."""

    kind: str
    score: float
    words: tuple[str, ...]


def kind_hints(text: str, rows: PhraseBook | Iterable[tuple[str, str, float]]) -> list[KindHint]:
    """The kinds that a text hints at, strongest first. Rows: (kind, phrase, weight)."""
    book = rows if isinstance(rows, PhraseBook) else PhraseBook(rows)
    found = tokens(text)
    folded = [token.folded for token in found]
    scores: dict[str, float] = defaultdict(float)
    said: dict[str, list[str]] = defaultdict(list)
    matches = list(book.find(found))
    for match in matches:
        if any(_covers(other, match) for other in matches):
            continue
        scores[match.meaning] += _weight(match, folded)
        said[match.meaning].append(_quoted(text, found, match))
    ranked = sorted(scores, key=lambda kind: (-scores[kind], kind))
    return [KindHint(kind, round(scores[kind], 2), tuple(dict.fromkeys(said[kind]))) for kind in ranked]


def look_first(text: str, rows: PhraseBook) -> KindHint | None:
    """The kind for which a person must look before the report is sent anywhere; None when nobody needs to."""
    hints = kind_hints(text, rows)
    for hint in hints:
        if hint.kind in EXCLUDED_KINDS and hint.score >= LOOK_FROM:
            return hint
    said = f" {' '.join(token.folded for token in tokens(text))} "
    for kind, against in ((THANKS, REQUESTS), (SPAM, REPORTS)):
        hint = next((hint for hint in hints if hint.kind == kind), None)
        if hint and hint.score >= NOT_A_REPORT_FROM and not any(f" {words} " in said for words in against):
            return hint
    return None


def _weight(match: Match, folded: list[str]) -> float:
    weight = match.weight * match.belief * (1 + LENGTH_BONUS * (match.last - match.first - 1))
    trigger = TRIGGERS.get(" ".join(folded[match.first : match.last]))
    if trigger:
        return match.weight * _bearing(trigger, match, folded)
    if match.meaning in EXCLUDED_KINDS and PREVENTED & set(folded[max(0, match.first - 2) : match.first]):
        return weight * LOOSE
    return weight


def _bearing(kind: str, match: Match, folded: list[str]) -> float:
    """How much "khiếu nại", "tố cáo" or "tố giác" says here, 0 to 1."""
    before = f" {' '.join(folded[max(0, match.first - 4) : match.first])} "
    after = f" {' '.join(folded[match.last :])} "
    around = f" {' '.join(folded)} "
    is_first_person = any(f" {words} " in before for words in FIRST_PERSON)
    if any(f" {words} " in after for words in ASKS):
        return LOOSE
    if any(before.endswith((f" {words} ", f" {words} di ")) for words in TOLD_OF):
        return LOOSE
    is_official = any(f" {words} " in around for words in ADMINISTRATION)
    if kind == "complaint" and not is_official:
        return LOOSE if any(f" {words} " in around for words in SERVICE) or not is_first_person else 0.6
    return 1.0 if is_first_person or is_official else 0.6


def _covers(other: Match, match: Match) -> bool:
    """Whether a longer phrase of the same kind says it already ("đơn tố cáo" says "tố cáo")."""
    return (
        other.meaning == match.meaning
        and other.first <= match.first
        and match.last <= other.last
        and other.last - other.first > match.last - match.first
    )


def _quoted(text: str, found: list[Token], match: Match) -> str:
    return text[found[match.first].start : found[match.last - 1].end]
