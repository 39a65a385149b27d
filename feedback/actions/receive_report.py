"""Receiving a report: the one way in for citizens, operators and imports.

One transaction writes the report, its case, its first clocks, its entries, its tasks and the idempotency record.
The same key with the same body gives the same report and the same code, however often it is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from feedback import clock
from feedback.actions import clocks, contact, ledger, report_numbers, tasks, tracking
from feedback.actions.new_rows import write_new
from feedback.database import hold
from feedback.errors import N_, Conflicting, Invalid
from feedback.models import Case, Report, Submission
from feedback.queries import known_codes
from feedback.queries.city import city
from feedback.rules.chain import stable_json
from feedback.rules.lifecycle import Actor
from feedback.rules.text import excerpt, fold, tidy
from feedback.terms import Channel, ClockKind, Kind, Level, Queue, Role, State

TEXT_MIN, TEXT_MAX = 5, 5_000
PLACE_MAX, NAME_MAX, KEY_MAX = 400, 120, 80
TITLE_LENGTH = 110
MAX_CODE_ATTEMPTS = 5
PROMISES = (ClockKind.RESPOND, ClockKind.RESOLVE, ClockKind.DISPATCH)  # run from the moment of receipt

# by two indexes; an OR over both tables would read every report
EARLIER = union_all(
    select(Submission.key, Submission.report_id).where(Submission.key == bindparam("key")),
    select(literal(""), Report.id).where(Report.code_hash == bindparam("code_hash")),
)

TOO_SHORT = N_("Hãy kể chuyện gì xảy ra, ít nhất %(least)s ký tự.")
TOO_LONG = N_("Nội dung dài quá %(most)s ký tự. Hãy rút gọn hoặc gửi thành hai phản ánh.")
ANOTHER_BODY = N_("Phản ánh này đã gửi rồi với nội dung khác. Hãy mở trang gửi phản ánh mới.")
NO_SUCH_FIELD = N_("Hãy chọn một lĩnh vực trong danh sách.")
NO_SUCH_WARD = N_("Hãy chọn một phường hoặc xã trong danh sách.")
BAD_KEY = N_("Trang này đã cũ. Hãy mở lại trang gửi phản ánh; phần bạn viết vẫn còn.")


@dataclass(frozen=True)
class NewReport:
    """What somebody said, as it came in. Instants are aware; empty text means "not given"."""

    text: str
    channel: Channel
    language: str = "vi"
    name: str = ""
    phone: str = ""
    email: str = ""
    place_text: str = ""
    field_code: str | None = None
    ward_code: str | None = None
    lat: float | None = None
    lon: float | None = None
    kind: Kind = Kind.FEEDBACK
    level: Level = Level.NORMAL
    is_hidden_from_agency: bool = True
    consent_version: str = ""
    received_at: datetime | None = None
    external_id: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: the number for talking and the secret code. `is_repeat`: it was here already."""

    report: Report
    code: str
    is_repeat: bool

    @property
    def number(self) -> str:
        return self.report.number


def receive_report(session: Session, actor: Actor, new: NewReport, key: str) -> Receipt:
    """Write a report once, promise an answer. Raises Invalid naming the field, Conflicting for a used key with
    another text.
    """
    receipt = write_once(session, actor, new, key, () if new.kind.is_excluded else PROMISES)
    if not receipt.is_repeat:
        _owe(session, receipt.report.case, receipt.report)
    return receipt


def write_once(session: Session, actor: Actor, new: NewReport, key: str, promises: Sequence[ClockKind] = ()) -> Receipt:
    """The report, its case, its code and the clocks that run from its receipt. Raises as `receive_report` does."""
    if not key or len(key) > KEY_MAX or not key.isprintable():
        raise Invalid("key", BAD_KEY)
    body_hash = _body_hash(new)
    hold(session, f"submission:{key}")
    attempt, earlier = _earlier(session, key)
    if earlier is not None:
        if earlier.submission.body_hash != body_hash:
            raise Conflicting(ANOTHER_BODY)
        return Receipt(earlier, tracking.code_of(session, earlier.submission), is_repeat=True)
    code = tracking.derive(session, key, attempt)
    report = _write(session, actor, _checked(session, new), tracking.hash_of(session, code), promises)
    write_new(session, Submission(
        key=key, body_hash=body_hash, attempt=attempt, report_id=report.id, created_at=clock.now()
    ))  # fmt: skip
    ledger.record(
        session, actor, "report.received", report, case=report.case, number=report.number, channel=new.channel
    )
    return Receipt(report, code, is_repeat=False)


