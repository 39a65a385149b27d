"""The case file: one screen with what was said, what was promised, what happened and what can be done now."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from feedback import clock
from feedback.actions.view_contact import view_contact
from feedback.queries.case_file import BESIDE, CaseFile, case_file
from feedback.queries.cases import case_for
from feedback.queries.contacts import Contact
from feedback.queries.timeline import Line
from feedback.rules.lifecycle import WRONG_STATE, Act, Offer
from feedback.terms import AGENCY_ROLES, STAFF_ROLES, Role
from feedback.web.agency import case_words
from feedback.web.agency.acts import ACTS, PRIMARY
from feedback.web.agency.doing import Doing
from feedback.web.agency.forms import ActForm
from feedback.web.agency.presence import people_here
from feedback.web.agency.walk import list_address
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.languages import language
from feedback.web.mine.alerts import case_alerts
from feedback.web.navigation import HOME, navigation
from feedback.web.request_session import reading, writing

AT_HAND = 4  # beside the filled button, in the bar that is always in sight


@staff_only(*STAFF_ROLES)
def show_case(number: str) -> str:
    """?act=result opens that form at the top of the file, when it is allowed."""
    slug = request.args.get("act", "")
    doing = ACTS.get(slug)
    if doing is None or doing.is_one_button:
        return draw_case(number)
    form = doing.form()
    form.fill(reading(), actor(), case_for(reading(), actor(), number))
    return draw_case(number, slug, form)


@staff_only(Role.OPERATOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER)
def open_contact(number: str, report_id: int) -> str:
    """Show how to reach a reporter, once; the ledger keeps who looked. Raises NotYours, Missing."""
    with writing() as session:
        opened = view_contact(session, actor(), case_for(session, actor(), number), report_id)
    return draw_case(number, opened={report_id: opened})


def draw_case(
    number: str,
    slug: str = "",
    form: ActForm | None = None,
    *,
    refusal: str = "",
    opened: dict[int, Contact] | None = None,
) -> str:
    """The file as it stands now; `form` is drawn on top, with what was typed and the version of this moment.

    When what was sent was refused, what others did since its sender looked stands above it.
    """
    session, now = reading(), clock.now()
    case = case_for(session, actor(), number, *BESIDE)
    file = case_file(session, actor(), case, now, language())
    offers = {offer.move.act: offer for offer in file.offers}
    words = case_words.file_words(file, now)
    since = len(newer(file, form.seen_line)) if form is not None and refusal else 0
    if form is not None:
        form.version.data, form.seen.data = str(case.version), str(last_line(file))
    is_open = form is not None and (form.is_submitted() or _is_allowed(offers, ACTS[slug].act))
    items = _items(file, offers, has_primary=not is_open)  # one filled button in a view
    allowed = [item for item in items if item["is_allowed"] and not item["is_primary"] and item["slug"] != slug]
    at_hand = [] if is_open else [item for item in allowed if item["shortcut"]][:AT_HAND]
    return render_template(
        "agency/case.html",
        file=file,
        case=case,
        form=form if is_open else None,
        doing=_doing_words(slug, offers) if is_open else None,
        can_send=is_open and _is_allowed(offers, ACTS[slug].act),
        refusal=refusal,
        changed=words["history"][:since],
        primary=next((item for item in items if item["is_primary"]), None),
        at_hand=at_hand,
        actions=[item for item in allowed if item not in at_hand],
        refused=[] if file.is_guest else [item for item in items if not item["is_allowed"]],
        opened=opened or {},
        words=words,
        told=case_words.told(words["history"]),
        number=number,
        people=people_here(case.id),
        alerts=case_alerts(case.id),
        home=_home(),
        next_url=url_for("agency.next_case", number=number) if current_user.role in AGENCY_ROLES else "",
        is_ours=current_user.role in (Role.OPERATOR, Role.DISPATCHER),
    )


def last_line(file: CaseFile) -> int:
    """The number of the newest line of the history that this reader sees; 0 where there is none."""
    return file.history[0].seq if file.history else 0


def newer(file: CaseFile, seen: int) -> list[Line]:
    """What happened since a reader saw line `seen`; nothing when it is not known what they saw."""
    return [line for line in file.history if line.seq > seen] if seen else []


def _is_shown(doing: Doing, offers: dict[Act, Offer]) -> bool:
    return offers[doing.act].is_allowed or not doing.is_rare


def _is_allowed(offers: dict[Act, Offer], act: Act) -> bool:
    return act in offers and offers[act].is_allowed


def _items(file: CaseFile, offers: dict[Act, Offer], *, has_primary: bool) -> list[dict[str, Any]]:
    """Everything this person's role may do to a case, allowed or with its reason, for the macro `actions`."""
    offered = {slug: doing for slug, doing in ACTS.items() if doing.act in offers and _is_shown(doing, offers)}
    first = next((slug for slug in PRIMARY if slug in offered and offers[offered[slug].act].is_allowed), None)
    return [
        _item(file, slug, doing, offers[doing.act], has_primary and slug == first) for slug, doing in offered.items()
    ]


def _item(file: CaseFile, slug: str, doing: Doing, offer: Offer, is_primary: bool) -> dict[str, Any]:
    number = file.case.number
    is_post = doing.is_one_button
    return {
        "slug": slug,
        "words": _name(doing, offer),
        "icon": doing.icon,
        "shortcut": doing.key,
        "is_allowed": offer.is_allowed,
        "reason": translated(offer.refusal) if offer.refusal else "",
        "is_by_state": offer.refusal is not None and offer.refusal.message == WRONG_STATE,
        "method": "post" if is_post else "get",
        "url": url_for("agency.act", number=number, slug=slug) if is_post else _form_url(number, slug),
        "fields": {"version": file.case.version, "seen": last_line(file)},
        "is_primary": is_primary,
    }


def _form_url(number: str, slug: str) -> str:
    return url_for("agency.case", number=number, act=slug)


def _name(doing: Doing, offer: Offer) -> str:
    return str(doing.words) if doing.words else offer.move.label(language())


def _doing_words(slug: str, offers: dict[Act, Offer]) -> dict[str, str]:
    doing = ACTS[slug]
    name = _name(doing, offers[doing.act]) if doing.act in offers else ""
    return {"slug": slug, "title": name or _("Chưa làm được"), "icon": doing.icon}


def _home() -> tuple[str, str]:
    """Where this person came from: the words and the address of their first page, or of the list they were in."""
    endpoint = HOME[current_user.role]
    words = next((item.label for item in navigation() if item.endpoint == endpoint), _("Trang đầu"))
    return words, list_address() if endpoint == "agency.inbox" else url_for(endpoint)
