"""The filters of an inbox as people meet them: lists to choose from, boxes to tick, and what is chosen as chips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from feedback.queries.inbox_choices import Choice
from feedback.queries.wanted import NOBODY, Due, Mark, Saved, Sort, Wanted
from feedback.rules import say
from feedback.rules.lifecycle import AT_AN_AGENCY
from feedback.terms import EXCLUDED_KINDS, Channel, Kind, LegRole, Level, Term
from feedback.web.languages import language

View = dict[str, Any]
FIRST = ("state", "due", "field", "ward", "officer")  # always in sight; the others behind "more filters"
AT_LEAST = (2, 3, 5, 10)


def address(wanted: Wanted) -> str:
    return url_for("agency.inbox", **wanted.parts())


def queue_words() -> dict[Saved, str]:
    return {
        Saved.OPEN: _("Tất cả đang mở"),
        Saved.OVERDUE: _("Quá hạn"),
        Saved.TODAY: _("Đến hạn hôm nay"),
        Saved.UNASSIGNED: _("Chưa giao"),
        Saved.APPROVAL: _("Chờ duyệt"),
        Saved.CITIZEN: _("Chờ người dân"),
        Saved.ANSWERED: _("Mới trả lời"),
    }


def selects(choices: list[Choice], wanted: Wanted) -> tuple[list[View], list[View]]:
    """The lists in sight, and those behind "more filters"."""
    every = [_select(*one, wanted=wanted) for one in _lists(choices)]
    return [one for one in every if one["name"] in FIRST], [one for one in every if one["name"] not in FIRST]


def marks(wanted: Wanted) -> list[View]:
    return [
        {"value": mark.value, "words": words, "is_on": mark in wanted.marks} for mark, words in _mark_words().items()
    ]


def sorts(wanted: Wanted) -> View:
    options = [(sort.value, words) for sort, words in sort_words().items()]
    return {"name": "sort", "label": _("Thứ tự"), "options": options, "value": wanted.sort.value}


def chips(choices: list[Choice], wanted: Wanted) -> list[View]:
    """Each filter that is on: its words, and the address of the list without it."""
    found = []
    names = {name: (label, dict(options)) for name, label, _all, options in _lists(choices)}
    if wanted.text:
        found.append((_("Có chữ “%(text)s”", text=wanted.text), {"text": ""}))
    usual = Wanted()
    for one in fields(wanted):
        value = getattr(wanted, one.name)
        if one.name in names and value != getattr(usual, one.name):
            label, options = names[one.name]
            words = options.get(str(value), str(value))
            found.append((f"{label}: {words}", {one.name: getattr(usual, one.name)}))
    found += _day_chips(wanted)
    found += [
        (_mark_words()[mark], {"marks": tuple(m for m in wanted.marks if m is not mark)}) for mark in wanted.marks
    ]
    return [{"words": words, "url": address(replace(wanted.first_page(), **gone))} for words, gone in found]


def _day_chips(wanted: Wanted) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    if wanted.received_from:
        found.append((_("Nhận từ %(day)s", day=_day(wanted.received_from)), {"received_from": None}))
    if wanted.received_to:
        found.append((_("Nhận đến %(day)s", day=_day(wanted.received_to)), {"received_to": None}))
    return found


def _day(day: date) -> str:
    return say.numeric_date(day)


def _lists(choices: list[Choice]) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """Name, label, words for "all", options."""
    people = [*_options(choices, "officer"), (NOBODY, _("Chưa giao ai"))]
    at_least = [(str(number), _("từ %(count)s người", count=number)) for number in AT_LEAST]
    kinds = [kind for kind in Kind if kind not in EXCLUDED_KINDS]
    divisions = _options(choices, "division")
    if divisions:
        divisions = [*divisions, (NOBODY, _("Chưa giao phòng, đội nào"))]
    lists = [
        ("state", _("Trạng thái"), _("Mọi trạng thái"), _terms(AT_AN_AGENCY)),
        ("due", _("Hạn"), _("Mọi hạn"), [(due.value, words) for due, words in _due_words().items()]),
        ("field", _("Lĩnh vực"), _("Mọi lĩnh vực"), _options(choices, "field")),
        ("ward", _("Phường, xã"), _("Mọi phường, xã"), _options(choices, "ward")),
        ("officer", _("Người xử lý"), _("Mọi cán bộ"), people),
        ("division", _("Phòng, đội"), _("Mọi phòng, đội"), divisions),
        ("sub", _("Nội dung cụ thể"), _("Mọi nội dung"), _options(choices, "sub")),
        ("level", _("Mức độ"), _("Mọi mức độ"), _terms(Level)),
        ("kind", _("Loại"), _("Mọi loại"), _terms(kinds)),
        ("channel", _("Kênh"), _("Mọi kênh"), _terms(Channel)),
        ("role", _("Vai trò của đơn vị"), _("Chủ trì và phối hợp"), _terms(LegRole)),
        ("reporters", _("Cùng báo"), _("Bao nhiêu người cũng được"), at_least),
    ]
    return [one for one in lists if one[0] != "division" or divisions]


def _select(name: str, label: str, everything: str, options: list[tuple[str, str]], *, wanted: Wanted) -> View:
    value = getattr(wanted, name)
    return {"name": name, "label": label, "options": [("", everything), *options], "value": value or ""}


def _terms(terms: Iterable[Term]) -> list[tuple[str, str]]:
    return [(term.value, term.label(language())) for term in terms]


def _options(choices: list[Choice], kind: str) -> list[tuple[str, str]]:
    english = language() == "en"
    return [(one.code, one.name_en if english and one.name_en else one.name_vi) for one in choices if one.kind == kind]


def _due_words() -> dict[Due, str]:
    return {
        Due.OVERDUE: _("Quá hạn"),
        Due.TODAY: _("Hôm nay"),
        Due.TWO_DAYS: _("Trong 2 ngày tới"),
        Due.WEEK: _("Trong 7 ngày tới"),
        Due.LATER: _("Sau 7 ngày nữa"),
    }


def sort_words() -> dict[Sort, str]:
    return {
        Sort.DUE: _("Hạn gần nhất trước"),
        Sort.RECEIVED: _("Mới nhận trước"),
        Sort.CHANGED: _("Mới thay đổi trước"),
        Sort.LEVEL: _("Khẩn trước"),
    }


def _mark_words() -> dict[Mark, str]:
    return {
        Mark.MINE: _("Việc của tôi"),
        Mark.ACCEPT_LATE: _("Quá giờ tiếp nhận"),
        Mark.RETURNED: _("Từng bị trả lại"),
        Mark.REOPENED: _("Mở lại"),
        Mark.PAUSED: _("Đang tạm dừng"),
        Mark.EXTENSION: _("Đang xin gia hạn"),
        Mark.REPLIED: _("Người dân vừa trả lời"),
        Mark.SENT_BACK: _("Từng phải làm lại"),
        Mark.DISSATISFIED: _("Người dân không hài lòng"),
        Mark.PICTURE: _("Có ảnh"),
        Mark.NOTE: _("Có ghi chú"),
        Mark.HIDDEN: _("Người báo giấu tên"),
        Mark.NO_WARD: _("Chưa rõ địa bàn"),
    }
