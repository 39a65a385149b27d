"""The programme: how many targets are met and tasks done, item by item, and what is overdue."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from feedback.actions.plan_sheet import MOST_BYTES, read_sheet
from feedback.actions.write_plan import change_plan, create_plan
from feedback.errors import FeedbackError, Missing, NotYours
from feedback.models import Plan, PlanItem
from feedback.queries.people import programme_people
from feedback.queries.programme import (
    KINDS,
    NO_PLAN,
    OVERDUE,
    Asked,
    Items,
    listed,
    narrowed,
    overdue,
    plan_for,
    plans,
    programme_summary,
)
from feedback.rules import say
from feedback.rules.lifecycle import WRONG_ROLE
from feedback.rules.programme import ENTERS, PLANNERS, SEE_ALL, is_overdue, may_plan
from feedback.terms import ProgrammeStatus
from feedback.web.admin.listing import today
from feedback.web.admin.settings_form import Answer, Chosen, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.error_pages import translated
from feedback.web.form_errors import put_on
from feedback.web.languages import language
from feedback.web.leadership import board
from feedback.web.leadership.plan_sheets import SheetForm, hand_in
from feedback.web.request_session import reading

View = dict[str, Any]


class PlanForm(FlaskForm):
    code = StringField(lazy_gettext("Mã chương trình"), description=lazy_gettext("Ví dụ: ke-hoach-2026"))
    name = StringField(lazy_gettext("Tên chương trình"))
    period = StringField(lazy_gettext("Kỳ"), description=lazy_gettext("Ví dụ: 2026, 2026-H1, 2026-Q3"))
    source = StringField(lazy_gettext("Nguồn"), [Optional()], description=lazy_gettext("Văn bản ban hành chương trình"))
    secretary_id = Chosen(
        lazy_gettext("Thư ký Ban chỉ đạo"),
        [Optional()],
        description=lazy_gettext("Được ghi mục, ghi họp và nạp bảng của chương trình này"),
    )


@staff_only(*ENTERS)
def programme() -> str:
    return _page(SheetForm())


@staff_only(*ENTERS)
def load_programme() -> Response | tuple[str, int]:
    """Keep a sheet that can be read and show what it would change; nothing is loaded yet."""
    if not any(may_plan(actor(), one) for one in (None, *(plan.secretary_id for plan in plans(reading(), actor())))):
        raise NotYours(WRONG_ROLE)
    form = SheetForm()
    if not form.validate_on_submit():
        return _page(form), 422
    name, content = form.file.data.filename or "", form.file.data.read(MOST_BYTES + 1)
    troubles = read_sheet(content).troubles
    if troubles:
        status = put_on(form, troubles[0])
        return _page(form, [translated(one) for one in troubles]), status
    try:
        sheet_id = hand_in(form, name, content)
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(form), status
    return redirect(url_for("leadership.sheet", sheet_id=sheet_id))


@staff_only(*PLANNERS)
def new_plan() -> Answer:
    form = PlanForm()
    del form.secretary_id
    title = _("Lập chương trình mới")

    def save(session: Session) -> None:
        said = {name: form[name].data or "" for name in ("name", "period", "source")}
        create_plan(session, actor(), (form.code.data or "").strip(), **said)

    crumbs = [(_("Chương trình"), url_for("leadership.programme")), (title, None)]
    next_url = url_for("leadership.programme", plan=(form.code.data or "").strip() or None)
    return answered(form, lambda: drawn(form, title=title, crumbs=crumbs, verb=title), save, _("Đã lập."), next_url)


@staff_only(*ENTERS)
def edit_plan(plan: str) -> Answer:
    held = plan_for(reading(), actor(), plan)
    form = PlanForm(data={**_said(held), "secretary_id": str(held.secretary_id or "")})
    del form.code
    if actor().role in PLANNERS:
        form.secretary_id.choices = [
            SelectChoice("", _("Chưa có thư ký")),
            *(
                SelectChoice(str(one.id), f"{one.full_name}, {one.agency.short_name}")
                for one in programme_people(reading())
            ),
        ]
    else:
        del form.secretary_id
    secretary = held.secretary_id

    def save(session: Session) -> None:
        chosen = int(form.secretary_id.data) if "secretary_id" in form and form.secretary_id.data else None
        change_plan(
            session,
            actor(),
            plan_for(session, actor(), plan),
            name=form.name.data or "",
            period=form.period.data or "",
            source=form.source.data or "",
            secretary_id=chosen if "secretary_id" in form else secretary,
        )

    home = url_for("leadership.programme", plan=plan)
    crumbs = [(held.name, home), (_("Sửa chương trình"), None)]

    def draw() -> str:
        return drawn(form, title=_("Sửa chương trình"), crumbs=crumbs, verb=_("Lưu chương trình"))

    return answered(form, draw, save, _("Đã lưu chương trình."), home)


def _page(form: SheetForm, troubles: list[str] | None = None) -> str:
    """The whole page; with what is wrong with a sheet that was handed in."""
    session, who = reading(), actor()
    known = plans(session, who)
    wanted = request.args.get("plan", "")
    plan = next((one for one in known if one.code == wanted), None) if wanted else next(iter(known), None)
    if wanted and plan is None:
        raise Missing(NO_PLAN)
    return render_template(
        "leadership/programme.html",
        form=form,
        troubles=troubles or [],
        may_begin=who.role in PLANNERS,
        may_plan=may_plan(who, plan.secretary_id if plan else None),
        sees_all=plan is not None and (who.role in SEE_ALL or may_plan(who, plan.secretary_id)),
        plans=[(one.code, f"{one.name} ({one.period})") for one in known],
        plan=plan,
        **(_sheet(session, plan) if plan else {}),
    )


def _sheet(session: Session, plan: Plan) -> View:
    asked = Asked(
        *(request.args.get(name, "").strip()[:200] for name in ("kind", "status", "owner", "q")),
        request.args.get("page", 1, type=int),
    )
    seen = listed(session, actor(), plan.code)
    found = narrowed(seen, asked, today())
    summary = programme_summary(session, plan.code, actor=actor())
    return {
        "summary": summary,
        "targets_pct": board.percent(summary["targets_pct"]),
        "done_pct": board.percent(summary["done_pct"]),
        "tabs": _tabs(plan, summary, len(overdue(seen, today())), asked),
        "asked": asked,
        "kept": {
            "plan": plan.code,
            **{name: word for name, word in (("kind", asked.kind), ("status", asked.status)) if word},
        },
        "owners": [("", _("mọi đơn vị")), *((name, name) for name in found.owners)] if found.owners else [],
        "rows": [_row(item) for item in found.rows],
        "pages": _pages(plan, found, asked),
    }


def _tabs(plan: Plan, summary: View, late: int, asked: Asked) -> list[View]:
    tabs = (
        ("", "", _("Tất cả"), summary["targets"] + summary["tasks"]),
        ("targets", "", _("Chỉ tiêu"), summary["targets"]),
        ("targets", "done", _("Chỉ tiêu đã đạt"), summary["targets_met"]),
        ("tasks", "", _("Nhiệm vụ"), summary["tasks"]),
        ("tasks", "done", _("Nhiệm vụ đã xong"), summary["done"]),
        ("tasks", "in_progress", _("Đang thực hiện"), summary["in_progress"]),
        ("tasks", "not_started", _("Chưa thực hiện"), summary["not_started"]),
        ("", OVERDUE, _("Quá hạn"), late),
    )
    here = (asked.kind if asked.kind in KINDS else "", asked.status)
    return [
        {
            "words": words,
            "count": count,
            "tone": "brick" if status == OVERDUE else None,
            "url": url_for("leadership.programme", plan=plan.code, kind=kind or None, status=status or None),
            "is_current": (kind, status) == here,
        }
        for kind, status, words, count in tabs
    ]


def _row(item: PlanItem) -> list[View]:
    late = is_overdue(item.status, item.due_on, today())
    due = say.numeric_date(item.due_on) if item.due_on else "–"
    return [
        {"words": f"{item.number}. {item.name}", "url": url_for("leadership.item", item_id=item.id)},
        {"words": _("Chỉ tiêu") if item.is_target else _("Nhiệm vụ")},
        {"words": item.owner or "–"},
        {"words": status_words(item.status, item.is_target)},
        {"words": board.percent(item.progress_pct), "share": item.progress_pct},
        {"words": _("%(day)s, quá hạn", day=due) if late else due},
    ]


def status_words(status: ProgrammeStatus, is_target: bool) -> str:
    if is_target:
        return _("Đạt") if status is ProgrammeStatus.DONE else _("Chưa đạt")
    return status.label(language())


def _pages(plan: Plan, found: Items, asked: Asked) -> View:
    def at(number: int) -> str | None:
        kept = {"kind": asked.kind, "status": asked.status, "owner": asked.owner, "q": asked.query}
        chosen: dict[str, Any] = {name: value for name, value in kept.items() if value}
        is_there = 1 <= number <= found.pages
        return url_for("leadership.programme", plan=plan.code, page=number, **chosen) if is_there else None

    words = _("%(total)s dòng, trang %(page)s trong %(pages)s", total=found.total, page=found.page, pages=found.pages)
    return {"words": words, "previous": at(found.page - 1), "next": at(found.page + 1)}


def _said(plan: Plan) -> dict[str, str]:
    return {"name": plan.name, "period": plan.period, "source": plan.source}
