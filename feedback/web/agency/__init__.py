"""Pages of the agencies: the inbox and the case file."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("agency", __name__, url_prefix="/agency")
