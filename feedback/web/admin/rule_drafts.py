"""A draft of a line on its way: compared, tried on past reports, let hold, or given up; versions, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback import clock
from feedback.actions.draft_rule import activate_rule, applied, drop_rule, try_rule
from feedback.actions.rules_version import roll_back
from feedback.errors import FeedbackError
from feedback.models import RuleDraft, RulesVersion
from feedback.queries import admin_lists, matrix, rule_changes
from feedback.queries.dry_run import LATEST, dry_run
from feedback.queries.knowledge import knowledge
from feedback.queries.matrix import Line
from feedback.rules import say
from feedback.rules.lifecycle import Actor
from feedback.terms import DraftState, Role
from feedback.web.admin.rule_words import compared
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

Verb = Callable[[Session, Actor, RuleDraft], None]


@staff_only(Role.ADMIN)
def rule_changes_page() -> str:
    session, now = reading(), clock.now()
    known = admin_lists.names(session)
    drafts = rule_changes.open_drafts(session)
    return render_template(
        "admin/rule_changes.html",
        drafts=[
            {
                "url": url_for("admin.rule_draft", draft_id=row.id),
                "title": known.field(row.field_code, language()),
                "facts": [
                    _("dòng mới, thứ tự %(number)s", number=row.position) if row.is_new
                    else _("sửa dòng %(number)s", number=row.position),
                    row.why,
                    row.made_by,
                    say.moment(row.made_at, now, language()),
                ],
                "said": _moved_words(row.moved) if row.moved is not None else _("chưa chạy thử"),
            }
            for row in drafts
        ],
        versions=[
            [
                {"words": _("Phiên bản %(number)s", number=row.number),
                 "url": url_for("admin.rules_version", number=row.number)},
                {"words": say.moment(row.made_at, now, language())},
                {"words": row.made_by or _("gói dữ liệu thành phố")},
                {"words": row.why},
            ]
            for row in rule_changes.versions(session)
        ],
    )  # fmt: skip


@staff_only(Role.ADMIN)
def rule_draft(draft_id: int) -> str:
    return _draw(_draft(reading(), draft_id))


@staff_only(Role.ADMIN)
def try_draft(draft_id: int) -> Response | tuple[str, int]:
    return _acted(draft_id, try_rule, "")


@staff_only(Role.ADMIN)
def activate_draft(draft_id: int) -> Response | tuple[str, int]:
    return _acted(draft_id, activate_rule, _("Dòng phân công đã được áp dụng."))


@staff_only(Role.ADMIN)
def drop_draft(draft_id: int) -> Response | tuple[str, int]:
    return _acted(draft_id, drop_rule, _("Đã bỏ bản nháp."))


@staff_only(Role.ADMIN)
def rules_version(number: int) -> str:
    """What going back to a version would change, and where the latest reports would go then."""
    session = reading()
    version = session.get(RulesVersion, number)
    if version is None:
        abort(404)
    known, city, now_held = admin_lists.names(session), knowledge(session), matrix.lines(session)
    pairs = matrix.differing(now_held, version.lines)
    outcome = dry_run(session, now_held, version.lines, clock.now()).plain() if pairs else None
    return render_template(
        "admin/rules_version.html",
        number=number,
        why=version.why,
        made=say.moment(version.made_at, clock.now(), language()),
        changes=[compared(old, new, known, city) for old, new in pairs],
        tried=_tried(session, outcome, known) if outcome else None,
    )


@staff_only(Role.ADMIN)
def back_to_version(number: int) -> Response:
    try:
        with writing() as session:
            made = roll_back(session, actor(), number).number
    except FeedbackError as error:
        flash(translated(error), "error")
        return redirect(url_for("admin.rule_changes"))
    flash(_("Phiên bản %(made)s nói như phiên bản %(number)s.", made=made, number=number))
    return redirect(url_for("admin.rule_changes"))


def _acted(draft_id: int, verb: Verb, done: str) -> Response | tuple[str, int]:
    try:
        with writing() as session:
            verb(session, actor(), _draft(session, draft_id))
    except FeedbackError as error:
        return _draw(_draft(reading(), draft_id), translated(error)), error.status
    if done:
        flash(done)
        return redirect(url_for("admin.rule_changes"))
    return redirect(url_for("admin.rule_draft", draft_id=draft_id))


def _draft(session: Session, draft_id: int) -> RuleDraft:
    found = session.get(RuleDraft, draft_id)
    if found is None:
        abort(404)
    return found


def _draw(draft: RuleDraft, refusal: str = "") -> str:
    session = reading()
    known, city, held = admin_lists.names(session), knowledge(session), matrix.lines(session)
    old = next((line for line in held if line["id"] == draft.line_id), None)
    return render_template(
        "admin/rule_draft.html",
        draft=draft,
        title=known.field(draft.line["field_code"], language()),
        is_open=draft.state is DraftState.DRAFT,
        is_current=_is_current(held, draft),
        refusal=refusal,
        rows=compared(old, draft.line, known, city),
        tried=_tried(session, draft.outcome, known) if draft.tried_at else None,
        tried_at=say.moment(draft.tried_at, clock.now(), language()) if draft.tried_at else "",
        latest=say.number(LATEST, 0, language()),
    )


def _is_current(held: Sequence[Line], draft: RuleDraft) -> bool:
    """Whether what was tried is what would hold: nobody has changed the matrix since."""
    try:
        applied(held, draft.line_id, draft.line)
    except FeedbackError:
        return False
    return draft.tried_against == matrix.fingerprint([*held, draft.line])[:40]


def _tried(session: Session, outcome: dict[str, Any], known: admin_lists.Names) -> dict[str, Any]:
    """The outcome of a dry run in words, with the reports that would move."""
    named = rule_changes.titles(session, [row["number"] for row in outcome["rows"]])
    tray = _("Khay điều phối")
    return {
        "moved": outcome["moved"],
        "words": _moved_words(outcome["moved"], outcome["looked_at"]),
        "is_complete": outcome["is_complete"],
        "day": say.numeric_date(date.fromisoformat(outcome["day"])),
        "to_tray": ngettext(
            "%(num)s phản ánh sẽ chờ điều phối viên thay vì đi thẳng.",
            "%(num)s phản ánh sẽ chờ điều phối viên thay vì đi thẳng.",
            outcome["to_tray"],
        ) if outcome["to_tray"] else "",
        "more": max(0, outcome["moved"] - len(outcome["rows"])),
        "rows": [
            [
                {"words": row["number"]},
                {"words": named.get(row["number"], "")},
                {"words": known.agency(row["before"]) if row["before"] else tray},
                {"words": known.agency(row["after"]) if row["after"] else tray},
                {"words": row["why"]},
            ]
            for row in outcome["rows"]
        ],
    }  # fmt: skip


def _moved_words(moved: int, looked_at: int = LATEST) -> str:
    """ "37 trong 1.000 phản ánh gần nhất sẽ đi nơi khác"."""
    numbers = {"moved": say.number(moved, 0, language()), "total": say.number(looked_at, 0, language())}
    if not moved:
        return _("không phản ánh nào trong %(total)s phản ánh gần nhất đổi nơi đến", total=numbers["total"])
    return _("%(moved)s trong %(total)s phản ánh gần nhất sẽ đi nơi khác", **numbers)
