"""Lines of the matrix in words: when they hold, who answers, what a change makes of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from feedback.queries.admin_lists import Names
from feedback.queries.knowledge import Knowledge
from feedback.queries.matrix import Line
from feedback.rules import say
from feedback.rules.rule_line import KIND_OF_WARD, WARD
from feedback.terms import Channel, Kind, Level, Owner
from feedback.web.admin.listing import validity
from feedback.web.languages import language

EVERY_DAY, WORKDAYS, WEEKEND = "", "12345", "67"


def ward_words() -> str:
    return _("UBND phường, xã nơi xảy ra")


def agency_words(code: str, known: Names) -> str:
    return ward_words() if code == WARD else known.agency(code)


def place_words(place: str, city: Knowledge) -> str:
    if not place:
        return _("mọi nơi")
    if place.startswith(KIND_OF_WARD):
        return _("mọi %(kind)s", kind=place.removeprefix(KIND_OF_WARD))
    return city.wards.get(place, place)


def weekday_words(days: str) -> str:
    named = {EVERY_DAY: _("mọi ngày"), WORKDAYS: _("thứ Hai đến thứ Sáu"), WEEKEND: _("thứ Bảy, Chủ nhật")}
    return named.get(days) or ", ".join(_weekday(day) for day in days)


def fact_words(name: str, wanted: str) -> str:
    """ "có dấu hiệu nguy hiểm", "đến qua kênh Zalo"."""
    if name == "danger":
        return _("có dấu hiệu nguy hiểm") if wanted == "yes" else _("không nguy hiểm")
    if name == "channel":
        return _("đến qua %(channel)s", channel=Channel(wanted).label(language()).lower())
    return _("là %(kind)s", kind=Kind(wanted).label(language()).lower())


def when_words(line: Line, city: Knowledge) -> str:
    """All conditions of a line but its field and its days: "mọi phường, trên Quốc lộ 91, khẩn"."""
    parts = [place_words(line["place"], city)]
    if line["street_code"]:
        street = city.gazetteer.streets.get(line["street_code"])
        parts.append(_("trên %(street)s", street=street.name if street else line["street_code"]))
    if line["owner"]:
        parts.append(_("chủ quản lý: %(owner)s", owner=_lower(Owner(line["owner"]).label(language()))))
    if line["level"]:
        parts.append(_("mức %(level)s", level=Level(line["level"]).label(language()).lower()))
    parts += [fact_words(name, wanted) for name, wanted in line["facts"]]
    if line["weekdays"]:
        parts.append(weekday_words(line["weekdays"]))
    if line["hours"]:
        parts.append(line["hours"].replace("-", "–"))
    return ", ".join(parts)


def line_rows(line: Line | None, known: Names, city: Knowledge) -> list[tuple[str, str]]:
    """Every part of a line with its name; all dashes where there is no line."""
    if line is None:
        return [(name, "–") for name, _words in line_rows(EMPTY, known, city)]
    end = date.fromisoformat(line["valid_to"]) if line["valid_to"] else None
    waits = line["street_code"] or line["owner"] or line["facts"]
    return [
        (_("Thứ tự"), str(line["position"])),
        (_("Lĩnh vực"), known.field(line["field_code"], language())),
        (_("Khi nào"), when_words(line, city)),
        (_("Cơ quan chủ trì"), agency_words(line["agency"], known)),
        (_("Phối hợp"), ", ".join(known.agency(code) for code in line["cooperating"].split(";") if code) or "–"),
        (_("Khi chưa rõ điều kiện"), share_words(line["share_unknown"]) if waits else "–"),
        (_("Áp dụng"), validity(date.fromisoformat(line["valid_from"]), end)),
        (_("Căn cứ"), line["legal_basis"]),
    ]


def compared(before: Line | None, after: Line | None, known: Names, city: Knowledge) -> list[dict[str, Any]]:
    """Part by part: what it was, what it would be, and whether that differs."""
    old, new = line_rows(before, known, city), line_rows(after, known, city)
    return [
        {"name": name, "before": was, "after": would, "is_changed": was != would}
        for (name, was), (_same, would) in zip(old, new, strict=True)
    ]


def share_words(share: float) -> str:
    return _("coi như đúng với khả năng %(share)s", share=say.percent(100 * share, 0, language()))


def _weekday(day: str) -> str:
    names = (_("thứ Hai"), _("thứ Ba"), _("thứ Tư"), _("thứ Năm"), _("thứ Sáu"), _("thứ Bảy"), _("Chủ nhật"))
    return names[int(day) - 1]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


EMPTY: Line = {
    "id": None, "position": 0, "field_code": "", "place": "", "street_code": None, "owner": None, "level": None,
    "facts": [], "weekdays": "", "hours": "", "share_unknown": 0.5, "agency": "", "cooperating": "",
    "valid_from": "2000-01-01", "valid_to": None, "legal_basis": "", "note": "",
}  # fmt: skip
