"""Keeping the filter of an inbox as a work queue, and the page where a person's and the agency's are looked after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from feedback import clock
from feedback.actions.saved_filters import delete_filter, rename_filter, save_filter, share_filter
from feedback.errors import FeedbackError, Invalid, NotYours
from feedback.queries.inbox_choices import Choice, choices
from feedback.queries.queues import Kept, queues
from feedback.queries.wanted import Saved, Sort, Wanted, wanted_of
from feedback.terms import AGENCY_ROLES, Role
from feedback.web.agency import filter_words
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.form_errors import put_on
from feedback.web.request_session import reading, writing

Page = str | Response | tuple[str, int]
QUERY_MAX = 2_000


class FilterForm(FlaskForm):
    """`query` is the filter to keep; empty when one that is kept gets another name."""

    name = StringField(lazy_gettext("Tên hàng việc"), description=lazy_gettext("Ví dụ: Ổ gà trung tâm"))
    query = HiddenField()


@staff_only(*AGENCY_ROLES)
def filters() -> Page:
    """The kept filters; ?keep=… asks for a name for that one (queries.wanted)."""
    form = FilterForm()
    if not form.is_submitted():
        form.query.data = wanted_of(request.args.get("keep", "")[:QUERY_MAX]).query()
        return _page(form)
    try:
        with writing() as session:
            saved = save_filter(session, actor(), form.name.data or "", wanted_of((form.query.data or "")[:QUERY_MAX]))
            way, name = filter_words.address(wanted_of(saved.query)), saved.name
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(form), status
    flash(_("Đã lưu “%(name)s” thành hàng việc.", name=name))
    return redirect(way)


@staff_only(*AGENCY_ROLES)
def rename(filter_id: int) -> Page:
    """A name that cannot be taken stays in its box, with the reason on top."""
    typed = request.form.get("name", "")
    return _done(
        lambda session: rename_filter(session, actor(), filter_id, typed), _("Đã đổi tên."), {filter_id: typed}
    )


@staff_only(Role.AGENCY_LEADER)
def share(filter_id: int) -> Page:
    is_shared = request.form.get("is_shared") == "y"
    said = _("Cả đơn vị dùng được hàng việc này.") if is_shared else _("Hàng việc này chỉ còn người lập dùng.")
    return _done(lambda session: share_filter(session, actor(), filter_id, is_shared=is_shared), said)


@staff_only(*AGENCY_ROLES)
def delete(filter_id: int) -> Page:
    return _done(lambda session: delete_filter(session, actor(), filter_id), _("Đã xóa hàng việc."))


def _done(do: Callable[[Session], object], said: str, typed: dict[int, str] | None = None) -> Page:
    try:
        with writing() as session:
            do(session)
    except (Invalid, NotYours) as error:
        return _page(FilterForm(formdata=None), translated(error), typed), error.status
    flash(said)
    return redirect(url_for("agency.filters"))


def _page(form: FilterForm, refusal: str = "", typed: dict[int, str] | None = None) -> str:
    wanted = wanted_of(form.query.data or "")
    known = choices(reading(), actor())
    found = queues(reading(), actor(), wanted, clock.now())
    return render_template(
        "agency/saved_filters.html",
        form=form,
        refusal=refusal,
        words=_says(wanted, known) if wanted.query() else [],
        count=found.matching,
        rows=[_row(one, known, typed or {}) for one in found.kept],
        may_share=actor().role is Role.AGENCY_LEADER,
    )


def _row(one: Kept, known: list[Choice], typed: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "typed": typed.get(one.id, one.name),
        "url": filter_words.address(one.wanted),
        "count": one.count,
        "words": _says(one.wanted, known),
        "is_shared": one.is_shared,
        "owner": one.owner,
        "is_mine": one.is_mine,
    }


def _says(wanted: Wanted, known: list[Choice]) -> list[str]:
    """What a filter looks for, in words."""
    said = [filter_words.queue_words()[wanted.queue]] if wanted.queue is not Saved.OPEN else []
    said += [chip["words"] for chip in filter_words.chips(known, wanted)]
    return said + ([filter_words.sort_words()[wanted.sort]] if wanted.sort is not Sort.DUE else [])
