"""Cases as the leaders' lists draw them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries.clock_rows import ClockRow, clock_rows
from feedback.queries.figure_rows import CaseLine
from feedback.rules import say
from feedback.rules.lifecycle import OPEN
from feedback.terms import ClockKind, Level
from feedback.web.due_words import row_due
from feedback.web.languages import language

View = dict[str, Any]


def short(case: CaseLine, promise: ClockRow | None) -> View:
    """A case in a panel."""
    facts = [words for words in (case.ward, case.agency) if words]
    if case.report_count > 1:
        facts.append(_("%(count)s người báo", count=case.report_count))
    return {
        "url": url_for("agency.case", number=case.number),
        "title": case.title,
        "facts": facts,
        "is_danger": case.level is Level.URGENT,
        "due": _due(case, promise),
    }


def row(case: CaseLine, promise: ClockRow | None) -> View:
    """A case in the table behind a number."""
    return {
        "url": url_for("agency.case", number=case.number),
        "number": case.number,
        "title": case.title,
        "facts": [words for words in (case.field.label(language()) if case.field else "", case.ward) if words],
        "is_danger": case.level is Level.URGENT,
        "who": case.agency,
        "state": case.state,
        "due": _due(case, promise),
    }


def promises(session: Session, cases: Iterable[CaseLine]) -> dict[int, ClockRow]:
    """The promise to the citizen of each case, by case. One statement."""
    rows = clock_rows(session, [case.id for case in cases], clock.now(), (ClockKind.RESOLVE,))
    return {row.case_id: row for row in rows}


def _due(case: CaseLine, promise: ClockRow | None) -> View | None:
    """What is left of the promise in working time, as everywhere else, or when it was answered."""
    now = clock.now()
    if case.answered_at is not None:
        words = {"tone": "done", "words": _("đã trả lời"), "used": 100}
        return words | {"moment": say.moment(case.answered_at, now, language())}
    if promise is None or case.state not in OPEN:
        return None
    return row_due(promise, now)
