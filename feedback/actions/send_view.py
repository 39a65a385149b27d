"""The report of a kept view: its figures in words, read as its owner may see them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.accounts import actor_of
from feedback.actions.send_notice import Message
from feedback.actions.unsubscribe import token_of
from feedback.models import Account, SavedView
from feedback.queries.fact_progress import known_at
from feedback.queries.figures766 import counts
from feedback.queries.known_names import Names, known_names
from feedback.queries.measures import AsOf, Scope
from feedback.queries.standing_cases import standing_of
from feedback.queries.visible import SEE_VIEWS
from feedback.rules import say
from feedback.rules.period import month_of, period
from feedback.rules.view_report import Figures, Links, Seen, report, seen
from feedback.terms import Channel

WHOLE_CITY = {"vi": "Toàn thành phố", "en": "The whole city"}


def prepare(session: Session, view_id: int, public_url: str) -> Message | None:
    """The mail to send now; None when the view is gone, or its owner may not look at figures any more."""
    view = session.get(SavedView, view_id)
    if view is None or view.owed_for is None or not view.schedule:
        return None
    owner = session.get_one(Account, view.owner_id)
    if not owner.is_active or owner.role not in SEE_VIEWS:
        return None
    figures, known = _figures(session, owner, seen(view.address), view.language)
    end = f"{public_url}/unsubscribe/{token_of(session, view)}"
    body = report(view.name, figures, known, Links(f"{public_url}{view.address}", end), view.language)
    return Message(f"view-{view.id}-{view.owed_for:%Y%m%d}", Channel.MAIL, view.mail_to, body, unsubscribe=end)


def _figures(session: Session, owner: Account, what: Seen, language: str) -> tuple[Figures, str]:
    now, until = clock.now(), known_at(session)
    chosen = period(what.period) if what.period else month_of(clock.day(now))
    scope = Scope(chosen, AsOf(until), what.agency, what.field, what.ward)
    found = counts(session, scope)
    return Figures(
        place=_place(known_names(session), what, language),
        period=f"{say.numeric_date(chosen.first)} – {say.numeric_date(chosen.last)}",
        received=found.count("received"),
        answered=found.count("answered"),
        on_time=found.ratio("on-time"),
        reopened=found.ratio("reopened"),
        satisfied=found.ratio("satisfied"),
        standing=standing_of(session, actor_of(owner), scope, now).counts,
    ), say.moment(until, now, language)


def _place(names: Names, what: Seen, language: str) -> str:
    found = (names.agencies.get(what.agency), names.wards.get(what.ward), names.fields.get(what.field))
    return ", ".join(name.label(language) for name in found if name is not None) or WHOLE_CITY[language]
