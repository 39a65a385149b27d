"""What an agency does with a made-up case: accept, ask, ask for more time, hand in, approve."""

from __future__ import annotations

from feedback.cli.bench.file import CITIZEN, SYSTEM, File, NotYet, Turn
from feedback.cli.bench.pace import between, dispatcher, holder, leader, officer
from feedback.rules.deadline import Target
from feedback.rules.needs import MAX_PAUSES_PER_LEG
from feedback.terms import ClockKind as K
from feedback.terms import ClockOutcome as O
from feedback.terms import Dialogue, LegState, Level, State, Unit

HOUR_S, DAY_S = 3600, 86_400
ACCEPTED_BY_LEADER = 0.12
ASKED, EXTENDED, SENT_BACK = 0.08, 0.03, 0.04
WAIT_WORKING_DAYS = 5


def work(file: File, at: int, finish: int) -> None:
    """One agency's turn up to the approved answer."""
    chance = file.chance
    finish = max(finish, at + HOUR_S)
    accepted = between(file, at, finish, 0.02, 0.25)
    _accept(file, accepted)
    finish = _ask(file, accepted, finish) if chance.random() < ASKED else finish
    finish = _extend(file, finish) if chance.random() < EXTENDED else finish
    handed_in = between(file, file.changed, finish, 0.5, 0.9)
    if chance.random() < SENT_BACK:
        _submit(file, handed_in)
        sent_back = between(file, handed_in, finish, 0.1, 0.3)
        _send_back(file, sent_back)
        handed_in = between(file, sent_back, finish, 0.3, 0.8)
    _submit(file, handed_in)
    _approve(file, max(finish, handed_in + 60))


def open_turn(file: File, at: int, agency: str, decision: int | None) -> None:
    """A new lead leg with its clocks."""
    file.stop(at, K.DISPATCH, K.RESPOND)
    file.turns.append(Turn(file.numbers.next("leg"), agency, decision, at))
    file.state, file.holder, file.tray_reason = State.FORWARDED, agency, ""
    for kind in (K.ACCEPT, K.TRANSFER, K.WORK):
        file.start(kind, at, file.turn)
    if file.turn.is_short:
        file.note(at, "case.leg.short", SYSTEM, "case", file.id, {"agency": agency})


def _accept(file: File, at: int) -> None:
    turn, by_leader = file.turn, file.chance.random() < ACCEPTED_BY_LEADER
    who = leader(file) if by_leader else officer(file)
    file.act(at, "case.leg.accepted", who, agency=turn.agency)
    turn.state, turn.accepted, file.state = LegState.ACCEPTED, at, State.IN_PROGRESS
    turn.officer = None if by_leader else who.id
    file.stop(at, K.ACCEPT)
    file.stop(at, K.TRANSFER, outcome=O.CANCELLED)


def _ask(file: File, at: int, finish: int) -> int:
    """A question to the citizen, and what came of it; when the work is then done."""
    at = between(file, at, finish, 0.05, 0.4)
    if file.level is Level.URGENT or not file.is_reachable or at >= file.promised().due:
        return finish
    question = file.numbers.next("question")
    who = holder(file)
    file.act(at, "case.question.asked", who, question=str(question), reason="dia-diem")
    latest = file.town.office.end_of_nth_day(at, WAIT_WORKING_DAYS)
    row = [question, file.id, file.turn.id, at, who.id, latest, "", None, ""]
    file.owe("stop_waiting", question, at, latest)
    file.turn.pauses = min(file.turn.pauses + 1, MAX_PAUSES_PER_LEG)
    file.state, file.dialogue = State.AWAITING_INFO, Dialogue.ASKED
    file.tell_citizen(at, "question", agency=file.turn.agency)
    waiting = [clock for kind in (K.RESOLVE, K.WORK) if (clock := file.clock(kind)) is not None]
    for clock in waiting:
        clock.pause(at)
    left = file.town.office.worked(at, finish)
    answers = file.chance.random() < 0.8
    ended = at + file.chance.randrange(HOUR_S, 3 * DAY_S) if answers else latest
    if ended <= file.town.now:
        row[6:] = ["Trước số 12, gần ngã tư, bên phải đường.", ended, "citizen"] if answers else ["", ended, "time"]
    file.rows["question"].append(tuple(row))
    if answers:
        file.act(ended, "case.question.answered", CITIZEN, question=str(question), via="citizen")
        file.tell_agency(ended, file.turn.agency, "agency_answered")
    else:
        file.act(ended, "case.question.ended", SYSTEM, question=str(question), by="time")
    file.state, file.dialogue = State.IN_PROGRESS, Dialogue.ANSWERED if answers else Dialogue.NONE
    for clock in waiting:
        clock.resume(ended)
    return file.town.office.advance(ended, max(left, HOUR_S))


