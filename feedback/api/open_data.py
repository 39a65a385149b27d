"""Open data as files: one address for each version of a month, that never changes, and one for the newest."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from feedback.api.answers import JSON, answer, instant
from feedback.errors import Missing
from feedback.models import OpenData
from feedback.queries.city import city
from feedback.queries.open_data import NO_SUCH_SET, newest, open_set, open_sets, terms
from feedback.queries.open_rows import DICTIONARY
from feedback.web.doors import open_to_all
from feedback.web.request_session import reading

TYPES = {"csv": "text/csv; charset=utf-8", "json": JSON}
DAY_S = 86_400


@open_to_all
def sets() -> Response:
    """Every version of every month, with where its files lie, and what the columns say."""
    session = reading()
    rules = terms(city(session))
    return answer(
        {
            "publisher": rules.publisher,
            "licence": {"name": rules.licence, "url": rules.licence_url},
            "least_cases": rules.k,
            "columns": {name: {"vi": vi, "en": en} for name, (vi, en) in DICTIONARY.items()},
            "items": [_version(one) for one in open_sets(session)],
        }
    )


@open_to_all
def newest_file(period: str, form: str) -> Response:
    """The way to the newest version; it moves when a correction is published."""
    found = newest(reading(), period) if form in TYPES else None
    if found is None:
        raise Missing(NO_SUCH_SET)
    return redirect(url_for("api.file", period=period, version=found.version, form=form), 302)


@open_to_all
def file(period: str, version: int, form: str) -> Response:
    if form not in TYPES or not 0 < version < 10_000:
        raise Missing(NO_SUCH_SET)
    found = open_set(reading(), period[:7], version)
    response = answer(found.csv if form == "csv" else found.json, TYPES[form], fresh_s=DAY_S)
    response.headers["Content-Disposition"] = f'attachment; filename="phan-anh-{found.period}-v{found.version}.{form}"'
    return response


def _version(one: OpenData) -> dict[str, Any]:
    return {
        "period": one.period,
        "version": one.version,
        "published_at": instant(one.published_at),
        "as_of": instant(one.known_at),
        "reason": one.reason or None,
        "rows": one.rows,
        "cases": one.cases,
        "files": {
            form: {"url": url_for("api.file", period=one.period, version=one.version, form=form), "sha256": digest}
            for form, digest in (("csv", one.csv_sha256), ("json", one.json_sha256))
        },
    }
