"""Whom a case can be given to, as forms list them: each with what they have in hand, under their division."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.actions.assign import assign, assign_division, assign_part, assign_part_division
from feedback.models import Case
from feedback.queries.colleagues import Colleague, colleagues
from feedback.rules.lifecycle import Actor
from feedback.terms import Role
from feedback.web.languages import language

DIVISION = "division:"


def holders(session: Session, actor: Actor) -> list[SelectChoice]:
    """One statement. A division itself can be chosen too: then its head finds somebody."""
    found = colleagues(session, actor, clock.now())
    lines = [SelectChoice("", _("Chọn một người"))]
    for division, people in groupby(found, key=lambda one: one.division):
        lines += _group(division, list(people))
    return lines


def give(session: Session, actor: Actor, case: Case, chosen: str) -> None:
    """Do what a line of `holders` says with the lead's turn. Raises Invalid, NotYours, Refused."""
    if chosen.startswith(DIVISION):
        assign_division(session, actor, case, _number(chosen.removeprefix(DIVISION)))
    else:
        assign(session, actor, case, _number(chosen))


def give_part(session: Session, actor: Actor, case: Case, chosen: str) -> None:
    """Do what a line of `holders` says with our part of another's case. Raises Invalid, NotYours, Refused."""
    if chosen.startswith(DIVISION):
        assign_part_division(session, actor, case, _number(chosen.removeprefix(DIVISION)))
    else:
        assign_part(session, actor, case, _number(chosen))


def _group(division: str, people: list[Colleague]) -> Iterable[SelectChoice]:
    if division:
        words = _("Cả phòng, đội: người phụ trách giao tiếp")
        yield SelectChoice(f"{DIVISION}{people[0].division_id}", words, optgroup=division)
    for one in people:
        yield SelectChoice(str(one.id), _words(one), optgroup=division or _("Cả đơn vị"))


def _words(one: Colleague) -> str:
    is_usual = one.role is Role.OFFICER
    role = _("phụ trách") if one.is_head else "" if is_usual else one.role.label(language()).lower()
    load = _("%(count)s việc đang mở", count=one.open)
    duty = _("đang trực") if one.is_on_duty else ""
    return f"{one.name} ({', '.join(part for part in (role, load, duty, _away(one)) if part)})"


def _away(one: Colleague) -> str:
    if one.away_until is None:
        return ""
    day = f"{one.away_until.day}/{one.away_until.month}"
    if one.delegate:
        return _("nghỉ đến %(day)s, %(name)s thay", day=day, name=one.delegate)
    return _("nghỉ đến %(day)s", day=day)


def _number(typed: str) -> int:
    """0, which is nobody, for whatever is no number."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
