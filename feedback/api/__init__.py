"""What machines see: what was published, the city's figures, open data; read only. /api/openapi.json describes it."""

from __future__ import annotations

from flask import Blueprint

from feedback.api import answers, cases, catalogue, figures, open_data, openapi
from feedback.errors import FeedbackError

blueprint = Blueprint("api", __name__)
blueprint.get("/api/openapi.json")(openapi.openapi)
blueprint.get("/api/v1/cases")(cases.cases)
blueprint.get("/api/v1/cases/<number>")(cases.case)
blueprint.get("/api/v1/figures")(figures.figures)
blueprint.get("/api/v1/open-data")(open_data.sets)
blueprint.get("/open-data/catalog.jsonld")(catalogue.catalogue)
blueprint.get("/open-data/<period>.<form>")(open_data.newest_file)
blueprint.get("/open-data/<period>/v<int:version>.<form>")(open_data.file)
blueprint.before_request(answers.limit)
blueprint.after_request(answers.for_everybody)
blueprint.register_error_handler(FeedbackError, answers.refused)
