"""Time limits: what is in force; a change is a new version from a day on."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from feedback.actions.change_limit import change_limit
from feedback.actions.effects import lately_by, running_by
from feedback.models import Limit
from feedback.queries import admin_lists
from feedback.rules import say
from feedback.terms import Role, Unit
from feedback.web.admin.listing import page_number, pages, query, today, validity
from feedback.web.admin.settings_form import Answer, Chosen, Day, Whole, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading


class LimitForm(FlaskForm):
    amount = Whole(lazy_gettext("Thời hạn"), [InputRequired(lazy_gettext("Hãy ghi thời hạn."))])
    unit = Chosen(lazy_gettext("Đơn vị"), coerce=Unit)
    valid_from = Day(
        lazy_gettext("Áp dụng từ ngày"),
        [DataRequired(lazy_gettext("Hãy chọn ngày bắt đầu."))],
        description=lazy_gettext("Từ hôm nay trở đi; bản đang có kết thúc ngày hôm trước"),
    )
    legal_basis = StringField(lazy_gettext("Căn cứ"))


@staff_only(Role.ADMIN)
def limits() -> str:
    session, old = reading(), request.args.get("old", "")
    known = admin_lists.names(session)
    found = admin_lists.limits(session, known, query(), page_number(), today(), with_old=bool(old))
    return render_template(
        "admin/list.html",
        title=_("Thời hạn"),
        note=_("dòng cụ thể nhất đang áp dụng sẽ quyết định"),
        action=url_for("admin.limits"),
        query=query(),
        hint=_("Đồng hồ, lĩnh vực, căn cứ"),
        filters=[
            {
                "name": "old",
                "label": _("Phiên bản"),
                "options": [("", _("Đang và sắp áp dụng")), ("1", _("Cả bản cũ"))],
                "value": old,
            }
        ],
        columns=[
            (_("Đồng hồ"), "name"), (_("Lĩnh vực"), "words"), (_("Mức độ"), "words"), (_("Thời hạn"), "words"),
            (_("Áp dụng"), "words"), (_("Căn cứ"), "words"),
        ],
        rows=[_row(row, known) for row in found.rows],
        pages=pages(found, "admin.limits", old=old),
    )  # fmt: skip


@staff_only(Role.ADMIN)
def limit(limit_id: int) -> Answer:
    session = reading()
    held = session.get(Limit, limit_id)
    if held is None:
        abort(404)
    known = admin_lists.names(session)
    form = LimitForm(data={"amount": held.amount, "unit": held.unit, "legal_basis": held.legal_basis})
    form.unit.choices = [SelectChoice(unit, unit.label(language())) for unit in Unit]
    title = f"{held.clock.label(language())}: {_scope(held, known)}"
    said = _(
        "Đang là %(amount)s, %(validity)s.", amount=_amount(held), validity=validity(held.valid_from, held.valid_to)
    )

    def page() -> str:
        crumbs = [(_("Thời hạn"), url_for("admin.limits")), (code, None)]
        running = running_by(reading(), code)
        kept = ngettext(
            "%(num)s đồng hồ đang chạy theo bản này giữ nguyên lời hẹn cũ.",
            "%(num)s đồng hồ đang chạy theo bản này giữ nguyên lời hẹn cũ.",
            running,
        )
        note = f"{said} {kept}"
        return drawn(form, title=title, crumbs=crumbs, verb=_("Lập bản mới"), note=note)

    def save(session: Session) -> None:
        change_limit(
            session,
            actor(),
            session.get_one(Limit, limit_id),
            amount=form.amount.data,
            unit=form.unit.data,
            valid_from=form.valid_from.data,
            legal_basis=form.legal_basis.data or "",
        )

    def effect(session: Session) -> list[str]:
        kept = running_by(session, code)
        lately = lately_by(session, session.get_one(Limit, limit_id))
        after = f"{say.number(form.amount.data, 0, language())} {form.unit.data.label(language())}"
        return [
            _("Đồng hồ bắt đầu từ %(day)s: %(after)s thay vì %(before)s.", day=say.numeric_date(form.valid_from.data),
              after=after, before=before),
            _("%(count)s đồng hồ đang chạy theo bản này giữ nguyên lời hẹn cũ, không hạn nào dời.", count=kept),
            _("30 ngày qua có %(count)s đồng hồ bắt đầu theo bản này.", count=lately),
        ]  # fmt: skip

    code, before = held.code, _amount(held)
    done = _("Đã lập bản mới của thời hạn.")
    return answered(form, page, save, done, url_for("admin.limits"), effect)


def _row(row: Limit, known: admin_lists.Names) -> list[dict[str, str | None]]:
    return [
        {"words": row.clock.label(language()), "url": url_for("admin.limit", limit_id=row.id)},
        {"words": known.field(row.field_code, language()) or _("mọi lĩnh vực")},
        {"words": row.level.label(language()) if row.level else _("mọi mức độ")},
        {"words": _amount(row)},
        {"words": validity(row.valid_from, row.valid_to)},
        {"words": row.legal_basis},
    ]


def _scope(row: Limit, known: admin_lists.Names) -> str:
    parts = [known.field(row.field_code, language()), row.level.label(language()).lower() if row.level else ""]
    return ", ".join(part for part in parts if part) or _("mọi lĩnh vực")


def _amount(row: Limit) -> str:
    return f"{say.number(row.amount, 0, language())} {row.unit.label(language())}"
