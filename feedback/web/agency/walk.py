"""Going through an inbox case by case: the list that was last looked at, and the case after this one in it."""

from __future__ import annotations

from flask import flash, redirect, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import clock
from feedback.queries.cases import case_for
from feedback.queries.inbox import number_after
from feedback.queries.wanted import Wanted, wanted_of
from feedback.terms import AGENCY_ROLES
from feedback.web.agency.filter_words import address
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading

KEPT = "inbox"
LONGEST = 600  # the whole cookie holds 4 kB


def remember(wanted: Wanted) -> None:
    """Keep which list is being worked through, with its page; the cookie is sent only when it is another."""
    asked = wanted.address_query()[:LONGEST]
    if session.get(KEPT, "") != asked:
        session[KEPT] = asked


def list_address() -> str:
    """The list as it was last looked at."""
    return address(_kept())


@staff_only(*AGENCY_ROLES)
def next_case(number: str) -> Response:
    """The case that follows in the list, also when this one has left it; back to the list after the last."""
    case = case_for(reading(), actor(), number)
    found = number_after(reading(), actor(), _kept(), case, clock.now())
    if found:
        return redirect(url_for("agency.case", number=found))
    flash(_("Đã đến cuối danh sách."))
    return redirect(address(_kept().first_page()))


def _kept() -> Wanted:
    return wanted_of(session.get(KEPT, ""))
