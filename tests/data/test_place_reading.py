"""Every name of the city, old and new, read out of sentences: the 263 units of before and the 103 of today."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

import pytest

from feedback.rules.gazetteer import LegacyRow, WardRow
from feedback.rules.place_names import find_places
from feedback.rules.text import fold
from tests.data.gazetteer import gazetteer

LEAST = 0.98
SHORT_KIND = {"phường": "P.", "xã": "X.", "thị trấn": "TT."}
SHORT_DISTRICT = {"Quận ": "Q.", "Huyện ": "H.", "Thị xã ": "TX.", "Thành phố ": "TP."}

LEGACY_SENTENCES: dict[str, str] = {
    "address": "{kind} {name}, {district}",
    "whole address": "Ổ gà lớn ở {kind} {name}, {district}, {province} chưa ai sửa",
    "short": "Rác đổ bừa bãi tại {p} {name}, {q} {bare}",
    "short, against the name": "Đèn đường hư ở {p}{name}, {q}{bare}",
    "turned": "Ở {district}, {kind} {name} có đoạn cống nghẹt",
    "in brackets": "Nước ngập trước trường học ({kind} {name}, {district}) mấy hôm nay",
    "belongs": "Người dân {kind} {name} thuộc {district} phản ánh mất nước",
    "no kind of district": "Chợ tự phát ở {kind} {name}, {bare}",
    "hyphen": "{kind} {name} - {district}: karaoke ồn ào",
}
WARD_SENTENCES: dict[str, str] = {
    "address": "{kind} {name}, thành phố Cần Thơ",
    "whole sentence": "Ổ gà lớn ở {kind} {name} chưa ai sửa",
    "short": "Rác đổ bừa bãi tại {p} {name}, TP Cần Thơ",
    "short, against the name": "Đèn đường hư ở {p}{name}, TPCT",
    "of today": "Cống nghẹt tại {kind} {name} mới",
    "end": "Nhờ chính quyền xem giúp, tôi gửi từ {kind} {name}.",
}
WRITTEN: dict[str, Callable[[str], str]] = {
    "as it should be": str,
    "no accents": lambda text: unicodedata.normalize("NFC", _bare(text)),
    "lower case": str.lower,
    "capitals": str.upper,
    "lower case, no accents": fold,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}


def _bare(text: str) -> str:
    marks = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return marks.replace("đ", "d").replace("Đ", "D")


def _legacy_sentence(template: str, unit: LegacyRow) -> str:
    whole = next(kind for kind in SHORT_DISTRICT if unit.district.startswith(kind))
    return template.format(
        kind=unit.kind, name=unit.name, p=SHORT_KIND[unit.kind],
        district=unit.district[:1].lower() + unit.district[1:], q=SHORT_DISTRICT[whole],
        bare=unit.district.removeprefix(whole), province=unit.province,
    )  # fmt: skip


def _ward_sentence(template: str, ward: WardRow) -> str:
    return template.format(kind=ward.kind, name=ward.name, p=SHORT_KIND[ward.kind])


def _expected(unit: LegacyRow) -> set[str]:
    """What the words allow: units of one name and kind in districts of one name cannot be told apart by them."""
    return {
        code
        for other in gazetteer().legacy.values()
        if (other.name, other.kind, other.district) == (unit.name, unit.kind, unit.district)
        for code in other.successors
    }


def _wrong_legacy(template: str, write: Callable[[str], str]) -> Iterator[str]:
    for unit in gazetteer().legacy.values():
        said = write(_legacy_sentence(template, unit))
        evidence = find_places(said, gazetteer())
        wanted = set(unit.successors) if "{province}" in template else _expected(unit)
        found = {candidate.ward_code for candidate in evidence.ward_candidates}
        is_right = evidence.ward_code in wanted if len(wanted) == 1 else found == wanted and evidence.needs_question
        if not is_right:
            yield f"{said}: {evidence.ward_code} {sorted(found)}, not {sorted(wanted)}"


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize("template", LEGACY_SENTENCES)
def test_a_name_of_before_with_its_district_leads_to_todays_ward(template: str, write: str) -> None:
    wrong = list(_wrong_legacy(LEGACY_SENTENCES[template], WRITTEN[write]))
    assert len(wrong) <= (1 - LEAST) * len(gazetteer().legacy), "\n".join(wrong)


@pytest.mark.parametrize("write", WRITTEN)
@pytest.mark.parametrize("template", WARD_SENTENCES)
def test_a_name_of_today_means_todays_ward(template: str, write: str) -> None:
    wrong = []
    for ward in gazetteer().wards.values():
        said = WRITTEN[write](_ward_sentence(WARD_SENTENCES[template], ward))
        evidence = find_places(said, gazetteer())
        if evidence.ward_code != ward.code:
            wrong.append(f"{said}: {evidence.ward_code} {evidence.ward_candidates}")
    assert len(wrong) <= (1 - LEAST) * len(gazetteer().wards), "\n".join(wrong)
