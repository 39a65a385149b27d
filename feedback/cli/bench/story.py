"""The life of one case, act after act, as the real actions would have written it down.

Whoever changes what an action records changes it here too: `audit verify`, `clocks verify` and a test over a seeded
city compare the two.
"""

from __future__ import annotations

from feedback.cli.bench.after import follow_up, reopen
from feedback.cli.bench.agency_work import open_turn, work
from feedback.cli.bench.file import CITIZEN, SYSTEM, File, NotYet, Who
from feedback.cli.bench.pace import another_agency, dispatcher, finish_of, officer, soon
from feedback.cli.bench.town import Routed
from feedback.terms import Channel, LegState, Publication, Role, State
from feedback.terms import ClockKind as K
from feedback.terms import ClockOutcome as O

HOUR_S, DAY_S = 3600, 86_400
TO_TRAY, REFUSED, RETURNED, REOPENED = 0.12, 0.025, 0.05, 0.025


def live(file: File) -> None:
    """Everything that happened to the case up to now."""
    _receive(file)
    try:
        if file.kind.is_excluded:
            _refer(file)
        else:
            _life(file)
    except NotYet:
        return


def join(file: File, lead: File, at: int) -> None:
    """A report about what another case is about already: the dispatcher joins them."""
    _receive(file)
    try:
        _to_tray(file, file.at + 2)
        file.act(at, "case.merged", dispatcher(file), into=lead.number)
    except NotYet:
        return
    file.note(at, "case.absorbed", file.entries[-1][2], "case", lead.id, {"number": file.number})
    file.state, file.merged_into, file.tray_reason = State.MERGED, lead.id, ""
    file.stop(at, *K, outcome=O.CANCELLED)
    file.tell_citizen(at, "merged", lead.id)
    for told in lead.answered:
        file.tell_citizen(told, "answered", lead.id, agency=lead.turn.agency)


def _receive(file: File) -> None:
    who = Who(Role.OPERATOR, file.operator, file.town.centre) if file.operator else CITIZEN
    facts = {"number": file.number, "channel": file.channel.value}
    file.note(file.at, "report.received", who, "report", file.id, facts)
    if file.channel is Channel.PHONE:
        call = file.numbers.next("interaction")
        file.rows["interaction"].append((call, file.operator, file.at - 200, file.at, file.phone))
        called = {"outcome": "reported", "channel": file.channel.value}
        file.note(file.at, "interaction.logged", who, "interaction", call, called)
    file.holder, file.changed = file.town.centre, file.at
    file.owe("route", file.id, file.at)
    file.owe("acknowledge", file.id, file.at)
    if file.kind.is_excluded:
        file.tell_citizen(file.at + 2, "received_confidential")
        return
    for kind in (K.RESPOND, K.RESOLVE, K.DISPATCH):
        file.start(kind, file.at)
    file.tell_citizen(file.at + 2, "received", due=file.due_words(file.at))


def _refer(file: File) -> None:
    file.tray_reason = f"{file.kind.vi}: không xử lý theo quy trình này, cần chuyển cơ quan có thẩm quyền."
    file.act(file.at + 2, "case.to_tray", SYSTEM, reason="kind")
    at = file.town.office.advance(file.at, file.chance.randrange(HOUR_S, 12 * HOUR_S))
    file.act(at, "case.referred", dispatcher(file), kind=file.kind.value)
    file.state, file.referred_to, file.tray_reason = State.REFERRED, "Ban tiếp công dân thành phố", ""
    file.publication = Publication.WITHHELD
    file.tell_citizen(at, "referred", where=file.referred_to)


def _life(file: File) -> None:
    chance, town = file.chance, file.town
    routed = town.route(file.problem.field_code, file.spot.ward_code, file.level)
    at = file.at + 2
    if routed is None or chance.random() < TO_TRAY:
        _to_tray(file, at)
        at = soon(file, at, 0.1, 0.9, K.DISPATCH)
        if routed is None or chance.random() < REFUSED / TO_TRAY:
            _refuse(file, at)
            return
        _send(file, at, routed, dispatcher(file))
    else:
        _send(file, at, routed, SYSTEM)
    finish = finish_of(file)
    if chance.random() < RETURNED:
        at = _return(file, soon(file, at, 0.1, 0.8, K.TRANSFER))
        at = soon(file, at, 0.1, 0.9, K.DISPATCH)
        _send(file, at, another_agency(file), dispatcher(file))
    work(file, at, finish)
    follow_up(file)
    if chance.random() < REOPENED:
        at = file.changed + chance.randrange(HOUR_S, 5 * DAY_S)
        reopen(file, at)
        work(file, at, town.office.advance(at, chance.randrange(4 * HOUR_S, 40 * HOUR_S)))
        follow_up(file)


def _to_tray(file: File, at: int) -> None:
    file.tray_reason = "Chưa đủ chắc chắn về nơi xử lý."
    _decide(file, at, None, None)
    file.act(at, "case.to_tray", SYSTEM, reason="unsure_place")


def _refuse(file: File, at: int) -> None:
    file.act(at, "case.refused", dispatcher(file), reason="thieu-thong-tin")
    file.state, file.refusal_code, file.tray_reason = State.REFUSED, "thieu-thong-tin", ""
    file.stop(at, *K)
    file.tell_citizen(at, "refused", reason="Không đủ thông tin")


def _send(file: File, at: int, routed: Routed, who: Who) -> None:
    decision = _decide(file, at, routed, who.id)
    file.act(at, "case.forwarded", who, agency=routed.agency_code, role="lead")
    open_turn(file, at, routed.agency_code, decision)
    file.tell_citizen(at, "forwarded", agency=routed.short_name)
    file.tell_agency(at, routed.agency_code, "agency_new")


def _return(file: File, at: int) -> int:
    turn, transfer = file.turn, file.clock(K.TRANSFER)
    facts = {"agency": turn.agency, "reason": "khong-tham-quyen", "proposed": None}
    file.act(at, "case.leg.returned", officer(file), **facts)
    turn.state, turn.ended, turn.return_code = LegState.RETURNED, at, "khong-tham-quyen"
    turn.return_note = "Tuyến này do đơn vị khác quản lý, đề nghị chuyển đúng nơi."
    turn.is_returned_late = transfer is not None and transfer.due < at
    file.stop(at, K.ACCEPT, K.TRANSFER)
    file.stop(at, K.WORK, outcome=O.CANCELLED)
    file.state, file.holder, file.returns = State.RETURNED, file.town.centre, file.returns + 1
    file.tray_reason = "Đơn vị trả lại: Không thuộc thẩm quyền"
    file.start(K.DISPATCH, at)
    file.tell_agency(at, file.town.centre, "agency_returned", agency=turn.agency)
    return at


def _decide(file: File, at: int, routed: Routed | None, who: int | None) -> int:
    """The stored explanation of where the case goes."""
    number = file.numbers.next("decision")
    file.rows["decision"].append((number, file.id, at, who, routed))
    return number
