"""The tray as one page: the list on the left, the chosen case with everything a dispatcher needs on the right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.route import who_returned
from feedback.queries.case_facts import case_facts
from feedback.queries.incidents import running_incidents
from feedback.queries.knowledge import Knowledge, knowledge
from feedback.queries.pick_lists import PickLists, pick_lists
from feedback.queries.similar import similar_cases
from feedback.queries.suggest import Said, chances, guess
from feedback.queries.tray import Chosen, Tray, chosen, tray
from feedback.rules.lifecycle import Act, Actor, refusal
from feedback.rules.text import fold
from feedback.web.counted import counted
from feedback.web.error_pages import translated
from feedback.web.hotline import rows
from feedback.web.hotline.tray_forms import DispatchForm, dispatch_form
from feedback.web.languages import language
from feedback.web.mine.alerts import strip

PICKS = 3
WAYS = (
    (Act.MERGE, "hotline.merge", "git-merge", "M"),
    (Act.REFUSE, "hotline.refuse", "ban", "X"),
    (Act.REFER, "hotline.refer", "scale", "T"),
)


@dataclass(frozen=True)
class Table:
    """What the page of one chosen case is drawn from, and the form that was built for it."""

    chosen: Chosen
    form: DispatchForm
    views: dict[str, Any]


def draw(session: Session, actor: Actor, number: str, table: Table | None = None) -> str:
    """The whole page. Without a number the first case of the tray lies on the table."""
    found = tray(session, actor)
    number = number or (found.rows[0].number if found.rows else "")
    if table is None and number:
        table = laid_out(session, actor, number)
    return render_template(
        "hotline/tray.html",
        rows=[rows.tray_view(row, number) for row in found.rows],
        note=_note(found),
        open_alerts=strip(),
        case=table.chosen.case if table else None,
        form=table.form if table else None,
        **(table.views if table else {}),
    )


def laid_out(session: Session, actor: Actor, number: str) -> Table:
    """Read one case and build its form; picks are what the system stored, or what it would say now."""
    found, lists, known = chosen(session, actor, number), pick_lists(session), knowledge(session)
    picks = _picks(found, known)
    form = dispatch_form(found.case, lists, known, picks[0]["value"] if picks else "", _likely_field(found))
    return Table(found, form, {"picks": picks} | _views(session, actor, found, lists, known))


def _views(session: Session, actor: Actor, found: Chosen, lists: PickLists, known: Knowledge) -> dict[str, Any]:
    case, report = found.case, found.report
    near = similar_cases(
        session, actor, f"{report.text} {case.place_text}", ward_code=case.ward_code, field_code=case.field_code,
        now=clock.now(), besides=case.number, phone=report.submitter_phone,
        spot=None if case.lat is None or case.lon is None else (case.lat, case.lon),
    )  # fmt: skip
    said = found.decision.field_guesses[0]["words"] if found.decision and found.decision.field_guesses else []
    facts = case_facts(session, case)
    return {
        "report": report,
        "parts": highlighted(report.text, said),
        "more_reports": case.reports[1:],
        "place": _place(found, known),
        "fields_guessed": _fields(found, lists),
        "returned": _returned(found, known),
        "similar": [
            rows.similar_view(one, url_for("hotline.merge", number=case.number, into=one.number)) for one in near
        ],
        "incidents": [
            rows.incident_view(one, url_for("hotline.merge", number=case.number, into=one.number))
            for one in running_incidents(
                session, actor, ward_code=case.ward_code, field_code=case.field_code, besides=case.number
            )
        ],
        "due": rows.before(case.resolve_due_at) if case.resolve_due_at else "",
        "case_url": rows.case_url(case.number),
        "ways": [_way(act, endpoint, icon, key, case.number, facts, actor) for act, endpoint, icon, key in WAYS],
        "blocked": _blocked(facts, actor),
    }


def _way(act: Act, endpoint: str, icon: str, key: str, number: str, facts: Any, actor: Actor) -> dict[str, Any]:
    """A way out of the tray. Referring first says what kind it is, so its page opens for every kind."""
    why_not = None if act is Act.REFER else refusal(act, facts, actor)
    words = {Act.MERGE: _("Gộp"), Act.REFUSE: _("Từ chối"), Act.REFER: _("Chuyển nơi có thẩm quyền")}[act]
    return {
        "words": words,
        "url": url_for(endpoint, number=number),
        "icon": icon,
        "key": key,
        "why_not": translated(why_not) if why_not else "",
    }


def _blocked(facts: Any, actor: Actor) -> str:
    """Why the case may not be sent on now, empty when it may."""
    why_not = refusal(Act.FORWARD, facts, actor)
    return translated(why_not) if why_not else ""


def _picks(found: Chosen, known: Knowledge) -> list[dict[str, Any]]:
    """The agency that the last one named, then the system's candidates, without those that gave the case back."""
    names = known.city_on(clock.today()).agencies
    returned = found.returned
    proposed = returned.proposed_agency_code if returned else None
    gave_back = who_returned(found.case)
    picks = (
        [_proposed(proposed, names, returned.agency.short_name)]
        if returned and proposed in names and proposed not in gave_back
        else []
    )
    skip = {proposed, *gave_back}
    for code, share, why in _candidates(found, known):
        if code in names and code not in skip:
            picks.append(
                {"value": code, "name": names[code], "reason": why, "share": round(100 * share),
                 "share_words": rows.percent(share)}
            )  # fmt: skip
    return picks[:PICKS]


