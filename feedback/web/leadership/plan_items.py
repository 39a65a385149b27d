"""One target or task: what it is, how it came to stand so, and what each person may do about it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, MultipleFileField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from feedback import clock
from feedback.actions.report_progress import report_progress
from feedback.actions.write_item import add_item, change_item, name_person, owned, remove_item
from feedback.errors import FeedbackError, NotYours
from feedback.models import PlanFile, PlanItem, PlanItemChange
from feedback.queries.knowledge import knowledge
from feedback.queries.meetings import concluded_at
from feedback.queries.people import officials_of
from feedback.queries.programme import NO_ITEM, history, item_for, plan_for
from feedback.queries.visible import visible_items
from feedback.rules import say
from feedback.rules.lifecycle import WRONG_ROLE
from feedback.rules.programme import ENTERS, is_overdue, may_name, may_plan, may_report
from feedback.terms import ProgrammeStatus
from feedback.web.admin.listing import today
from feedback.web.admin.settings_form import Answer, Chosen, Day, Whole, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.downloads import kept_file
from feedback.web.form_errors import put_on
from feedback.web.hotline.choices import agency_choices
from feedback.web.kept_files import kept_evidence
from feedback.web.languages import language
from feedback.web.leadership import board
from feedback.web.leadership.programme import status_words
from feedback.web.request_session import reading, writing

View = dict[str, Any]


class Versioned(FlaskForm):
    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version the reader saw; 0, which no item has, when somebody has changed the field."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


class ItemForm(Versioned):
    is_target = Chosen(lazy_gettext("Loại"))
    name = TextAreaField(lazy_gettext("Tên"), description=lazy_gettext("Việc gì, đến mức nào thì coi là xong"))
    owner_code = Chosen(lazy_gettext("Đơn vị chịu trách nhiệm"), [Optional()])
    due_on = Day(lazy_gettext("Hạn"), [Optional()])
    why = StringField(lazy_gettext("Lý do đổi hạn"), [Optional()])


class ProgressForm(Versioned):
    status = Chosen(lazy_gettext("Trạng thái"), coerce=ProgrammeStatus)
    progress_pct = Whole(lazy_gettext("Tiến độ, 0 đến 100 %"), [Optional()])
    why = TextAreaField(
        lazy_gettext("Đã làm được gì, minh chứng"),
        description=lazy_gettext("Số văn bản, kết quả, địa chỉ tra cứu; ghi cả vướng mắc nếu có"),
    )
    pictures = MultipleFileField(
        lazy_gettext("Tệp minh chứng"), description=lazy_gettext("Ảnh hoặc PDF, nhiều nhất 5 tệp, mỗi tệp dưới 10 MB")
    )


class PersonForm(Versioned):
    owner_id = Chosen(lazy_gettext("Người phụ trách"), [Optional()])


class RemovalForm(Versioned):
    why = StringField(lazy_gettext("Lý do"))


@staff_only(*ENTERS)
def new_item(plan: str) -> Answer:
    held = plan_for(reading(), actor(), plan)
    _only_planners(held.secretary_id)
    form = ItemForm(is_target="tasks")
    del form.why
    _choices(form)

    def save(session: Session) -> None:
        add_item(
            session,
            actor(),
            plan_for(session, actor(), plan),
            is_target=form.is_target.data == "targets",
            name=form.name.data or "",
            owner_code=form.owner_code.data or None,
            due_on=form.due_on.data,
        )

    home, title = url_for("leadership.programme", plan=plan), _("Thêm chỉ tiêu, nhiệm vụ")
    crumbs = [(held.name, home), (title, None)]
    return answered(
        form,
        lambda: drawn(form, title=title, crumbs=crumbs, verb=_("Thêm mục"), order=drawn_fields(form)),
        save,
        _("Đã thêm mục."),
        home,
    )


@staff_only(*ENTERS)
def item(item_id: int) -> Answer:
    """The item; a report on its progress is posted here."""
    held = item_for(reading(), actor(), item_id)
    form = ProgressForm(data={"status": held.status, "progress_pct": held.progress_pct, "version": str(held.version)})
    form.status.choices = [SelectChoice(one, status_words(one, held.is_target)) for one in _statuses(held)]
    if not form.is_submitted():
        return _page(held, form)
    if not form.validate():
        return _page(held, form), 422
    try:
        with kept_evidence(form.pictures) as kept, writing() as session:
            report_progress(
                session,
                actor(),
                item_for(session, actor(), item_id),
                form.seen,
                status=form.status.data,
                progress_pct=form.progress_pct.data,
                why=form.why.data or "",
                kept=kept,
            )
    except FeedbackError as error:
        status = put_on(form, error)
        return _page(item_for(reading(), actor(), item_id), form), status
    flash(_("Đã ghi tiến độ."))
    return redirect(url_for("leadership.item", item_id=item_id))


@staff_only(*ENTERS)
def edit_item(item_id: int) -> Answer:
    held = item_for(reading(), actor(), item_id)
    _only_planners(held.plan.secretary_id)
    form = ItemForm(
        data={
            "name": held.name, "owner_code": held.owner_code or "", "due_on": held.due_on,
            "version": str(held.version),
        }
    )  # fmt: skip
    del form.is_target
    _choices(form)

    def save(session: Session) -> None:
        change_item(
            session,
            actor(),
            item_for(session, actor(), item_id),
            form.seen,
            name=form.name.data or "",
            owner_code=form.owner_code.data or None,
            due_on=form.due_on.data,
            why=form.why.data or "",
        )

    return _small(held, form, _("Sửa mục"), _("Lưu mục"), save, _("Đã lưu mục."))


@staff_only(*ENTERS)
def name_owner(item_id: int) -> Answer:
    held = item_for(reading(), actor(), item_id)
    if not may_name(actor(), owned(held)):
        raise NotYours(WRONG_ROLE)
    form = PersonForm(data={"owner_id": str(held.owner_id or ""), "version": str(held.version)})
    people = officials_of(reading(), held.owner_code) if held.owner_code else []
    form.owner_id.choices = [
        SelectChoice("", _("Chưa giao ai: cả đơn vị báo cáo được")),
        *(SelectChoice(str(one.id), one.full_name) for one in people),
    ]

    def save(session: Session) -> None:
        chosen = int(form.owner_id.data) if form.owner_id.data else None
        name_person(session, actor(), item_for(session, actor(), item_id), form.seen, chosen)

    return _small(held, form, _("Người phụ trách"), _("Lưu người phụ trách"), save, _("Đã ghi người phụ trách."))


@staff_only(*ENTERS)
def drop_item(item_id: int) -> Answer:
    held = item_for(reading(), actor(), item_id)
    _only_planners(held.plan.secretary_id)
    form = RemovalForm(data={"version": str(held.version)})

    def save(session: Session) -> None:
        remove_item(session, actor(), item_for(session, actor(), item_id), form.seen, form.why.data or "")

    return _small(held, form, _("Đưa ra khỏi chương trình"), _("Đưa ra khỏi chương trình"), save, _("Đã đưa mục ra."))


@staff_only(*ENTERS)
def plan_file(name: str) -> Response:
    """A file of an item's history, as a download, for whoever may see the item."""
    query = (
        select(PlanFile)
        .join(PlanItemChange, PlanItemChange.id == PlanFile.change_id)
        .join(PlanItem, PlanItem.id == PlanItemChange.item_id)
        .where(PlanFile.stored_as == name, visible_items(actor()))
    )
    found = reading().scalars(query).first() if name.isascii() and name.isalnum() else None
    return kept_file(found, NO_ITEM)


