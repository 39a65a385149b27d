"""Open data and the public interface: a month once, never changed; no small numbers; only words that are public."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Any

import pytest
from limits import parse

from feedback.actions.publish_open_data import publish, publish_what_is_due
from feedback.actions.transaction import transaction
from feedback.errors import Invalid, Refused
from feedback.rules.k_anonymity import OTHER
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.period import period
from feedback.terms import Kind
from tests.conftest import At
from tests.support.july import build
from tests.support.pages import BrowserLike
from tests.support.world import POTHOLE, World

JULY = period("2026-07")


@pytest.fixture
def august(world: World, at: At) -> None:
    """The month worked out by hand is over, and facts know it."""
    build(world, at)
    at("2026-08-03T09:00")
    world.refresh()


def _publish(world: World, reason: str = "") -> Any:
    with transaction(world.database) as session:
        return publish(session, SYSTEM, JULY, reason).version


def _due(world: World) -> int:
    with transaction(world.database) as session:
        return publish_what_is_due(session)


@pytest.mark.usefixtures("august")
def test_a_month_is_published_once_and_corrected_with_a_reason(world: World, at: At, client: BrowserLike) -> None:
    assert _due(world) == 1, "June is long over; July rests some days"
    assert client.get("/open-data/2026-07.csv").status_code == 404
    at("2026-08-06T09:00")
    world.refresh()
    assert (_due(world), _due(world)) == (1, 0)
    first = client.get("/open-data/2026-07/v1.csv")
    rows = list(csv.DictReader(io.StringIO(first.get_data(as_text=True))))
    assert sum(int(row["cases"]) for row in rows) == 12
    assert min(int(row["cases"]) for row in rows) >= 5
    assert client.get("/open-data/2026-06/v1.json").json == [], "one case of June alone is nobody's business"
    with pytest.raises(Invalid):
        _publish(world)
    with pytest.raises(Refused):
        _publish(world, "Không có gì đổi")
    world.received(received_at=at("2026-07-31T10:00"), field_code=None, ward_code=None)
    at("2026-08-07T09:00")
    world.refresh()
    assert _publish(world, "Thêm một phiếu giấy nhập muộn") == 2
    assert client.get("/open-data/2026-07/v1.csv").get_data() == first.get_data()
    assert client.get("/open-data/2026-07.csv").location == "/open-data/2026-07/v2.csv"
    page = client.page("/open-data").text()
    assert "CC BY 4.0" in page
    assert "Thêm một phiếu giấy nhập muộn" in page
    listed = client.get("/api/v1/open-data").json
    assert listed is not None
    newest = listed["items"][0]
    assert (newest["period"], newest["version"], newest["cases"]) == ("2026-07", 2, 13)
    for kept in newest["files"].values():
        assert hashlib.sha256(client.get(kept["url"]).get_data()).hexdigest() == kept["sha256"]
    dcat = client.get("/open-data/catalog.jsonld")
    assert dcat.mimetype == "application/ld+json"
    july = next(one for one in dcat.get_json()["dcat:dataset"] if one.get("dct:identifier") == "2026-07")
    assert july["dcat:version"] == "2"
    assert july["dcat:distribution"][0]["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.usefixtures("august")
def test_machines_read_what_is_public_and_nothing_else(world: World, client: BrowserLike) -> None:
    world.received(kind=Kind.DENUNCIATION)
    listed = client.get("/api/v1/cases?size=1")
    assert listed.json is not None
    (one,) = listed.json["items"]
    assert client.get(listed.json["next"]).get_json()["items"][0]["number"] != one["number"]
    whole = client.get(one["url"])
    assert whole.get_json()["text"] == "Mặt đường có ổ gà lớn."
    for answer in (listed, whole, client.get("/api/v1/figures?period=2026-07")):
        words = answer.get_data(as_text=True)
        assert POTHOLE not in words
        assert "0907" not in words
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        again = client.get(answer.request.full_path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b"")
    figures = client.get("/api/v1/figures?period=2026-07").get_json()
    assert figures["city"]["on_time"] == {"numerator": 7, "denominator": 12, "percent": 58.33}
    assert min(one["received"] for one in figures["agencies"]) >= 5
    assert client.get("/api/v1/figures?period=2026-06").get_json()["city"] is None, "one case alone"
    assert client.get("/api/v1/figures?period=2026-07-06").status_code == 422
    private = world.in_progress()
    missing = client.get(f"/api/v1/cases/{private.number}")
    assert (missing.status_code, missing.mimetype) == (404, "application/json")
    assert OTHER not in one["number"]


def test_the_description_names_every_address_and_no_other(client: BrowserLike) -> None:
    described = set(client.get("/api/openapi.json").get_json()["paths"])
    rules = client.application.url_map.iter_rules()
    served = {
        rule.rule.replace("<int:version>", "{version}").replace("<", "{").replace(">", "}")
        for rule in rules
        if rule.endpoint.startswith("api.")
    }
    assert described == served - {"/api/openapi.json"}


def test_whoever_asks_too_often_waits(client: BrowserLike, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback.api.answers.API_PER_ADDRESS", parse("3/hour"))
    codes = [client.get("/api/openapi.json").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert client.get("/api/openapi.json").headers["Retry-After"] == "60"