def _earlier(session: Session, key: str) -> tuple[int, Report | None]:
    """The report this key has made, or else the first attempt whose code is free: one statement either way."""
    for attempt in range(MAX_CODE_ATTEMPTS):
        taken = tracking.hash_of(session, tracking.derive(session, key, attempt))
        found = dict(session.execute(EARLIER, {"key": key, "code_hash": taken}).all())
        if key in found or not found:
            return attempt, session.get_one(Report, found[key]) if found else None
    raise RuntimeError("five codes in a row were taken: the key of lookup codes is not random")


def _checked(session: Session, new: NewReport) -> dict[str, object]:
    text = tidy(new.text, "text")
    if len(text) < TEXT_MIN:
        raise Invalid("text", TOO_SHORT, least=TEXT_MIN)
    if len(text) > TEXT_MAX:
        raise Invalid("text", TOO_LONG, most=f"{TEXT_MAX:,}".replace(",", "."))
    if new.field_code is not None and not known_codes.is_field(session, new.field_code):
        raise Invalid("field_code", NO_SUCH_FIELD)
    if new.ward_code is not None and not known_codes.is_ward(session, new.ward_code):
        raise Invalid("ward_code", NO_SUCH_WARD)
    now = clock.now()
    if new.received_at is not None and new.received_at > now:
        raise Invalid("received_at", N_("Thời điểm nhận không thể ở tương lai."))
    return {
        **vars(new),
        "text": text,
        "name": contact.short(new.name, "name", NAME_MAX),
        "place_text": contact.short(new.place_text, "place_text", PLACE_MAX),
        "phone": contact.phone(new.phone, "phone"),
        "email": contact.email(new.email, "email"),
        "received_at": new.received_at or now,
    }


def _write(session: Session, actor: Actor, said: dict, code_hash: str, promises: Sequence[ClockKind]) -> Report:
    """The rows in the order in which they name each other. The case shows when its clocks are due."""
    case = _case(session, said)
    beginnings = [clocks.prepare(session, case, kind, case.received_at) for kind in promises]
    write_new(session, case)
    report = _report(actor, said, case, code_hash)
    write_new(session, report)
    set_committed_value(report, "case", case)  # the session alone lets go of rows that nobody holds
    if beginnings:
        clocks.write(session, case, beginnings)
    return report


def _case(session: Session, said: dict) -> Case:
    number = report_numbers.next_number(session, said["received_at"])
    return Case(
        number=number,
        state=State.RECEIVED,
        kind=said["kind"],
        level=said["level"],
        title=excerpt(said["text"], TITLE_LENGTH),
        search_text=fold(f"{number} {said['text']} {said['place_text']}"),
        field_code=said["field_code"],
        ward_code=said["ward_code"],
        place_text=said["place_text"],
        lat=said["lat"],
        lon=said["lon"],
        holder_code=city(session).centre_agency,
        received_at=said["received_at"],
        changed_at=clock.now(),
    )


def _report(actor: Actor, said: dict, case: Case, code_hash: str) -> Report:
    return Report(
        case_id=case.id,
        number=case.number,
        code_hash=code_hash,
        external_id=said["external_id"],
        channel=said["channel"],
        language=said["language"],
        text=said["text"],
        place_text=said["place_text"],
        submitter_name=said["name"],
        submitter_phone=said["phone"],
        submitter_email=said["email"],
        is_hidden_from_agency=said["is_hidden_from_agency"],
        consent_version=said["consent_version"],
        received_at=said["received_at"],
        created_by_id=actor.user_id if actor.role is not Role.CITIZEN else None,
    )


def _owe(session: Session, case: Case, report: Report) -> None:
    """Owe the routing and the first word to the citizen."""
    queue = Queue.URGENT if case.level is Level.URGENT else Queue.ROUTING
    tasks.owe(session, "route", case, queue=queue)
    tasks.owe(session, "acknowledge", report)


def _body_hash(new: NewReport) -> str:
    said = {name: str(value) for name, value in vars(new).items() if name != "received_at"}
    return hashlib.sha256(stable_json(said).encode(errors="surrogatepass")).hexdigest()
