"""Open data for people: the months with their files, what the columns say, and how they may be used."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from feedback import clock
from feedback.models import OpenData
from feedback.queries.city import city
from feedback.queries.open_data import open_sets, terms
from feedback.queries.open_rows import DICTIONARY
from feedback.rules import say
from feedback.rules.period import period
from feedback.web.doors import open_to_all
from feedback.web.languages import language
from feedback.web.public.frame import blueprint
from feedback.web.request_session import reading


@blueprint.get("/open-data")
@open_to_all
def open_data() -> str:
    session = reading()
    months: dict[str, list[OpenData]] = {}
    for one in open_sets(session):
        months.setdefault(one.period, []).append(one)
    english = language() == "en"
    return render_template(
        "public/open_data.html",
        months=[_month(code, versions) for code, versions in months.items()],
        columns=[(name, en if english else vi) for name, (vi, en) in DICTIONARY.items()],
        terms=terms(city(session)),
    )


def _month(code: str, versions: list[OpenData]) -> dict[str, Any]:
    first = period(code).first
    return {
        "code": code,
        "words": _("Tháng %(month)s/%(year)s", month=first.month, year=first.year),
        "versions": [_version(one) for one in versions],
    }


def _version(one: OpenData) -> dict[str, Any]:
    day = say.day(one.published_at, clock.now(), language())
    return {
        "words": _("bản %(version)s, công bố %(day)s", version=one.version, day=day),
        "cases": _("%(count)s vụ việc trong %(rows)s dòng", count=one.cases, rows=one.rows),
        "reason": one.reason,
        "csv": url_for("api.file", period=one.period, version=one.version, form="csv"),
        "json": url_for("api.file", period=one.period, version=one.version, form="json"),
    }
