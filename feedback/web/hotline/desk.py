"""The blueprint that the pages of the 1022 centre hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("hotline", __name__, url_prefix="/hotline")
