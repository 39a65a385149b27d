"""Bringing in another system's cases: every good line becomes a report, once, however often it is imported.

What the other system says about field, agency and deadline is kept as a note for the centre, but does not route an
open case: the routing task decides, with the words of the place. Only where the caller asks for it, a line that
says when and how it was answered becomes an answered case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.import_answer import close_with_answer
from feedback.actions.import_line import answer_of, evidence, new_report
from feedback.actions.import_rows import BadLine, Line
from feedback.actions.receive_report import KEY_MAX, Receipt, receive_report
from feedback.actions.transaction import transaction
from feedback.database import Database
from feedback.errors import N_, Conflicting, Invalid
from feedback.models import Note
from feedback.queries.city import city
from feedback.rules.lifecycle import Actor

CHUNK = 100  # lines in one transaction
OTHER_TEXT = N_("mã này đã nhập với nội dung khác; giữ bản đã nhập")
NOT_WRITABLE = N_("cơ sở dữ liệu không nhận dòng này")
OTHER_SYSTEM_SAYS = N_("Hệ thống cũ ghi: %(said)s")


@dataclass
class Imported:
    """What an import did. `remarks` are lines that were taken without something."""

    new: int = 0
    repeated: int = 0
    answered: int = 0
    bad: list[BadLine] = field(default_factory=list)
    remarks: list[BadLine] = field(default_factory=list)

    @property
    def good(self) -> int:
        return self.new + self.repeated

    def add(self, other: Imported) -> None:
        self.new, self.repeated = self.new + other.new, self.repeated + other.repeated
        self.answered += other.answered
        self.bad += other.bad
        self.remarks += other.remarks


def import_reports(
    database: Database,
    actor: Actor,
    lines: Sequence[Line | BadLine],
    *,
    source: str = "",
    with_answers: bool = False,
    on_progress: Callable[[int], object] = lambda done: None,
) -> Imported:
    """Import lines in transactions of CHUNK. `source` tells apart systems that number alike."""
    imported = Imported(bad=[line for line in lines if isinstance(line, BadLine)])
    on_progress(len(imported.bad))
    readable = [line for line in lines if isinstance(line, Line)]
    for first in range(0, len(readable), CHUNK):
        chunk = readable[first : first + CHUNK]
        imported.add(_chunk(database, actor, chunk, source, with_answers))
        on_progress(len(chunk))
    imported.bad.sort(key=lambda bad: bad.line)
    return imported


def _chunk(database: Database, actor: Actor, lines: Sequence[Line], source: str, with_answers: bool) -> Imported:
    """All lines in one transaction; should the database refuse one of them, each in its own."""
    try:
        with transaction(database) as session:
            return import_lines(session, actor, lines, source=source, with_answers=with_answers)
    except (IntegrityError, DataError):
        if len(lines) == 1:
            return Imported(bad=[BadLine(lines[0].line, NOT_WRITABLE)])
    apart = Imported()
    for line in lines:
        apart.add(_chunk(database, actor, [line], source, with_answers))
    return apart


def import_lines(
    session: Session, actor: Actor, lines: Iterable[Line], *, source: str = "", with_answers: bool = False
) -> Imported:
    """Import these lines in the caller's transaction; a line that makes no sense is listed and left out."""
    done = Imported()
    for line in lines:
        try:
            _import_line(session, actor, line, done, source, with_answers)
        except Conflicting:
            done.bad.append(BadLine(line.line, OTHER_TEXT))
        except Invalid as error:  # raised before anything is written
            done.bad.append(BadLine(line.line, str(error)))
    return done


def _import_line(session: Session, actor: Actor, line: Line, done: Imported, source: str, with_answers: bool) -> None:
    remarks: list[BadLine] = []
    new = new_report(line, source, remarks)
    answer = answer_of(line, new) if with_answers and not new.kind.is_excluded else None
    if answer is not None and new.received_at is None:
        new = replace(new, received_at=answer.at)  # the latest that it can have come
    receipt = receive_report(session, actor, new, _key(new.external_id or ""))
    if receipt.is_repeat:
        done.repeated += 1
        return
    done.new += 1
    done.remarks += remarks
    session.flush()
    if answer is not None:
        close_with_answer(session, actor, receipt.report, answer)
        done.answered += 1
    _keep_evidence(session, actor, line, receipt, bool(remarks))


def _keep_evidence(session: Session, actor: Actor, line: Line, receipt: Receipt, with_contact: bool) -> None:
    """What the other system said, as an internal note of the centre."""
    said = evidence(line, with_contact)
    if not said:
        return
    case = receipt.report.case
    note = Note(
        case_id=case.id,
        author_id=actor.user_id,
        agency_code=city(session).centre_agency,
        text=OTHER_SYSTEM_SAYS % {"said": said},
        written_at=clock.now(),
    )
    session.add(note)
    session.flush()
    ledger.record(session, actor, "case.noted", case, note=note)


def _key(external_id: str) -> str:
    key = f"import:{external_id}"
    return key if len(key) <= KEY_MAX else f"import:{hashlib.sha256(key.encode()).hexdigest()}"
