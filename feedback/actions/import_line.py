"""What one line of another system's file says, as the report, the answer and the remarks it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from feedback import clock
from feedback.actions import contact
from feedback.actions.import_answer import Answer
from feedback.actions.import_rows import BadLine, Line, moment
from feedback.actions.receive_report import NewReport
from feedback.errors import N_, Invalid
from feedback.rules.text import excerpt, fold, tidy
from feedback.terms import Channel, Kind

OLDEST = datetime(2000, 1, 1, tzinfo=UTC)  # the first day that calendars know
EXTERNAL_ID_MAX = 120
CELL_SHOWN = 300  # characters of one cell in a note

KINDS = {word: kind for kind in Kind for word in (kind.value, fold(kind.vi), fold(kind.en))}
BAD_TIME = N_("không hiểu thời điểm “%(text)s”")
TOO_OLD = N_("thời điểm trước năm 2000")
NO_TEXT = N_("không có nội dung")
LONG_ID = N_("mã dài quá %(most)s ký tự")
ANSWERED_FIRST = N_("ngày trả lời trước ngày gửi")
IN_THE_FUTURE = N_("ngày trả lời ở tương lai")
NO_PHONE = N_("số điện thoại không gọi được, ghi vào ghi chú")
NO_EMAIL = N_("địa chỉ thư không gửi được, ghi vào ghi chú")

EVIDENCE = {
    "field": N_("lĩnh vực"),
    "agency": N_("cơ quan"),
    "due": N_("hạn"),
    "answered_at": N_("trả lời lúc"),
    "answer": N_("trả lời"),
    "kind": N_("loại"),
    "channel": N_("kênh"),
}
CONTACT = {"phone": N_("số điện thoại"), "email": N_("thư điện tử")}


def new_report(line: Line, source: str, remarks: list[BadLine]) -> NewReport:
    place = ", ".join(dict.fromkeys(filter(None, (_text(line, "place"), _text(line, "ward")))))
    text = _body(line)
    return NewReport(
        text=text,
        channel=Channel.IMPORT,
        name=_text(line, "name"),
        phone=_usable(line, "phone", contact.phone, NO_PHONE, remarks),
        email=_usable(line, "email", contact.email, NO_EMAIL, remarks),
        place_text=place,
        kind=KINDS.get(fold(_text(line, "kind")), Kind.FEEDBACK),
        received_at=_instant(line, "received_at"),
        external_id=_external_id(line, source, text, place),
    )


def _body(line: Line) -> str:
    text, title = _text(line, "text"), _text(line, "title")
    if not text and not title:
        raise Invalid("text", NO_TEXT)
    return text if fold(title) in fold(text) else f"{title}\n{text}".strip()


def _external_id(line: Line, source: str, text: str, place: str) -> str:
    """The other system's number; without one, a mark made of what the line says."""
    given = _text(line, "external_id")
    if not given:
        said = "\x1f".join((text, place, _text(line, "received_at"), _text(line, "phone")))
        given = f"sha-{hashlib.sha256(said.encode()).hexdigest()[:32]}"
    full = f"{source}:{given}" if source else given
    if len(full) > EXTERNAL_ID_MAX:
        raise Invalid("external_id", LONG_ID, most=EXTERNAL_ID_MAX)
    return full


def answer_of(line: Line, new: NewReport) -> Answer | None:
    """What the other system answered, and when. Raises Invalid for an answer before the question."""
    text, at = _text(line, "answer"), _instant(line, "answered_at")
    if not text or at is None:
        return None
    if new.received_at is not None and at < new.received_at:
        if clock.day(at) < clock.day(new.received_at):
            raise Invalid("answered_at", ANSWERED_FIRST)
        at = new.received_at  # a date without its time: some time on the day of receipt
    if at > clock.now():
        raise Invalid("answered_at", IN_THE_FUTURE)
    return Answer(text, at, _text(line, "field"), _text(line, "agency"))


def evidence(line: Line, with_contact: bool) -> str:
    """What else the other system said of this case, in one sentence; empty when nothing."""
    labels = {**EVIDENCE, **(CONTACT if with_contact else {})}
    said = [f"{label}: {excerpt(_text(line, key), CELL_SHOWN)}" for key, label in labels.items() if key in line.cells]
    return "; ".join(said)


def _usable(line: Line, column: str, check: Callable[[str, str], str], remark: str, remarks: list[BadLine]) -> str:
    """A contact that works, or none: a report is not lost because its telephone number is."""
    try:
        return check(_text(line, column), column)
    except Invalid:
        remarks.append(BadLine(line.line, remark))
        return ""


def _instant(line: Line, column: str) -> datetime | None:
    value = line.cells.get(column)
    if value is None:
        return None
    at = moment(value)
    if at is None:
        raise Invalid(column, BAD_TIME, text=str(value)[:40])
    at = at if at.tzinfo is not None else at.replace(tzinfo=clock.HO_CHI_MINH)
    if at < OLDEST:
        raise Invalid(column, TOO_OLD)
    return at


def _text(line: Line, column: str) -> str:
    value = line.cells.get(column, "")
    return tidy(value if isinstance(value, str) else value.isoformat(), column)
