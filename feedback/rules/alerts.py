"""Urgent alerts: their levels, and who may say "I have it" (deadlines.md R10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from feedback.rules.lifecycle import Actor
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES

TELLS = ("staff", "deputy", "leader")
WAYS = ("board", "sms", "call")


@dataclass(frozen=True)
class Level:
    """After so many minutes: who is told, and how."""

    code: str
    after_minutes: int
    tells: str
    ways: tuple[str, ...]

    @property
    def after(self) -> timedelta:
        return timedelta(minutes=self.after_minutes)


def next_level(levels: Iterable[Level], code: str) -> Level | None:
    """The level that comes after this one, or the first one for ""; None at the top."""
    ordered = sorted(levels, key=lambda level: (level.after_minutes, level.code))
    codes = [level.code for level in ordered]
    place = codes.index(code) + 1 if code in codes else 0 if not code else len(ordered)
    return ordered[place] if place < len(ordered) else None


def may_acknowledge(actor: Actor, agency_code: str) -> bool:
    """People of the agency that holds the case, or the centre, which has telephoned."""
    if actor.role in CENTRE_ROLES:
        return True
    return actor.role in AGENCY_ROLES and agency_code in actor.agencies
