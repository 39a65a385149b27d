"""The parts of a case file in words: the promise, where it is, why, what happened, what was answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from feedback.models import ContractorLink, Question, Result
from feedback.queries.case_file import CaseFile
from feedback.queries.clock_rows import ClockRow
from feedback.queries.timeline import Line
from feedback.rules import say
from feedback.rules.events import EVENTS
from feedback.rules.text import fold
from feedback.terms import ClockKind, ClockState, Role
from feedback.web.agency.case_map import case_map
from feedback.web.agency.extension_words import extension_words
from feedback.web.agency.part_words import part_words
from feedback.web.agency.routing_words import routing_words
from feedback.web.due_words import clock_name, clock_view, due_view
from feedback.web.file_views import file_views
from feedback.web.languages import language

ICONS = {
    "report.received": "inbox",
    "case.to_tray": "inbox",
    "case.forwarded": "route",
    "case.redirected": "route",
    "case.ruled": "scale",
    "case.leg.short": "clock-alert",
    "case.leg.accepted": "circle-check",
    "case.leg.returned": "undo-2",
    "case.leg.assigned": "user-check",
    "case.part.accepted": "circle-check",
    "case.part.answered": "message-square",
    "case.part.returned": "undo-2",
    "case.part.ended": "ban",
    "case.leg.short_accepted": "clock-alert",
    "case.taken_over": "building",
    "case.leg.given": "users",
    "case.leg.stood_in": "user-check",
    "case.on_behalf": "user-check",
    "case.noted": "square-pen",
    "case.question.asked": "pause",
    "case.question.answered": "message-square",
    "case.question.ended": "activity",
    "case.result.submitted": "file-text",
    "case.result.approved": "thumbs-up",
    "case.result.sent_back": "undo-2",
    "case.extension.asked": "hourglass",
    "case.extension.granted": "hourglass",
    "case.extension.refused": "ban",
    "case.letter.issued": "file-text",
    "case.contractor.hired": "user-check",
    "case.contractor.finished": "circle-check",
    "case.published": "eye",
    "case.withheld": "eye-off",
    "code.reissued": "key-round",
    "case.closed": "lock",
    "report.rated": "star",
    "case.reopened": "refresh-cw",
    "case.refused": "ban",
    "case.referred": "landmark",
    "case.merged": "git-merge",
    "case.unmerged": "undo-2",
    "case.released": "undo-2",
    "case.incident": "megaphone",
    "case.split": "layers",
    "case.split_off": "layers",
    "case.absorbed": "git-merge",
    "case.classified": "tag",
    "case.located": "map-pin",
    "case.kind_set": "scale",
    "case.level_set": "flame",
    "clock.fired": "bell",
    "contact.viewed": "eye",
}
DONE = ("report.received", "case.result.approved", "case.closed")


def file_words(file: CaseFile, now: datetime) -> dict[str, Any]:
    """What the template of the file draws beside the rows themselves."""
    resolve = file.clock(ClockKind.RESOLVE)
    return {
        "due": due_view(resolve, now) if resolve else None,
        "clock": clock_view(resolve, _others(file), file.sum, _limit_words(file), now) if resolve else None,
        "other_clocks": [(clock_name(row.kind), due_view(row, now)) for row in _others(file)],
        "stories": [(clock_name(row.kind), file.stories.get(row.id, [])) for row in file.clocks],
        "routing": routing_words(file.routing, now) if file.routing else None,
        "history": [_entry(line, index, file, now) for index, line in enumerate(file.history)],
        "questions": [_question(row, file, now) for row in file.questions],
        "results": [_result(row, file, now) for row in file.results],
        "extensions": extension_words(file, now),
        "parts": part_words(file, now),
        "place": _place(file),
        "map": case_map(file),
        "contractors": [_contractor(row, file, now) for row in file.contractors],
        "sent_files": file_views([one for one in file.attachments if one.report_id]),
    }


def _others(file: CaseFile) -> list[ClockRow]:
    """The newest clock of every other kind, in the order they began; those of no more account are left out."""
    newest = {row.kind: row for row in file.clocks if row.kind is not ClockKind.RESOLVE}
    cancelled = [kind for kind, row in newest.items() if row.state is ClockState.STOPPED and row.outcome == "cancelled"]
    return [row for kind, row in newest.items() if kind not in cancelled]


def _limit_words(file: CaseFile) -> str:
    field = file.case.field.label(language()) if file.case.field else _("Chưa rõ lĩnh vực")
    return _("%(field)s, mức %(level)s", field=field, level=file.case.level.label(language()).lower())


def _place(file: CaseFile) -> str:
    """The citizen's words for it, with today's ward where they do not name it."""
    ward, said = file.case.ward, file.case.place_text
    is_named = ward is None or fold(ward.name) in fold(said)
    return said if is_named else ", ".join(part for part in (said, f"{ward.kind} {ward.name}") if part)


def _entry(line: Line, index: int, file: CaseFile, now: datetime) -> dict[str, Any]:
    sentence = EVENTS[line.event].staff
    return {
        "tone": _tone(line, index, file),
        "icon": ICONS.get(line.event, "circle-dot"),
        "event": line.event,
        "words": _(sentence, **line.values) if line.values else _(sentence),
        "at": line.at,
        "moment": say.moment(line.at, now, language()),
        "text": _who_said(line),
    }


def _tone(line: Line, index: int, file: CaseFile) -> str | None:
    if line.event == "case.question.asked":
        return "paused"
    if index == 0 and file.case.closed_at is None:
        return "now"
    return "done" if line.event in DONE else None


def told(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The history as it is drawn: of a row of cases merged into it, the newest line with how many they were."""
    drawn: list[dict[str, Any]] = []
    for line in lines:
        is_more = line["event"] == "case.absorbed" and drawn and drawn[-1]["event"] == "case.absorbed"
        if not is_more:
            drawn.append(line | {"times": 1})
            continue
        last = drawn[-1]
        last["times"] += 1
        last["words"] = _("Nhận gộp %(count)s vụ", count=last["times"])
    return drawn


