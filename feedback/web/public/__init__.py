"""Pages for everyone: report, receipt, status, answer, rating, reopening, what was published."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", __name__)
