"""The index of the merged province: values of the old ones are typed in and averaged; nothing is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from wtforms import Field, StringField
from wtforms.form import BaseForm

from feedback.errors import Invalid, Missing
from feedback.models import Catalogue, CatalogueRow
from feedback.queries import catalogues, merged_province
from feedback.queries.catalogues import NO_CATALOGUE
from feedback.queries.merged_province import Merged
from feedback.rules import say, scoring
from feedback.web.assessing import words
from feedback.web.assessing.communes import CITY_SIDE
from feedback.web.assessing.words import View
from feedback.web.doors import staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading

FEWEST, MOST = 2, 5
NAME_MAX = 60


class Typed:
    """The old provinces as this address says them, with what is wrong in it; one more or fewer keeps the rest."""

    def __init__(self, rows: list[CatalogueRow], known: list[str], count: int) -> None:
        self.rows = rows
        self.names = [f"ten-{place}" for place in range(1, count + 1)]
        fields: dict[str, Any] = {name: StringField(_("Tên")) for name in self.names}
        for place in range(1, count + 1):
            fields |= {self._key(place, row): StringField(row.label(language())) for row in rows}
        self.form = BaseForm(fields)
        self.form.process(request.args, data=dict(zip(self.names, known, strict=False)))
        self.is_whole = bool(rows) and all(field.raw_data for field in self.form)

    @property
    def provinces(self) -> list[View]:
        return [
            {"name": self.name(place), "fields": [self.form[key], *self._values(place)]}
            for place, key in enumerate(self.names, 1)
        ]

    def name(self, place: int) -> str:
        return (self.form[self.names[place - 1]].data or "").strip() or _("Tỉnh cũ %(number)s", number=place)

    def read(self) -> list[list[Decimal]] | None:
        """The values by province; None when a field is wrong, which then says so."""
        found = []
        for place, key in enumerate(self.names, 1):
            if len(self.name(place)) > NAME_MAX:
                _refuse(self.form[key], _("Tên tỉnh cũ dài nhất %(most)s chữ.", most=NAME_MAX))
            found.append([self._value(place, field) for field in self._values(place)])
        return None if self.form.errors else found

    def _value(self, place: int, field: Field) -> Decimal:
        try:
            return scoring.index_value(field.data or "")
        except Invalid:
            told = {"index": field.label.text, "province": self.name(place)[:NAME_MAX]}
            _refuse(field, _("%(index)s, %(province)s: hãy ghi số từ 0 đến 1, ví dụ 0,7325.", **told))
            return Decimal(0)

    def _values(self, place: int) -> list[Field]:
        return [self.form[self._key(place, row)] for row in self.rows]

    @staticmethod
    def _key(place: int, row: CatalogueRow) -> str:
        return f"gia-tri-{place}-{row.code}"


@staff_only(*CITY_SIDE)
def merged() -> tuple[str, int]:
    session = reading()
    sets = merged_province.provincial(session)
    chosen = _chosen(list(sets))
    known = merged_province.old_provinces(session)
    count = _count(len(known))
    typed = Typed(catalogues.main_indices(chosen), known, count)
    values = typed.read() if typed.is_whole else None
    page = render_template(
        "assessing/merged.html",
        sets=[(one.code, one.label(language())) for one in sets],
        chosen=chosen.code,
        source=chosen.source,
        counts=range(FEWEST, MOST + 1),
        count=count,
        form=typed.form,
        provinces=typed.provinces if typed.rows else [],
        result=None if values is None else _result(typed, merged_province.merged(chosen, values)),
    )
    return page, 422 if typed.is_whole and values is None else 200


def _chosen(sets: list[Catalogue]) -> Catalogue:
    """The set that the address names; else the newest whose points are known."""
    code = request.args.get("catalogue", "")
    if not code and sets:
        return next((one for one in sets if catalogues.main_indices(one)), sets[0])
    found = next((one for one in sets if one.code == code), None)
    if found is None:
        raise Missing(NO_CATALOGUE, code=code, known=", ".join(one.code for one in sets))
    return found


def _count(known: int) -> int:
    return min(max(request.args.get("count", known, type=int), FEWEST), MOST)


def _refuse(field: Any, said: str) -> None:
    field.errors = [*field.errors, said]


def _result(typed: Typed, found: Merged) -> View:
    places = range(1, len(typed.names) + 1)
    return {
        "columns": [
            (_("Chỉ số chính"), "name"),
            *((typed.name(place), "number") for place in places),
            (_("Trung bình"), "number"),
            (_("Tối đa"), "number"),
            (_("Điểm"), "number"),
        ],
        "rows": [
            *(
                _line(line.row.label(language()), line.values, line.average, line.row.max_points, line.points)
                for line in found.lines
            ),
            _line("DTI", found.before, found.index, found.maximum, found.points),
        ],
        "index": words.index_value(found.index),
        "points": _points(found.points),
        "maximum": words.points(found.maximum),
    }


def _line(name: str, values: Any, average: Decimal, maximum: Decimal | None, points: Decimal) -> list[View]:
    cells = [*(words.index_value(one) for one in (*values, average)), words.points(maximum), _points(points)]
    return [{"words": said} for said in (name, *cells)]


def _points(value: Decimal) -> str:
    """Not rounded, so that the column adds up to its last line."""
    return say.number(float(value), 4, language())