def _small(held: PlanItem, form: FlaskForm, title: str, verb: str, save: Any, done: str) -> Answer:
    here = url_for("leadership.item", item_id=held.id)
    crumbs = [
        (held.plan.name, url_for("leadership.programme", plan=held.plan_code)),
        (_name(held), here),
        (title, None),
    ]
    return answered(
        form,
        lambda: drawn(form, title=title, crumbs=crumbs, verb=verb, cancel=here, order=drawn_fields(form)),
        save,
        done,
        here,
    )


def drawn_fields(form: FlaskForm) -> list[str]:
    return [field.short_name for field in form if not isinstance(field, HiddenField)]


def _page(held: PlanItem, form: ProgressForm) -> str:
    session, who = reading(), actor()
    return render_template(
        "leadership/item.html",
        item=held,
        title=_name(held),
        form=form,
        made_by=concluded_at(session, held),
        is_overdue=is_overdue(held.status, held.due_on, today()) and held.removed_at is None,
        facts=_facts(held),
        due=_day(held.due_on),
        lines=[_line(one, held) for one in history(session, held)],
        may_plan=may_plan(who, held.plan.secretary_id) and held.removed_at is None,
        may_name=may_name(who, owned(held)) and held.removed_at is None and bool(held.owner_code),
        may_report=may_report(who, owned(held)) and held.removed_at is None,
    )


