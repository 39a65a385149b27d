"""How the system learns: accuracy by week, what it mixes up, its models, and how sure each field must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms.validators import Optional

from feedback import clock
from feedback.actions import learn
from feedback.actions.change_threshold import change_threshold
from feedback.errors import FeedbackError
from feedback.models import Field, FieldModelRow
from feedback.queries import admin_lists
from feedback.queries.city import FIELD_THRESHOLDS, city, thresholds
from feedback.queries.knowledge import knowledge
from feedback.queries.learning import Learning, learning
from feedback.rules import say
from feedback.terms import ModelState, Role
from feedback.web.admin.settings_form import Answer, Whole, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.languages import language
from feedback.web.request_session import reading, writing


class ThresholdForm(FlaskForm):
    percent = Whole(
        lazy_gettext("Chắc ít nhất bao nhiêu phần trăm thì chuyển thẳng"),
        [Optional()],
        description=lazy_gettext("Để trống: theo ngưỡng mà mô hình đã học"),
    )


@staff_only(Role.ADMIN)
def learning_page() -> str:
    session, now = reading(), clock.now()
    known, reader, found = admin_lists.names(session), knowledge(session).reader, learning(session, now)
    return render_template(
        "admin/learning.html",
        version=reader.version,
        problem=reader.problem,
        is_own=any(row.state is ModelState.ACTIVE for row in found.models),
        models=[_model(row) for row in found.models],
        **_lists(found, known),
        total=found.total,
    )


@staff_only(Role.ADMIN)
def promote_model(model_id: int) -> Response:
    return _acted(lambda session: learn.promote(session, actor(), model_id), _("Mô hình này quyết định từ bây giờ."))


@staff_only(Role.ADMIN)
def shipped_model() -> Response:
    return _acted(
        lambda session: learn.back_to_shipped(session, actor()), _("Đã quay lại mô hình đi kèm chương trình.")
    )


@staff_only(Role.ADMIN)
def thresholds_page() -> str:
    session = reading()
    settings, reader = city(session), knowledge(session).reader
    measures, own = thresholds(settings, reader), settings.more.get(FIELD_THRESHOLDS, {})
    top = [field for field in admin_lists.names(session).fields.values() if field.parent_code is None]
    return render_template(
        "admin/thresholds.html",
        rows=[
            [
                {"words": field.label(language()), "url": url_for("admin.threshold", code=field.code)},
                {"words": _percent(measures.of(field.code))},
                {"words": _source(field.code, own, reader.measures)},
            ]
            for field in top
        ],
        city_measure=_percent(settings.auto_threshold),
    )


@staff_only(Role.ADMIN)
def threshold(code: str) -> Answer:
    session = reading()
    field = session.get(Field, code)
    if field is None:
        abort(404)
    settings, reader = city(session), knowledge(session).reader
    own = settings.more.get(FIELD_THRESHOLDS, {}).get(code)
    form = ThresholdForm(data={"percent": round(100 * own) if own is not None else None})
    learnt = reader.measures.get(code, settings.auto_threshold)
    title = field.label(language())

    def page() -> str:
        crumbs = [(_("Ngưỡng tự chuyển"), url_for("admin.thresholds_page")), (title, None)]
        note = _("Không đặt riêng thì lĩnh vực này cần %(share)s.", share=_percent(learnt))
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lưu ngưỡng"), note=note)

    def save(session: Session) -> None:
        change_threshold(session, actor(), code, form.percent.data)

    return answered(form, page, save, _("Đã lưu ngưỡng."), url_for("admin.thresholds_page"))


def _acted(act: Callable[[Session], object], done: str) -> Response:
    try:
        with writing() as session:
            act(session)
        flash(done)
    except FeedbackError as error:
        flash(translated(error), "error")
    return redirect(url_for("admin.learning_page"))


def _model(row: FieldModelRow) -> dict[str, Any]:
    lived = row.figures.get("lived")
    return {
        "id": row.id,
        "version": row.version,
        "state": row.state,
        "trained": say.moment(row.trained_at, clock.now(), language()),
        "figures": _("đúng %(now)s, mô hình trước đó %(before)s trên cùng %(count)s câu",
                     now=_percent(row.figures["top1"]), before=_percent(row.figures["top1_before"]),
                     count=say.number(row.figures["n"], 0, language())),
        "lived": _("chạy song song: đúng %(now)s, mô hình đang dùng %(before)s trên %(count)s phản ánh",
                   now=_percent(lived["top1"]), before=_percent(lived["top1_before"]),
                   count=say.number(lived["n"], 0, language())) if lived else "",
        "verdict": row.verdict,
        "corrections": say.number(row.figures.get("corrections", 0), 0, language()),
        "may_promote": row.state is not ModelState.ACTIVE and row.size_bytes > 0,
    }  # fmt: skip


def _lists(found: Learning, known: admin_lists.Names) -> dict[str, Any]:
    def name(code: str | None) -> str:
        return known.field(code, language()) if code else _("chưa đoán")

    return {
        "weeks": [
            [
                {"words": _("tuần từ %(day)s", day=say.numeric_date(week.monday))},
                {"words": say.number(week.score.n, 0, language())},
                {"words": _percent(week.score.share), "share": round(100 * week.score.share)},
            ]
            for week in found.weeks
        ],
        "confusion": [
            [{"words": name(right)}, {"words": name(guessed)}, {"words": say.number(times, 0, language())}]
            for (right, guessed), times in found.confusion
        ],
        "examples": [
            [
                {"words": one.number},
                {"words": name(one.guessed)},
                {"words": name(one.right)},
                {"words": one.lesson.label(language())},
                {"words": say.moment(one.at, clock.now(), language())},
            ]
            for one in found.examples
        ],
    }


def _source(code: str, own: dict[str, float], learnt: dict[str, float]) -> str:
    if code in own:
        return _("đặt ở đây")
    return _("mô hình đã học") if code in learnt else _("chung của thành phố")


def _percent(share: float) -> str:
    return say.percent(100 * min(share, 1.0), 0, language())