def _candidates(found: Chosen, known: Knowledge) -> list[tuple[str, float, str]]:
    if found.decision and found.decision.candidates:
        return [(one["agency"], one["probability"], one["why"]) for one in found.decision.candidates]
    case = found.case
    said = Said(found.report.text, case.place_text, case.field_code, case.ward_code, case.level)
    live = chances(*guess(said, known), case.level, known, clock.now())
    return [(one.agency_code, one.probability, one.why) for one in live]


def _likely_field(found: Chosen) -> str:
    """What the words point to, proposed to the dispatcher; nothing when they point nowhere."""
    guesses = found.decision.field_guesses if found.decision else []
    return guesses[0]["field"] if guesses and guesses[0]["words"] else ""


def _proposed(code: str | None, names: Any, by: str) -> dict[str, Any]:
    return {
        "value": code,
        "name": names[code],
        "reason": _("%(agency)s đề xuất khi trả lại", agency=by),
        "share": None,
    }


def _place(found: Chosen, known: Knowledge) -> dict[str, Any]:
    """Where it happened, as far as anybody knows, and which words say so."""
    evidence = found.decision.place_evidence if found.decision else {}
    candidates = evidence.get("ward_candidates", [])
    return {
        "said": _said_where(found.case.place_text, known.wards.get(found.case.ward_code or "", "")),
        "words": evidence.get("words", []),
        "candidates": [
            {"name": known.wards[one["ward_code"]], "why": one["why"], "share_words": rows.percent(one["confidence"])}
            for one in candidates[:4]
            if one["ward_code"] in known.wards
        ],
        "needs_question": evidence.get("needs_question", False) and not found.case.ward_code,
    }


def _said_where(place_text: str, ward: str) -> str:
    """The citizen's words for the place, with today's ward where they do not name it."""
    return place_text if fold(ward) in fold(place_text) else ", ".join(part for part in (place_text, ward) if part)


def _fields(found: Chosen, lists: PickLists) -> str:
    """ "Giao thông 62%, Cấp thoát nước 20%": what the words say, while nobody has chosen."""
    if found.case.field_code or found.decision is None:
        return ""
    named = [(lists.field(one["field"]), one["probability"]) for one in found.decision.field_guesses]
    return ", ".join(f"{choice.label(language())} {rows.percent(share)}" for choice, share in named if choice)


def _returned(found: Chosen, known: Knowledge) -> dict[str, str] | None:
    leg = found.returned
    if leg is None:
        return None
    names = known.city_on(clock.today()).agencies
    return {
        "agency": leg.agency.short_name,
        "note": leg.return_note,
        "proposed": names.get(leg.proposed_agency_code or "", ""),
    }


def highlighted(text: str, words: list[str]) -> list[list[tuple[str, bool]]]:
    """The text by lines, each as pieces (words, is_hit), so that the template escapes every piece."""
    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    pattern = re.compile(rf"(?<!\w)({wanted})(?!\w)", re.IGNORECASE) if wanted else None
    lines = [line for line in text.splitlines() if line.strip()]
    if pattern is None:
        return [[(line, False)] for line in lines]
    return [[(part, place % 2 == 1) for place, part in enumerate(pattern.split(line)) if part] for line in lines]


def _note(found: Tray) -> str:
    if not found.total:
        return ""
    oldest = max(clock.now() - row.waiting_since for row in found.rows)
    return _("%(count)s phiếu cần người xem. Lâu nhất %(wait)s.", count=counted(found.total), wait=rows.waited(oldest))