def _facts(held: PlanItem) -> list[tuple[str, str]]:
    return [
        (_("Trạng thái"), _standing(held.status, held.progress_pct, held)),
        (_("Đơn vị"), held.owner or "–"),
        (_("Người phụ trách"), held.owner_person.full_name if held.owner_person else "–"),
        (_("Hạn"), _day(held.due_on)),
    ]


def _line(one: PlanItemChange, held: PlanItem) -> View:
    """A line of the history: where the item came to stand, by whom, and why."""
    moved = one.from_status != one.to_status or one.from_pct != one.to_pct
    words = [_standing(one.to_status, one.to_pct, held)] if moved else []
    if moved and one.from_status is not None:
        words[0] = _(
            "%(before)s thành %(after)s", before=_standing(one.from_status, one.from_pct, held), after=words[0]
        )
    if one.from_due_on != one.to_due_on and one.from_status is not None:
        words.append(_("hạn %(before)s thành %(after)s", before=_day(one.from_due_on), after=_day(one.to_due_on)))
    who = one.account.full_name if one.account else _("Hệ thống")
    return {
        "tone": "done" if one.to_status is ProgrammeStatus.DONE else None,
        "icon": "circle-check" if one.to_status is ProgrammeStatus.DONE else "pencil",
        "words": "; ".join(words) or who,
        "at": one.at,
        "moment": say.moment(one.at, clock.now(), language()),
        "who": who,
        "text": one.why,
        "files": [_file(number, file) for number, file in enumerate(one.files, 1)],
    }


def _moved(one: PlanItemChange, held: PlanItem) -> str:
    after = _standing(one.to_status, one.to_pct, held)
    if one.from_status is None:
        return after
    if one.from_status is one.to_status:
        before, after = board.percent(one.from_pct), board.percent(one.to_pct)
    else:
        before = _standing(one.from_status, one.from_pct, held)
    return _("%(before)s thành %(after)s", before=before, after=after)


def _file(number: int, one: PlanFile) -> View:
    is_picture = one.media_type.startswith("image/")
    return {
        "url": url_for("leadership.plan_file", name=one.stored_as),
        "words": _("Ảnh %(number)s", number=number) if is_picture else one.original_name,
        "is_picture": is_picture,
    }


def _standing(status: ProgrammeStatus, progress_pct: int, held: PlanItem) -> str:
    return f"{status_words(status, held.is_target)}, {board.percent(progress_pct)}"


def _day(day: Any) -> str:
    return say.numeric_date(day) if day else "–"


def _statuses(held: PlanItem) -> list[ProgrammeStatus]:
    """In the order in which work goes."""
    if held.is_target:
        return [ProgrammeStatus.IN_PROGRESS, ProgrammeStatus.DONE]
    return [ProgrammeStatus.NOT_STARTED, ProgrammeStatus.IN_PROGRESS, ProgrammeStatus.DONE]


def _name(held: PlanItem) -> str:
    if held.is_target:
        return _("Chỉ tiêu %(number)s", number=held.number)
    return _("Nhiệm vụ %(number)s", number=held.number)


def _choices(form: ItemForm) -> None:
    if "is_target" in form:
        form.is_target.choices = [SelectChoice("tasks", _("Nhiệm vụ")), SelectChoice("targets", _("Chỉ tiêu"))]
    form.owner_code.choices = agency_choices(knowledge(reading()), _("Chưa giao cho đơn vị nào"))


def _only_planners(secretary: int | None) -> None:
    if not may_plan(actor(), secretary):
        raise NotYours(WRONG_ROLE)
