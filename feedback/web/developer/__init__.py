"""Pages for developers only, never in production: messages the local gateway took, the components."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("developer", __name__, url_prefix="/developer")
