"""One act on several cases of the inbox: each in a transaction of its own, and a page that says how each one went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback.actions.accept import accept
from feedback.actions.cooperate import accept_part
from feedback.actions.permit import expect_version
from feedback.actions.write_note import write_note
from feedback.errors import FeedbackError
from feedback.models import Case
from feedback.queries.case_parts import is_guest
from feedback.queries.cases import case_for
from feedback.queries.visible import visible_cases
from feedback.rules.lifecycle import BY_ACT, Act, Actor
from feedback.terms import AGENCY_ROLES
from feedback.web.agency.giving import give, give_part, holders
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.languages import language
from feedback.web.request_session import reading, writing
from feedback.web.way_back import way_back

MOST = 50  # cases of one send
Do = Callable[[Session, Actor, Case, "Sent"], object]


@dataclass(frozen=True)
class Sent:
    """What the form said: the ticked cases with the version their reader saw, and the words for all of them."""

    act: Act
    cases: list[tuple[str, int]]
    holder: str  # as web/agency/giving.py lists them
    text: str


ACTS: dict[Act, Do] = {
    Act.ACCEPT: lambda session, who, case, _sent: (accept_part if is_guest(who, case) else accept)(session, who, case),
    Act.ASSIGN: lambda session, who, case, sent: (give_part if is_guest(who, case) else give)(
        session, who, case, sent.holder
    ),
    Act.NOTE: lambda session, who, case, sent: write_note(session, who, case, sent.text),
}


@staff_only(*AGENCY_ROLES)
def bulk() -> str | Response:
    """Sending the page again does nothing twice: every case done has another version by then."""
    sent, back = _sent(), way_back(url_for("agency.inbox"))
    if sent is None:
        flash(_("Hãy đánh dấu việc cần làm rồi chọn một nút."), "error")
        return redirect(back)
    if len(sent.cases) > MOST:
        flash(_("Mỗi lần làm được nhiều nhất %(most)s việc. Hãy bỏ bớt dấu.", most=MOST), "error")
        return redirect(back)
    refused = {number: said for number, version in sent.cases if (said := _one(sent, number, version))}
    return _page(sent, refused, back)


def _one(sent: Sent, number: str, version: int) -> str:
    """Do it to one case; why it could not be done, or nothing."""
    try:
        with writing() as session:
            case = case_for(session, actor(), number)
            expect_version(session, case, version)
            ACTS[sent.act](session, actor(), case, sent)
    except FeedbackError as error:
        return translated(error)
    return ""


def _page(sent: Sent, refused: dict[str, str], back: str) -> str:
    now = _standing(sent)
    rows = [_row(number, now, refused.get(number, "")) for number, _version in sent.cases]
    return render_template(
        "agency/bulk.html",
        act=sent.act,
        verb=BY_ACT[sent.act].label(language()),
        done=[row for row in rows if not row["why"]],
        refused=[row for row in rows if row["why"]],
        colleagues=holders(reading(), actor()),
        officer=sent.holder,
        text=sent.text,
        back=back,
    )


def _standing(sent: Sent) -> dict[str, tuple[str, int]]:
    """Title and version of each case as it stands now, in one statement."""
    numbers = [number for number, _version in sent.cases]
    query = select(Case.number, Case.title, Case.version).where(Case.number.in_(numbers), visible_cases(actor()))
    return {number: (title, version) for number, title, version in reading().execute(query)}


def _row(number: str, now: dict[str, tuple[str, int]], why: str) -> dict[str, Any]:
    """`tick` lets a case that was refused be sent again; one that is out of sight has no link."""
    title, version = now.get(number, ("", 0))
    url = url_for("agency.case", number=number) if number in now else ""
    return {"number": number, "title": title, "url": url, "why": why, "tick": f"{number}:{version}" if url else ""}


def _sent() -> Sent | None:
    """None when nothing was ticked or no act was named."""
    ticked = dict.fromkeys(request.form.getlist("case"))
    act = request.form.get("do", "")
    if not ticked or act not in {known.value for known in ACTS}:
        return None
    return Sent(
        act=Act(act),
        cases=[(number[:16], _version(version)) for number, _colon, version in (one.partition(":") for one in ticked)],
        holder=request.form.get("officer_id", ""),
        text=request.form.get("text", ""),
    )


def _version(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
