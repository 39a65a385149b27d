"""Pages of leaders and auditors: how much is on time, how satisfied people are, and the programme sheet."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.leadership import overview, programme, rows

blueprint = Blueprint("leadership", __name__, url_prefix="/leadership")
blueprint.get("/")(overview.overview)
blueprint.get("/rows")(rows.rows)
blueprint.get("/programme")(programme.programme)
blueprint.get("/programme/<plan>.<kind>")(programme.paper)
blueprint.post("/programme")(programme.load_programme)
