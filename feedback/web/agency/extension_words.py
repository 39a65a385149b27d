"""Requests for more time in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from feedback.models import Extension
from feedback.queries.case_file import CaseFile
from feedback.rules import say
from feedback.rules.deadline import Target
from feedback.terms import ExtensionState, Unit
from feedback.web.languages import language


def extension_words(file: CaseFile, now: datetime) -> list[dict[str, Any]]:
    """Every request of a case, the newest first, as the case file draws it; none where the reader only helps."""
    return [] if file.is_guest else [_request(row, file, now) for row in reversed(file.case.extensions)]


def amount_words(target: Target) -> str:
    if target.unit is Unit.WORKING_DAYS:
        return ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", target.amount)
    return say.span(timedelta(minutes=target.amount), language())


def _request(row: Extension, file: CaseFile, now: datetime) -> dict[str, Any]:
    people, amount = file.names.people, amount_words(Target(row.amount, row.unit))
    asked = _(
        "%(who)s xin thêm %(amount)s, %(moment)s",
        who=people.get(row.asked_by_id, ""), amount=amount, moment=say.moment(row.asked_at, now, language()),
    )  # fmt: skip
    return {
        "asked": asked,
        "reason": file.names.reasons.get(("extension", row.reason_code), row.reason_code),
        "note": row.note,
        "state": _state(row, file, now),
        "decision_note": row.decision_note,
        "is_waiting": row.state is ExtensionState.ASKED,
    }


def _state(row: Extension, file: CaseFile, now: datetime) -> str:
    words = row.state.label(language())
    if row.state is ExtensionState.ASKED:
        due = file.due_if_granted
        return _("%(state)s. Nếu được, hạn mới là %(due)s.", state=words, due=_moment(due, now)) if due else words
    if row.decided_at is None:
        return words
    who = file.names.people.get(row.decided_by_id or 0, "")
    decided = ", ".join(part for part in (words, who, _moment(row.decided_at, now)) if part)
    return (
        _("%(decided)s. Hạn mới: %(due)s.", decided=decided, due=_moment(row.new_due_at, now))
        if row.new_due_at
        else decided
    )


def _moment(at: datetime, now: datetime) -> str:
    return say.moment(at, now, language())
