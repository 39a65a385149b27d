"""The catalogue of open data for machines: DCAT (W3C, version 3) in the shape of DCAT-AP, as JSON-LD."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from werkzeug.wrappers import Response

from feedback.api.answers import answer, instant
from feedback.errors import N_
from feedback.models import OpenData
from feedback.queries.city import city
from feedback.queries.open_data import Terms, open_sets, terms
from feedback.rules.period import period
from feedback.web.doors import open_to_all
from feedback.web.request_session import reading

JSON_LD = "application/ld+json; charset=utf-8"
MEDIA = "https://www.iana.org/assignments/media-types/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "adms": "http://www.w3.org/ns/adms#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
NAME = N_("Dữ liệu mở")
TITLE = N_("Phản ánh, kiến nghị theo phường, xã, lĩnh vực và kênh tiếp nhận")
WHAT = N_("Số vụ việc, số đúng hạn và trung vị giờ trả lời từng tháng; nhóm dưới %(k)s vụ được gộp lại.")


@open_to_all
def catalogue() -> Response:
    session = reading()
    rules = terms(city(session))
    newest: dict[str, OpenData] = {}
    for one in open_sets(session):
        newest.setdefault(one.period, one)
    series = _address("public.open_data") + "#chuoi"
    return answer(
        {
            "@context": CONTEXT,
            "@id": _address("api.catalogue"),
            "@type": "dcat:Catalog",
            "dct:title": {"@value": NAME, "@language": "vi"},
            "dct:description": {"@value": TITLE, "@language": "vi"},
            "dct:language": {"@id": AUTHORITY + "language/VIE"},
            "dct:publisher": _publisher(rules),
            "dct:license": {"@id": rules.licence_url},
            "foaf:homepage": {"@id": _address("public.open_data")},
            "dcat:dataset": [
                {
                    "@id": series,
                    "@type": "dcat:DatasetSeries",
                    "dct:title": {"@value": TITLE, "@language": "vi"},
                    "dct:description": {"@value": WHAT % {"k": rules.k}, "@language": "vi"},
                    "dct:accrualPeriodicity": {"@id": AUTHORITY + "frequency/MONTHLY"},
                },
                *(_dataset(one, rules, series) for one in newest.values()),
            ],
        },
        JSON_LD,
    )


def _dataset(one: OpenData, rules: Terms, series: str) -> dict[str, Any]:
    month = period(one.period)
    notes = [{"@value": one.reason, "@language": "vi"}] if one.reason else []
    return {
        "@id": f"{_address('public.open_data')}#{one.period}",
        "@type": "dcat:Dataset",
        "dct:title": {"@value": f"{TITLE}, {one.period}", "@language": "vi"},
        "dct:description": {"@value": WHAT % {"k": one.k}, "@language": "vi"},
        "dct:identifier": one.period,
        "dcat:version": str(one.version),
        "adms:versionNotes": notes,
        "dcat:inSeries": {"@id": series},
        "dct:issued": {"@value": instant(one.published_at), "@type": "xsd:dateTime"},
        "dct:publisher": _publisher(rules),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": month.first.isoformat(), "@type": "xsd:date"},
            "dcat:endDate": {"@value": month.last.isoformat(), "@type": "xsd:date"},
        },
        "dcat:distribution": [_distribution(one, rules, form) for form in ("csv", "json")],
    }


def _distribution(one: OpenData, rules: Terms, form: str) -> dict[str, Any]:
    address = _address("api.file", period=one.period, version=one.version, form=form)
    media = "text/csv" if form == "csv" else "application/json"
    digest = one.csv_sha256 if form == "csv" else one.json_sha256
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": MEDIA + media},
        "dct:format": {"@id": AUTHORITY + "file-type/" + form.upper()},
        "dct:license": {"@id": rules.licence_url},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": digest,
        },
    }


def _publisher(rules: Terms) -> dict[str, Any]:
    return {"@type": "foaf:Agent", "foaf:name": {"@value": rules.publisher, "@language": "vi"}}


def _address(endpoint: str, **values: Any) -> str:
    """Of the address that citizens know, whatever name the request came by."""
    return current_app.config["PUBLIC_URL"] + url_for(endpoint, **values)
