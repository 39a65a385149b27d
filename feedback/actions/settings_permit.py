"""What every change of the city's settings checks first."""

from __future__ import annotations

from datetime import date

from feedback.errors import N_, Invalid, NotYours
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.terms import Role

BACKWARDS = N_("Ngày kết thúc phải sau ngày bắt đầu.")


def only_admin(actor: Actor) -> None:
    """Raises NotYours for everybody but administrators and the system itself."""
    if actor.role not in (Role.ADMIN, Role.SYSTEM):
        raise NotYours(WRONG_ROLE)


def in_order(valid_from: date, valid_to: date | None) -> None:
    """Raises Invalid naming `valid_to`."""
    if valid_to is not None and valid_to < valid_from:
        raise Invalid("valid_to", BACKWARDS)