def _who_said(line: Line) -> str:
    who = line.by if not line.agency or line.role in (Role.CITIZEN, Role.SYSTEM) else f"{line.by}, {line.agency}"
    if not line.text:
        return "" if line.role in (Role.CITIZEN, Role.SYSTEM) else who
    return f"{who}: “{line.text}”"


def _question(row: Question, file: CaseFile, now: datetime) -> dict[str, Any]:
    who, asked_at = file.names.people.get(row.asked_by_id, ""), say.moment(row.asked_at, now, language())
    return {
        "text": row.text,
        "asked": _("%(who)s hỏi lúc %(moment)s", who=who, moment=asked_at),
        "answer": row.answer,
        "state": _question_state(row, now),
    }


def _question_state(row: Question, now: datetime) -> str:
    """How the question ended, or until when it waits."""
    if row.ended_at is None:
        return _("Đang chờ, lâu nhất đến %(moment)s.", moment=say.moment(row.resume_at, now, language()))
    if row.ended_by == "citizen":
        return _("trả lời lúc %(moment)s", moment=say.moment(row.ended_at, now, language()))
    if row.ended_by == "time":
        return _("Hết hạn chờ, chưa có trả lời.")
    return _("Đơn vị thôi chờ, xử lý với thông tin đang có.")


def _result(row: Result, file: CaseFile, now: datetime) -> dict[str, Any]:
    people, code = file.names.people, file.names.reasons.get(("result", row.result_code), row.result_code)
    steps = (
        (_("Người trình"), people.get(row.submitted_by_id or 0, ""), row.submitted_at),
        (_("Làm xong tại chỗ"), "", row.done_on_site_at),
        (_("Người duyệt"), people.get(row.approved_by_id or 0, ""), row.approved_at),
    )
    return {
        "code": code,
        "text": row.text,
        "facts": [_step(name, who, say.moment(at, now, language())) for name, who, at in steps if at] + _proof(row),
        "files": file_views([one for one in file.attachments if one.result_id == row.id]),
        "sent_back": row.sent_back_note,
        "sent_back_moment": say.moment(row.sent_back_at, now, language()) if row.sent_back_at else "",
        "is_waiting": row.id == file.case.result_id and row.approved_at is None,
    }


def _contractor(row: ContractorLink, file: CaseFile, now: datetime) -> dict[str, Any]:
    files = file_views([one for one in file.attachments if one.contractor_link_id == row.id])
    return {"name": row.name, "phone": row.phone, "answer": row.answer, "files": files, "state": _stands(row, now)}


def _stands(row: ContractorLink, now: datetime) -> str:
    """How far a contractor is, or why the link is dead."""
    if row.finished_at:
        return _("báo xong lúc %(moment)s", moment=say.moment(row.finished_at, now, language()))
    if row.revoked_at:
        return _("đã thu hồi đường dẫn")
    if row.expires_at <= now:
        return _("đường dẫn đã hết hạn")
    if row.started_at:
        return _("đang làm từ %(moment)s", moment=say.moment(row.started_at, now, language()))
    return _("chưa bắt đầu, đường dẫn dùng đến %(moment)s", moment=say.moment(row.expires_at, now, language()))


def _proof(row: Result) -> list[tuple[str, str, str]]:
    """Where the work was done, why nothing shows it, and whether the words say little."""
    facts = []
    if row.lat is not None and row.lon is not None:
        facts.append((_("Tọa độ nơi làm"), f"{row.lat:.5f}, {row.lon:.5f}", ""))
    if row.no_picture_reason:
        facts.append((_("Không có ảnh vì"), row.no_picture_reason, ""))
    if row.is_hollow:
        facts.append((_("Câu rỗng"), _("Máy thấy có câu rỗng và ít nội dung khác"), ""))
    return facts


def _step(name: str, who: str, moment: str) -> tuple[str, str, str]:
    return (name, who, moment) if who else (name, moment, "")
