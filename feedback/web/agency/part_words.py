"""The parts of cooperating agencies in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from feedback.queries.case_file import CaseFile
from feedback.queries.case_parts import Part
from feedback.rules import say
from feedback.terms import LegState
from feedback.web.due_words import due_view
from feedback.web.file_views import file_views
from feedback.web.languages import language


def part_words(file: CaseFile, now: datetime) -> list[dict[str, Any]]:
    """Every part as the case file draws it, those that still run first."""
    parts = sorted(file.parts, key=lambda part: not part.leg.is_active)
    return [_part(part, file, now) for part in parts]


def _part(part: Part, file: CaseFile, now: datetime) -> dict[str, Any]:
    leg, words = part.leg, part.leg.cooperation
    return {
        "agency": leg.agency.short_name,
        "officer": leg.officer.full_name if leg.officer else "",
        "division": leg.division.name if leg.division else "",
        "is_open": leg.is_active,
        "due": due_view(part.clock, now) if part.clock and leg.is_active else None,
        "asked_by": _asked_by(part, file, now),
        "asked": words.asked if words else "",
        "state": _state(part, file, now),
        "answer": words.answer if words else "",
        "note": leg.return_note or (words.end_note if words else ""),
        "files": file_views(part.files),
    }


def _asked_by(part: Part, file: CaseFile, now: datetime) -> str:
    sent_at, words = say.moment(part.leg.sent_at, now, language()), part.leg.cooperation
    if words is None or words.asked_by_id is None:
        return _("Mời theo bảng phân công, %(moment)s", moment=sent_at)
    return _("%(who)s mời, %(moment)s", who=file.names.people.get(words.asked_by_id, ""), moment=sent_at)


def _state(part: Part, file: CaseFile, now: datetime) -> str:
    leg, words, people = part.leg, part.leg.cooperation, file.names.people
    if leg.ended_at is None:
        return _("chờ nhận") if leg.state is LegState.SENT else _("đang phối hợp")
    at = say.moment(leg.ended_at, now, language())
    if leg.state is LegState.DONE:
        who = people.get(words.answered_by_id or 0, "") if words else ""
        return _("%(who)s trả lời, %(moment)s", who=who, moment=at)
    if leg.state is LegState.RETURNED:
        why = file.names.reasons.get(("return", leg.return_code or ""), leg.return_code or "")
        return _("không phối hợp được: %(why)s, %(moment)s", why=why, moment=at)
    who = people.get(words.ended_by_id or 0, "") if words else ""
    return _("%(who)s kết thúc, %(moment)s", who=who or _("Hệ thống"), moment=at)
