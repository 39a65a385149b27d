"""Pages of the 1022 centre: logging calls, the dispatcher's tray."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("hotline", __name__, url_prefix="/hotline")
