"""Suggestions while a person types a place, without marks if they like."""

from __future__ import annotations

from flask import jsonify, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback.queries.lookup_fields import Place, places
from feedback.web.doors import open_to_all
from feedback.web.public.frame import blueprint
from feedback.web.request_session import reading

SPELT_OUT = ("Đường", "Đại lộ", "Quốc lộ", "Hẻm", "Cầu", "ĐT", "QL")


@blueprint.get("/places", endpoint="places")
@open_to_all
def suggestions() -> Response:
    found = places(reading(), request.args.get("q", ""))
    return jsonify([{"value": place.code, "words": _words(place), "note": _note(place)} for place in found])


def _words(place: Place) -> str:
    if place.kind == "street" and not place.name.startswith(SPELT_OUT):
        return _("Đường %(name)s", name=place.name)
    if place.kind == "legacy":
        return _("%(name)s (cũ)", name=_first_upper(place.name))
    return _first_upper(place.name)


def _note(place: Place) -> str:
    if place.kind == "legacy" and place.near:
        return _("nay là %(wards)s", wards=place.near)
    return place.near


def _first_upper(name: str) -> str:
    return name[:1].upper() + name[1:]
