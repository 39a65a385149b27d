"""The blueprint of the pages for everyone."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", __name__)
