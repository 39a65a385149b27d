"""The rows of made-up cases, table by table, as plain values that both databases take.

A column that is not named here gets the default that its model declares.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from feedback.actions import tracking
from feedback.actions.tasks import KINDS
from feedback.cli.bench.file import File
from feedback.cli.bench.timeline import Stamps
from feedback.models import Base
from feedback.rules.chain import stable_json
from feedback.rules.text import excerpt, fold
from feedback.terms import Queue

TITLE_LENGTH = 110
Row = tuple[Any, ...]
NO_CODES = "[]"


@dataclass(frozen=True)
class Sheet:
    """One table: its columns in order, and the rows that one case gives it."""

    table: str
    columns: tuple[str, ...]
    rows: Callable[[Maker, File], Iterable[Row]]

    def missing(self) -> dict[str, Any]:
        """The other columns that have a plain default, with it."""
        found = {}
        for column in Base.metadata.tables[self.table].columns:
            default = getattr(column.default, "arg", None)
            if column.name not in self.columns and default is not None and not callable(default):
                found[column.name] = getattr(default, "value", default)
        return found


class Maker:
    """Turns files into rows; holds what that needs."""

    def __init__(self, session: Session, key: str) -> None:
        self.session, self.key = session, key
        self.stamps = Stamps()
        self.codes: set[str] = set()

    def at(self, instant: int | None) -> str | None:
        return None if instant is None else self.stamps(instant)

    def cases(self, file: File) -> Iterator[Row]:
        at, first = self.at, file.text
        promise = None if file.kind.is_excluded else file.promised()
        is_published = file.published is not None
        yield (
            file.id, file.number, file.version, file.state, file.kind, file.level, file.dialogue, file.publication,
            excerpt(first, TITLE_LENGTH), fold(f"{file.number} {first} {file.place}"), file.problem.field_code,
            file.spot.ward_code, file.place, file.spot.lat, file.spot.lon, file.holder, at(file.at), at(file.changed),
            at(promise.due) if promise else None, file.tray_reason, file.result_id, at(file.resolved),
            at(file.closed), at(file.published), first if is_published else "", file.answer if is_published else "",
            file.refusal_code, file.referred_to, file.merged_into, file.report_count, file.reopens, file.returns,
        )  # fmt: skip

    def reports(self, file: File) -> Iterator[Row]:
        self._draw_code(file)
        yield (
            file.id, file.id, file.number, tracking.hash_of(self.session, file.code), file.channel, file.text,
            file.place, file.name, file.phone, file.email, self.at(file.at), file.operator, file.rating,
            self.at(file.rated),
        )  # fmt: skip

    def submissions(self, file: File) -> Iterator[Row]:
        body = hashlib.sha256(file.text.encode()).hexdigest()
        self._draw_code(file)
        yield f"{self.key}{file.id}", file.code_attempt, body, file.id, self.at(file.at)

    def _draw_code(self, file: File) -> None:
        """The lookup code: of a million, two are likely to be the same, and the later one is drawn again."""
        if file.code:
            return
        while (code := tracking.derive(self.session, f"{self.key}{file.id}", file.code_attempt)) in self.codes:
            file.code_attempt += 1
        self.codes.add(code)
        file.code = code

    def interactions(self, file: File) -> Iterator[Row]:
        for number, operator, began, ended, phone in file.rows["interaction"]:
            day = self.stamps.day(began)
            yield number, "phone", operator, self.at(began), day, self.at(ended), phone, "reported", file.id

    def legs(self, file: File) -> Iterator[Row]:
        for turn in file.turns:
            yield (
                turn.id, file.id, turn.agency, "lead", turn.state, turn.decision_id, turn.officer, self.at(turn.sent),
                self.at(turn.accepted), self.at(turn.ended), turn.return_code, turn.return_note, turn.pauses,
                int(turn.is_short), int(turn.is_returned_late),
            )  # fmt: skip

    def decisions(self, file: File) -> Iterator[Row]:
        for number, case_id, at, who, routed in file.rows["decision"]:
            if routed is None:
                told = (None, None, 0, NO_CODES, NO_CODES, "{}", file.tray_reason or "Cần người xem trước khi chuyển.")
            elif who is not None:
                sentence = f"Điều phối viên chuyển {routed.short_name}."
                told = (routed.agency_code, None, 1, NO_CODES, NO_CODES, "{}", sentence)
            else:
                told = (
                    routed.agency_code,
                    routed.position,
                    1,
                    routed.guesses,
                    routed.candidates,
                    routed.place,
                    routed.sentence,
                )
            yield (number, case_id, self.at(at), who, *told, "keywords-1" if who is None else "", "")

    def results(self, file: File) -> Iterator[Row]:
        for number, case_id, leg, text, at, who, approved, approver, sent_back, note in file.rows["result"]:
            yield (
                number, case_id, leg, "da-xu-ly", text, self.at(at - 1800), self.at(at), who, self.at(approved),
                approver, self.at(sent_back), note, "Làm ban đêm, không chụp được ảnh.",
            )  # fmt: skip

    def questions(self, file: File) -> Iterator[Row]:
        for number, case_id, leg, at, who, latest, answer, ended, by in file.rows["question"]:
            asked = "Bạn cho biết rõ hơn địa điểm: số nhà hoặc chỗ dễ nhận ra?"
            yield (
                number, case_id, leg, "dia-diem", asked, self.at(at), who, self.at(latest), answer, self.at(ended), by
            )  # fmt: skip

    def extensions(self, file: File) -> Iterator[Row]:
        for number, case_id, leg, state, days, asked, who, decided, by, due in file.rows["extension"]:
            note = "Vật tư phải đặt từ nơi khác, tuần tới mới về."
            yield (
                number, case_id, leg, state, days, "working_days", "cho-vat-tu", note, self.at(asked), who,
                self.at(decided), by, "", self.at(due),
            )  # fmt: skip

    def notes(self, file: File) -> Iterator[Row]:
        for number, case_id, author, agency, text, at in file.rows["note"]:
            yield number, case_id, author, agency, text, self.at(at)

    def clocks(self, file: File) -> Iterator[Row]:
        town = file.town
        for clock in file.clocks:
            limit = clock.settle(town).limit
            yield (
                clock.id, file.id, clock.leg_id, clock.kind, limit.code, limit.legal_basis, town.held[clock.unit].id,
                clock.amount, clock.unit, self.at(clock.started), clock.budget, self.at(clock.due), clock.due_version,
                self.at(clock.next_fire(town)), clock.state, self.at(clock.stopped), clock.outcome,
            )  # fmt: skip

    def clock_events(self, file: File) -> Iterator[Row]:
        for clock in file.clocks:
            for seq, (kind, at, payload) in enumerate(clock.events, 1):
                yield clock.id, seq, kind, self.at(at), plain_json(payload)

    def notices(self, file: File) -> Iterator[Row]:
        for number, case_id, report, agency, template, values, at, sent, attempts in file.rows["notice"]:
            ref = f"local-notice-{number}" if report else ""
            told = plain_json(values)
            yield number, case_id, report, agency, template, told, "sent", self.at(at), self.at(sent), attempts, ref

    def tasks(self, file: File) -> Iterator[Row]:
        for kind, subject, at, run_at in file.rows["task"]:
            is_done = run_at <= file.town.now
            of_kind = KINDS[kind]
            queue = Queue.URGENT if kind == "route" and file.level.value == "urgent" else of_kind.queue
            done = self.at(run_at) if is_done else None
            yield (
                kind, queue, subject, f"{kind}:{subject}:", "done" if is_done else "new", self.at(run_at),
                int(is_done), of_kind.max_attempts, self.at(at), done,
            )  # fmt: skip


def plain_json(facts: dict[str, Any]) -> str:
    """Flat facts as JSON; most of them come again and again."""
    return _json(tuple(facts.items())) if facts else "{}"


def sorted_json(facts: dict[str, Any]) -> str:
    """Facts as the chain seals them."""
    return _stable(tuple(facts.items())) if facts else "{}"


@lru_cache(maxsize=20_000)
def _stable(facts: tuple[tuple[str, Any], ...]) -> str:
    return stable_json(dict(facts))


@lru_cache(maxsize=20_000)
def _json(facts: tuple[tuple[str, Any], ...]) -> str:
    return json.dumps(dict(facts), ensure_ascii=False, separators=(",", ":"))


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


SHEETS = (
    Sheet("case", _columns(
        "id number version state kind level dialogue publication title search_text field_code ward_code place_text lat "
        "lon holder_code received_at changed_at resolve_due_at tray_reason result_id resolved_at closed_at "
        "published_at public_text public_answer refusal_code referred_to merged_into_id report_count reopen_count "
        "return_count"
    ), Maker.cases),
    Sheet("report", _columns(
        "id case_id number code_hash channel text place_text submitter_name submitter_phone submitter_email "
        "received_at created_by_id rating rated_at"
    ), Maker.reports),
    Sheet("submission", _columns("key attempt body_hash report_id created_at"), Maker.submissions),
    Sheet("interaction", _columns(
        "id channel operator_id started_at started_on ended_at caller_phone outcome report_id"
    ), Maker.interactions),
    Sheet("decision", _columns(
        "id case_id decided_at decided_by_id agency_code rule_position is_sure field_guesses candidates "
        "place_evidence sentence model_version rules_version"
    ), Maker.decisions),
    Sheet("leg", _columns(
        "id case_id agency_code role state decision_id officer_id sent_at accepted_at ended_at return_code "
        "return_note pauses_used is_short is_returned_late"
    ), Maker.legs),
    Sheet("result", _columns(
        "id case_id leg_id result_code text done_on_site_at submitted_at submitted_by_id approved_at approved_by_id "
        "sent_back_at sent_back_note no_picture_reason"
    ), Maker.results),
    Sheet("question", _columns(
        "id case_id leg_id reason_code text asked_at asked_by_id resume_at answer ended_at ended_by"
    ), Maker.questions),
    Sheet("extension", _columns(
        "id case_id leg_id state amount unit reason_code note asked_at asked_by_id decided_at decided_by_id "
        "decision_note new_due_at"
    ), Maker.extensions),
    Sheet("note", _columns("id case_id author_id agency_code text written_at"), Maker.notes),
    Sheet("notice", _columns(
        "id case_id report_id agency_code template values state created_at sent_at attempts provider_ref"
    ), Maker.notices),
    Sheet("task", _columns(
        "kind queue subject_id dedup_key state run_at attempts max_attempts created_at done_at"
    ), Maker.tasks),
    Sheet("clock", _columns(
        "id case_id leg_id kind limit_code legal_basis calendar_id amount unit started_at budget_s due_at due_version "
        "next_fire_at state stopped_at outcome"
    ), Maker.clocks),
    Sheet("clock_event", _columns("clock_id seq kind at payload"), Maker.clock_events),
)  # fmt: skip