def _extend(file: File, finish: int) -> int:
    """A request for more time, which the dispatcher mostly grants; when the work is then done."""
    promise, work = file.promised(), file.clock(K.WORK)
    asked = between(file, file.changed, min(finish, promise.due), 0.4, 0.8)
    if promise.unit is not Unit.WORKING_DAYS or work is None or asked >= promise.due:
        return finish
    extension, days = file.numbers.next("extension"), max(1, promise.amount // 3)
    target, who = Target(days, Unit.WORKING_DAYS), holder(file)
    file.act(asked, "case.extension.asked", who, extension=str(extension), reason="cho-vat-tu", target=str(target))
    file.start(K.APPROVE, asked, None)
    deciding = file.clocks[-1]
    deciding.leg_id = file.turn.id
    file.owe("expire_extension", extension, asked, deciding.due)
    file.tell_agency(asked, file.town.centre, "agency_extension_asked", agency=file.turn.agency)
    row = [extension, file.id, file.turn.id, "asked", days, asked, who.id, None, None, None]
    decided = between(file, asked, deciding.due, 0.1, 0.9)
    if decided > file.town.now:
        file.rows["extension"].append(tuple(row))
        raise NotYet
    decider = dispatcher(file)
    before = promise.budget
    promise.extend(decided, target, asked)
    minutes = (promise.settle(file.town).budget - before) // 60
    if minutes:
        work.extend(decided, Target(minutes, Unit.WORKING_MINUTES), asked)
    deciding.stop(decided)
    row[3], row[7:] = "granted", [decided, decider.id, promise.due]
    file.rows["extension"].append(tuple(row))
    file.act(decided, "case.extension.granted", decider, extension=str(extension), target=str(target))
    due = file.due_words(decided)
    file.tell_citizen(decided, "extended", agency=file.turn.agency, due=due)
    file.tell_agency(decided, file.turn.agency, "agency_extension_granted", due=due)
    return max(finish, decided + HOUR_S)


def _submit(file: File, at: int) -> None:
    who = holder(file)
    result = file.numbers.next("result")
    file.act(at, "case.result.submitted", who, result=str(result), code="da-xu-ly")
    answer = file.chance.choice(file.problem.answers).replace("{place}", file.place)
    file.rows["result"].append((result, file.id, file.turn.id, answer, at, who.id, None, None, None, ""))
    file.state, file.result_id, file.answer = State.AWAITING_APPROVAL, result, answer
    file.tell_agency(at, file.turn.agency, "agency_approval")


def _send_back(file: File, at: int) -> None:
    file.act(at, "case.result.sent_back", leader(file), result=str(file.result_id))
    note = "Cần ghi rõ đã làm gì và gửi kèm ảnh."
    file.rows["result"][-1] = (*file.rows["result"][-1][:8], at, note)
    file.state, file.result_id = State.IN_PROGRESS, None
    file.tell_agency(at, file.turn.agency, "agency_sent_back")


def _approve(file: File, at: int) -> None:
    turn, who = file.turn, leader(file)
    file.act(at, "case.result.approved", who, result=str(file.result_id), agency=turn.agency)
    file.rows["result"][-1] = (*file.rows["result"][-1][:6], at, who.id, None, "")
    turn.state, turn.ended = LegState.DONE, at
    file.state, file.resolved = State.RESOLVED, at
    file.stop(at, K.WORK, K.RESOLVE, K.RESPOND)
    file.start(K.CLOSE, at)
    file.start(K.PUBLISH, at)
    file.answered.append(at)
    file.tell_citizen(at, "answered", agency=turn.agency)
