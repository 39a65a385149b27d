"""Pages of the administrators: accounts, agencies, fields, responsibility, limits, calendar, background work."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
