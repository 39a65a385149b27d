"""Campaigns: for a while another limit for a field, with its legal basis; started here, ended earlier if need be."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from feedback.actions.campaigns import end_campaign, start_campaign
from feedback.actions.effects import lately_by, running_by
from feedback.models import Limit
from feedback.queries import admin_lists
from feedback.queries.limits import applicable
from feedback.rules import say
from feedback.rules.text import fold
from feedback.terms import ClockKind, Level, Role, Unit
from feedback.web.admin.listing import pages, query, today, validity
from feedback.web.admin.settings_form import Answer, Chosen, Day, Whole, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading


class CampaignForm(FlaskForm):
    name = StringField(lazy_gettext("Tên đợt"), description=lazy_gettext("Ví dụ: 15 ngày vệ sinh môi trường trước Tết"))
    field_code = Chosen(lazy_gettext("Lĩnh vực"))
    level = Chosen(lazy_gettext("Mức độ"), description=lazy_gettext("Việc khẩn luôn giữ thời hạn khẩn"))
    amount = Whole(lazy_gettext("Thời hạn"), [InputRequired(lazy_gettext("Hãy ghi thời hạn."))])
    unit = Chosen(lazy_gettext("Đơn vị"), coerce=Unit)
    valid_from = Day(lazy_gettext("Từ ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày bắt đầu."))])
    valid_to = Day(lazy_gettext("Đến hết ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày kết thúc."))])
    legal_basis = StringField(lazy_gettext("Căn cứ"))


class EndForm(FlaskForm):
    last_on = Day(lazy_gettext("Ngày cuối của đợt"), [DataRequired(lazy_gettext("Hãy chọn ngày kết thúc."))])


@staff_only(Role.ADMIN)
def campaigns() -> str:
    session, wanted = reading(), fold(query())
    known = admin_lists.names(session)
    found = select(Limit).where(Limit.campaign != "", Limit.clock == ClockKind.RESOLVE)
    lines = session.scalars(found.order_by(Limit.valid_from.desc(), Limit.id.desc())).all()
    rows = [_row(line, known) for line in lines if wanted in fold(f"{line.campaign} {line.legal_basis}")]
    return render_template(
        "admin/list.html",
        title=_("Đợt thời hạn"),
        note=_("trong một thời gian, một lĩnh vực có thời hạn khác; lời đã hẹn không đổi"),
        action=url_for("admin.campaigns"),
        query=query(),
        hint=_("Tên đợt, căn cứ"),
        add=(_("Mở đợt mới"), url_for("admin.new_campaign")),
        columns=[
            (_("Đợt"), "name"), (_("Lĩnh vực"), "words"), (_("Mức độ"), "words"), (_("Thời hạn"), "words"),
            (_("Áp dụng"), "words"), (_("Căn cứ"), "words"),
        ],
        rows=rows,
        pages=pages(admin_lists.Page(len(rows), 1, rows), "admin.campaigns"),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def new_campaign() -> Answer:
    form = CampaignForm(unit=Unit.WORKING_DAYS)
    known = admin_lists.names(reading())
    fields = [SelectChoice(code, known.field(code, language())) for code in known.fields]
    form.field_code.choices = [SelectChoice("", _("Chọn lĩnh vực")), *fields]
    levels = [SelectChoice(level.value, level.label(language())) for level in (Level.NORMAL, Level.COMPLEX)]
    form.level.choices = [SelectChoice("", _("mọi mức độ, trừ khẩn")), *levels]
    form.unit.choices = [SelectChoice(unit, unit.label(language())) for unit in Unit]

    def page() -> str:
        crumbs = [(_("Đợt thời hạn"), url_for("admin.campaigns")), (_("Mở đợt mới"), None)]
        note = _("Đợt đặt hẹn với người dân và thời hạn xử lý của đơn vị cho vụ nhận trong thời gian đó.")
        return drawn(form, title=_("Mở đợt mới"), crumbs=crumbs, verb=_("Mở đợt này"), note=note)

    def save(session: Session) -> None:
        start_campaign(
            session,
            actor(),
            name=form.name.data or "",
            field_code=form.field_code.data,
            level=Level(form.level.data) if form.level.data else None,
            amount=form.amount.data,
            unit=form.unit.data,
            valid_from=form.valid_from.data,
            valid_to=form.valid_to.data,
            legal_basis=form.legal_basis.data or "",
        )

    return answered(form, page, save, _("Đã mở đợt thời hạn."), url_for("admin.campaigns"), lambda _s: _effect(form))


@staff_only(Role.ADMIN)
def campaign(limit_id: int) -> Answer:
    held = reading().get(Limit, limit_id)
    if held is None or not held.campaign:
        abort(404)
    form = EndForm(data={"last_on": held.valid_to})
    name, code, said = held.campaign, held.code, validity(held.valid_from, held.valid_to)

    def page() -> str:
        crumbs = [(_("Đợt thời hạn"), url_for("admin.campaigns")), (name, None)]
        note = _("Đang %(validity)s. Chọn ngày sớm hơn để kết thúc đợt.", validity=said)
        return drawn(form, title=name, crumbs=crumbs, verb=_("Kết thúc sớm"), note=note)

    def save(session: Session) -> None:
        end_campaign(session, actor(), session.get_one(Limit, limit_id), last_on=form.last_on.data)

    def effect(session: Session) -> list[str]:
        kept = running_by(session, code)
        return [
            _("Vụ nhận sau %(day)s theo thời hạn thường.", day=say.numeric_date(form.last_on.data)),
            _("%(count)s đồng hồ đang chạy theo đợt này giữ nguyên lời hẹn, không hạn nào dời.", count=kept),
        ]

    return answered(form, page, save, _("Đã đổi ngày cuối của đợt."), url_for("admin.campaigns"), effect)


def _effect(form: CampaignForm) -> list[str]:
    """What the promise would be, what it is without the campaign, and how many cases that was lately."""
    session = reading()
    level = Level(form.level.data) if form.level.data else Level.NORMAL
    usual = applicable(session, ClockKind.RESOLVE, form.field_code.data, level, form.valid_from.data)
    after = f"{say.number(form.amount.data, 0, language())} {form.unit.data.label(language())}"
    lines = [_("Không đồng hồ đang chạy nào dời hạn: lời đã hẹn giữ nguyên.")]
    if usual is not None:
        before = f"{say.number(usual.amount, 0, language())} {usual.unit.label(language())}"
        lines.insert(0, _("Trong đợt hẹn %(after)s, thường ngày hẹn %(before)s.", after=after, before=before))
        lately = lately_by(session, usual)
        lines.append(_("30 ngày qua có %(count)s lời hẹn theo thời hạn thường ngày đó.", count=lately))
    return lines


def _row(row: Limit, known: admin_lists.Names) -> list[dict[str, str | None]]:
    is_on = row.valid_to is not None and row.valid_from <= today() <= row.valid_to
    return [
        {"words": row.campaign, "url": url_for("admin.campaign", limit_id=row.id)},
        {"words": known.field(row.field_code, language())},
        {"words": row.level.label(language()) if row.level else _("mọi mức độ, trừ khẩn")},
        {"words": f"{say.number(row.amount, 0, language())} {row.unit.label(language())}"},
        {"words": validity(row.valid_from, row.valid_to) + (f" ({_('đang chạy')})" if is_on else "")},
        {"words": row.legal_basis},
    ]
