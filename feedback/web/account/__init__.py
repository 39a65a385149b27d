"""Signing in and out, and one's own password."""

from __future__ import annotations

from feedback.web.account import password, sign_in
from feedback.web.account.frame import blueprint

__all__ = ["blueprint", "password", "sign_in"]
