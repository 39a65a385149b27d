"""What stands beside the call form while somebody speaks: proposals, similar cases, the caller's earlier reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback import clock
from feedback.queries.calls import NOBODY, Caller, caller
from feedback.queries.city import City
from feedback.queries.incidents import running_incidents
from feedback.queries.knowledge import Knowledge
from feedback.queries.pick_lists import PickLists
from feedback.queries.search import phone_of
from feedback.queries.similar import SimilarCase, similar_cases
from feedback.queries.suggest import Said, Suggestion, suggest
from feedback.rules.lifecycle import Actor
from feedback.web.hotline import rows
from feedback.web.hotline.choices import titled
from feedback.web.languages import language

WARDS_SHOWN = 4


@dataclass(frozen=True)
class Proposals:
    """Ready to be drawn; everything is empty while nothing has been typed."""

    field_words: str = ""
    field_words_said: tuple[str, ...] = ()
    fields: list[dict[str, Any]] = field(default_factory=list)
    agencies: list[dict[str, Any]] = field(default_factory=list)
    dangers: tuple[str, ...] = ()
    kind: str = ""
    wards: list[dict[str, Any]] = field(default_factory=list)
    ward: str = ""  # the one that is sure
    is_elsewhere: bool = False
    promise: dict[str, str] | None = None
    similar: list[dict[str, Any]] = field(default_factory=list)
    incidents: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)
    times: int = 0


def proposals(
    session: Session, actor: Actor, said: Said, phone: str, known: Knowledge, lists: PickLists, settings: City
) -> Proposals:
    """At most seven statements, whatever was typed."""
    known_caller = caller(session, actor, phone_of(phone)) if phone else NOBODY
    if not (said.text.strip() or said.place_text.strip()):
        running = running_incidents(session, actor, ward_code=said.ward_code, field_code=said.field_code)
        return Proposals(incidents=[rows.incident_view(one) for one in running], **_of_caller(known_caller, settings))
    found = suggest(session, said, known, settings, clock.now())
    near = similar_cases(
        session, actor, f"{said.text} {said.place_text}", ward_code=found.ward_code, field_code=found.field_code,
        now=clock.now(), phone=phone_of(phone) if phone else "",
    )  # fmt: skip
    running = running_incidents(session, actor, ward_code=found.ward_code, field_code=found.field_code)
    beside = {"incidents": [rows.incident_view(one) for one in running]} | _of_caller(known_caller, settings)
    return _drawn(said, found, near, known, lists, beside)


def _drawn(
    said: Said, found: Suggestion, near: list[SimilarCase], known: Knowledge, lists: PickLists, beside: dict
) -> Proposals:
    names = known.city_on(clock.today()).agencies
    best = found.fields[0] if found.fields and (found.fields[0].words or said.field_code) else None
    return Proposals(
        field_words=_field_name(lists, best.field_code) if best else "",
        field_words_said=best.words if best else (),
        fields=[_choice(lists, guess) for guess in found.guesses if guess.words],
        agencies=[
            {"name": names[chance.agency_code], "reason": chance.why} | _share(chance.probability)
            for chance in found.agencies
        ],
        dangers=found.dangers,
        kind=found.kind.label(language()).lower() if found.kind else "",
        wards=[
            {"value": one.ward_code, "name": titled(known.wards[one.ward_code]), "why": one.why}
            | _share(one.confidence)
            for one in found.place.ward_candidates[:WARDS_SHOWN]
        ],
        ward=titled(known.wards.get(found.ward_code or "", "")),
        is_elsewhere=found.place.is_elsewhere,
        promise={
            "before": rows.before(found.promise.due_at),
            "limit": rows.limit_words(found.promise),
            "basis": found.promise.legal_basis,
        }
        if found.promise
        else None,
        similar=[rows.similar_view(case) for case in near],
        **beside,
    )


def _of_caller(found: Caller, settings: City) -> dict[str, Any]:
    words = {score: vi if language() == "vi" else en for score, vi, en in settings.rating_words}
    return {"times": found.times, "earlier": [rows.earlier_view(one, words) for one in found.reports]}


def _choice(lists: PickLists, guess: Any) -> dict[str, Any]:
    said = ", ".join(f"“{word}”" for word in guess.words[:3])
    why = _("có chữ %(words)s", words=said) if said else ""
    return {"value": guess.field_code, "name": _field_name(lists, guess.field_code), "reason": why} | _share(
        guess.probability
    )


def _field_name(lists: PickLists, code: str) -> str:
    """ "Giao thông: mặt đường hư hỏng" for a sub-field."""
    found = lists.field(code)
    if found is None:
        return code
    top = lists.field(found.parent)
    own = found.label(language())
    return f"{top.label(language())}: {own[:1].lower()}{own[1:]}" if top else own


def _share(probability: float) -> dict[str, Any]:
    return {"share": round(100 * probability), "share_words": rows.percent(probability)}
