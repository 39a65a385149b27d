"""Routing: a new report finds its field, place and agency, with the reasons kept; in doubt, a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import alerts, ledger
from feedback.actions.classify import classify
from feedback.actions.forward import send
from feedback.actions.locate import locate
from feedback.errors import N_
from feedback.models import Agency, Case, Decision, ShadowGuess
from feedback.queries.city import city, thresholds
from feedback.queries.field_models import in_shadow
from feedback.queries.knowledge import Knowledge, knowledge
from feedback.rules import routing
from feedback.rules.gazetteer import Candidate
from feedback.rules.keywords import Guess
from feedback.rules.kinds import SPAM, THANKS, look_first
from feedback.rules.lifecycle import Actor
from feedback.rules.place_names import PlaceEvidence, find_places
from feedback.rules.rule_line import Situation
from feedback.rules.urgency import danger
from feedback.terms import Channel, Kind, LegState, State

CHOSEN = 0.95  # a field or ward that a person chose: nearly certain, but people err too
NEARLY_WHERE = N_("người phản ánh chọn nơi này")
LOOK_AT_KIND = N_("Có thể là %(kind)s (có chữ “%(words)s”): cần người xem trước khi chuyển.")
LOOK_AT_MORE = {
    THANKS: N_("Có vẻ là lời cảm ơn (có chữ “%(words)s”): người xem rồi đáp lời hoặc đóng."),
    SPAM: N_("Có vẻ là tin rác (có chữ “%(words)s”): người xem rồi quyết định, hệ thống không tự từ chối."),
}
EXCLUDED = N_("%(kind)s: không xử lý theo quy trình này, cần chuyển cơ quan có thẩm quyền.")


def route(session: Session, actor: Actor, case: Case) -> Decision | None:
    """Decide once where a received case goes. None when there is nothing to decide any more.

    A case that a person has handled, or that an agency returned, is never routed by the system again.
    """
    if case.state is not State.RECEIVED:
        return None
    known = knowledge(session)
    text = "\n".join(report.text for report in case.reports)
    doubt = _doubt_about_kind(case, text, known)
    if doubt:
        _to_tray(session, actor, case, doubt, "kind")
        return None
    place = _place(case, text, known)
    guesses = _guesses(case, text, known)
    decided = _decide(session, case, guesses, place, text, known)
    decision = _keep(session, case, decided, guesses, place, text, known)
    if case.field_code is None:
        _look_on(session, decision, text, known)
    if decided.ward_code and case.ward_code is None:
        locate(session, actor, case, ward_code=decided.ward_code)
    if decided.agency_code is None:
        _to_tray(session, actor, case, decided.sentence_vi, decided.reason.value)
        return decision
    if case.field_code is None:
        classify(session, actor, case, decided.field_code)
    send(session, actor, case, session.get_one(Agency, decided.agency_code), decision, decided.cooperating)
    return decision


def _look_on(session: Session, decision: Decision, text: str, known: Knowledge) -> None:
    """Keep what the model in shadow would have said; it decides nothing."""
    shadow = in_shadow(session, known.reader.lexicon)
    if shadow is not None:
        model_id, reader = shadow
        best = reader.classify(text)[0]
        session.add(
            ShadowGuess(
                decision_id=decision.id, model_id=model_id, field_code=best.field_code, probability=best.probability
            )
        )


def _doubt_about_kind(case: Case, text: str, known: Knowledge) -> str:
    """Why a person must look at the kind first; empty when nobody needs to."""
    if case.kind.is_excluded:
        return EXCLUDED % {"kind": case.kind.vi}
    hint = look_first(text, known.kinds)
    if hint is None:
        return ""
    if hint.kind in LOOK_AT_MORE:
        return LOOK_AT_MORE[hint.kind] % {"words": hint.words[0]}
    return LOOK_AT_KIND % {"kind": Kind(hint.kind).vi.lower(), "words": hint.words[0]}


def _place(case: Case, text: str, known: Knowledge) -> PlaceEvidence:
    """The ward that somebody chose, or else what the words say."""
    if case.ward_code:
        chosen = Candidate(case.ward_code, CHOSEN, NEARLY_WHERE)
        return PlaceEvidence(ward_candidates=(chosen,))
    return find_places(f"{case.place_text}\n{text}" if case.place_text else text, known.gazetteer)


def _guesses(case: Case, text: str, known: Knowledge) -> tuple[Guess, ...]:
    if case.field_code:
        return (Guess(case.field_code, CHOSEN, ()),)
    return known.reader.classify(text)


def _decide(
    session: Session, case: Case, guesses: tuple[Guess, ...], place: PlaceEvidence, text: str, known: Knowledge
) -> routing.Decision:
    now = clock.local(clock.now())
    situation = Situation(case.level, now, facts(case.kind, case.reports[0].channel, danger(text, known.danger)))
    measures = thresholds(city(session), None if case.field_code else known.reader)
    return routing.decide(
        guesses, place, situation, known.rules, known.city_on(now.date()), measures, who_returned(case)
    )


def facts(kind: Kind, channel: Channel, dangers: Sequence[str]) -> dict[str, str]:
    """What lines of the matrix may ask for. That no word speaks of danger does not mean that there is none."""
    return {"kind": kind.value, "channel": channel.value} | ({"danger": "yes"} if dangers else {})


def who_returned(case: Case) -> frozenset[str]:
    """The agencies that gave this case back: the system never sends it to them again."""
    return frozenset(leg.agency_code for leg in case.legs if leg.state is LegState.RETURNED)


def _keep(
    session: Session,
    case: Case,
    decided: routing.Decision,
    guesses: tuple[Guess, ...],
    place: PlaceEvidence,
    text: str,
    known: Knowledge,
) -> Decision:
    """Store the whole explanation beside the case."""
    rule = next((row for row in known.rules if row.id == decided.rule_id), None)
    settings = city(session)
    decision = Decision(
        case_id=case.id,
        decided_at=clock.now(),
        agency_code=decided.agency_code,
        rule_id=decided.rule_id,
        rule_position=rule.position if rule else None,
        is_sure=decided.is_sure,
        reason=decided.reason.value,
        field_guesses=[{"field": g.field_code, "probability": g.probability, "words": list(g.words)} for g in guesses],
        candidates=[
            {"agency": chance.agency_code, "probability": chance.probability, "why": chance.why}
            for chance in decided.candidates
        ],
        place_evidence={**_plain(place), "danger": danger(text, known.danger)},
        missing=list(decided.missing),
        thresholds={"field": decided.needed, "agency": settings.auto_threshold, "margin": thresholds(settings).margin},
        model_version=known.reader.version,
        rules_version=known.rules_version,
        return_count=case.return_count,
        sentence=decided.sentence_vi[:600],
    )
    session.add(decision)
    session.flush()
    return decision


def _plain(place: PlaceEvidence) -> dict[str, object]:
    """The evidence as JSON: tuples become lists, candidates keep their names."""
    evidence = asdict(place)
    evidence["ward_candidates"] = [candidate._asdict() for candidate in place.ward_candidates]
    return evidence


def _to_tray(session: Session, actor: Actor, case: Case, sentence: str, reason: str) -> None:
    """Leave the case with the centre, saying why; it has an owner all the same."""
    case.tray_reason = sentence[:300]
    case.changed_at = clock.now()
    ledger.record(session, actor, "case.to_tray", case, reason=reason)
    alerts.raise_alert(session, case)
