"""All wards and communes side by side on the two rows that this system counts, each with both denominators."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext as _

from feedback.queries import indicators as figures
from feedback.queries import live_rows
from feedback.queries.indicators import Value
from feedback.queries.live_rows import COMMUNE, Unit
from feedback.queries.measures import Scope
from feedback.terms import Role
from feedback.web.assessing import words
from feedback.web.assessing.words import View
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.leadership.asked import asked, period_choices, period_name
from feedback.web.request_session import reading

CITY_SIDE = (Role.CITY_LEADER, Role.AUDITOR, Role.DISPATCHER)
SORTS = ("name", *COMMUNE)


@staff_only(*CITY_SIDE)
def communes() -> str:
    session = reading()
    want = asked(session, actor())
    scope = live_rows.scope_of(session, want.period, "")
    units, known = live_rows.communes(session, scope)
    whole = figures.several(session, list(known.values()), scope)
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else "1022.on_time_due"
    return render_template(
        "assessing/communes.html",
        asked=want,
        period_name=period_name(want.period),
        periods=period_choices(want.period),
        known_at=scope.as_of.at,
        columns=[{"code": code, "name": _short(code), "note": known[code].note(language())} for code in known],
        whole=[_cell(code, whole[code], scope) for code in known],
        rows=[_row(unit, list(known), scope) for unit in _sorted(units, sort)],
        without=sum(not any(value.n for value in unit.values.values()) for unit in units),
        sorts=[
            (code, _("Tên") if code == "name" else _("%(figure)s: thấp trước", figure=_short(code))) for code in SORTS
        ],
        sort=sort,
    )


def _short(code: str) -> str:
    return {
        "1022.on_time": _("6.6 đúng hẹn / đã trả lời"),
        "1022.on_time_due": _("6.6 đúng hẹn / đã đến hẹn"),
        "1022.satisfaction": _("6.7 hài lòng / có đánh giá"),
        "1022.satisfaction_all": _("6.7 hài lòng / đã trả lời"),
    }.get(code, code)


def _sorted(units: list[Unit], sort: str) -> list[Unit]:
    """The lowest first; units with nothing to count come last."""
    if sort == "name":
        return units
    return sorted(units, key=lambda unit: (unit.values[sort].value is None, unit.values[sort].value or 0))


def _row(unit: Unit, codes: list[str], scope: Scope) -> View:
    mine = Scope(scope.period, scope.as_of, unit.code)
    return {"name": unit.name, "cells": [_cell(code, unit.values[code], mine) for code in codes]}


def _cell(code: str, value: Value, scope: Scope) -> View:
    return {
        "percent": words.percent(value.value),
        "counted": words.counted(value) if value.n else "",
        "points": words.points(value.points),
        "is_small": value.is_small and bool(value.n),
        "url": words.cases_url(code, "population", scope) if value.n else None,
    }
