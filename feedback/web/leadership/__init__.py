"""Pages of the leaders: figures that open to their rows, the programme."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("leadership", __name__, url_prefix="/leadership")
