"""The description of this interface (OpenAPI 3.1), made of the same names that it answers with."""

from __future__ import annotations

from typing import Any

from flask import current_app
from werkzeug.wrappers import Response

from feedback.api.answers import answer
from feedback.api.cases import QUERY_MAX, SIZE_MAX
from feedback.queries.city import city
from feedback.queries.open_data import terms
from feedback.queries.published import PAGE_SIZE
from feedback.web.doors import open_to_all
from feedback.web.request_session import reading

Part = dict[str, Any]
TEXT: Part = {"type": "string"}
NUMBER: Part = {"type": "integer"}
INSTANT: Part = {"type": "string", "format": "date-time"}


@open_to_all
def openapi() -> Response:
    settings = city(reading())
    rules = terms(settings)
    about = {
        "title": f"{settings.hotline_number} {settings.name}",
        "version": "1.0.0",
        "description": "Published cases, figures and open data. Read only.",
        "license": {"name": rules.licence, "url": rules.licence_url},
    }
    return answer(
        {
            "openapi": "3.1.0",
            "info": about,
            "servers": [{"url": current_app.config["PUBLIC_URL"]}],
            "paths": _paths(),
            "components": {"schemas": _schemas(), "responses": _refusals()},
        }
    )


def _paths() -> Part:
    number = {"name": "number", "in": "path", "required": True, "schema": TEXT, "example": "2607-0001"}
    version = {"name": "version", "in": "path", "required": True, "schema": NUMBER}
    month = {"name": "period", "in": "path", "required": True, "schema": TEXT, "example": "2026-07"}
    form = {"name": "form", "in": "path", "required": True, "schema": {"enum": ["csv", "json"]}}
    size = {"type": "integer", "default": PAGE_SIZE, "minimum": 1, "maximum": SIZE_MAX}
    return {
        "/api/v1/cases": _get(
            "Published cases, newest first", "CasePage",
            _query("q", {"type": "string", "maxLength": QUERY_MAX}), _query("size", size), _query("after", TEXT),
        ),
        "/api/v1/cases/{number}": _get("One published case", "Case", number),
        "/api/v1/figures": _get("Figures of whole months", "Figures", _query("period", TEXT)),
        "/api/v1/open-data": _get("Sets of open data in all versions", "OpenData"),
        "/open-data/{period}/v{version}.{form}": _get("A version, never changed", "", month, version, form),
        "/open-data/{period}.{form}": _get("The newest version of a month (302)", "", month, form),
        "/open-data/catalog.jsonld": _get("The catalogue as DCAT (JSON-LD)", ""),
    }  # fmt: skip


def _query(name: str, schema: Part) -> Part:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _get(summary: str, schema: str, *parameters: Part) -> Part:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}} if schema else {}
    refusals = {code: {"$ref": f"#/components/responses/{name}"} for code, name in REFUSALS.items()}
    same = {"304": {"description": "Unchanged since the ETag of If-None-Match"}}
    answers = {"200": {"description": "OK", "content": content}} | same | refusals
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": answers}}


REFUSALS = {"404": "Missing", "422": "Invalid", "429": "TooMany"}


def _refusals() -> Part:
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    return {name: {"description": name, "content": body} for name in REFUSALS.values()}


def _object(**properties: Part) -> Part:
    return {"type": "object", "properties": properties}


def _list(of: str) -> Part:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}


def _schemas() -> Part:
    either = {"type": ["string", "null"]}
    field = _object(code=TEXT, vi=TEXT, en=TEXT)
    row = {
        "number": TEXT, "title": TEXT, "excerpt": TEXT, "field": field, "ward": either, "published_at": INSTANT,
        "url": TEXT, "page": TEXT,
    }  # fmt: skip
    more = {
        "text": TEXT, "answer": TEXT, "agency": TEXT, "answered_at": either,
        "kept_promise": {"type": ["boolean", "null"]}, "rating": {"type": ["integer", "null"]},
    }  # fmt: skip
    ratio = _object(numerator=NUMBER, denominator=NUMBER, percent={"type": ["number", "null"]})
    counts = {"received": NUMBER, "answered": NUMBER, "on_time": ratio, "satisfied": ratio, "promise_kept": ratio}
    file = _object(url=TEXT, sha256=TEXT)
    version = _object(
        period=TEXT, version=NUMBER, published_at=INSTANT, as_of=INSTANT, reason=either, rows=NUMBER, cases=NUMBER,
        files=_object(csv=file, json=file),
    )  # fmt: skip
    return {
        "Refusal": _object(error=TEXT),
        "CaseRow": _object(**row),
        "Case": _object(**row, **more),
        "CasePage": _object(items=_list("CaseRow"), next=either),
        "Counts": _object(**counts),
        "AgencyCounts": _object(code=TEXT, name=TEXT, **counts),
        "Figures": _object(
            period=TEXT, as_of=INSTANT, definition=TEXT, least_cases=NUMBER,
            city={"anyOf": [{"$ref": "#/components/schemas/Counts"}, {"type": "null"}]}, agencies=_list("AgencyCounts"),
        ),
        "OpenDataVersion": version,
        "OpenData": _object(
            publisher=TEXT, licence=_object(name=TEXT, url=TEXT), least_cases=NUMBER, columns={"type": "object"},
            items=_list("OpenDataVersion"),
        ),
    }  # fmt: skip
