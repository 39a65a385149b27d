"""The form of one line of the matrix: when it holds, who answers, from which day on."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from feedback.queries.admin_lists import Names
from feedback.queries.knowledge import Knowledge
from feedback.queries.matrix import Line
from feedback.rules.rule_line import FACTS, KIND_OF_WARD, WARD
from feedback.terms import Level, Owner
from feedback.web.admin.rule_words import EVERY_DAY, WEEKEND, WORKDAYS, fact_words, ward_words, weekday_words
from feedback.web.admin.settings_form import Chosen, Day, Whole
from feedback.web.languages import language

WHEN = ("field_code", "place", "street_code", "owner", "level", "danger", "kind", "channel", "weekdays", "hours")
WHO = ("agency", "cooperating", "cooperating_too", "share_unknown")
FROM = ("position", "valid_from", "valid_to", "legal_basis", "why")


class RuleForm(FlaskForm):
    field_code = Chosen(lazy_gettext("Lĩnh vực"))
    place = Chosen(lazy_gettext("Nơi xảy ra"))
    street_code = Chosen(lazy_gettext("Tuyến đường"))
    owner = Chosen(lazy_gettext("Tài sản do ai quản lý"))
    level = Chosen(lazy_gettext("Mức độ"))
    danger = Chosen(lazy_gettext("Nguy hiểm"))
    kind = Chosen(lazy_gettext("Loại"))
    channel = Chosen(lazy_gettext("Kênh"))
    weekdays = Chosen(lazy_gettext("Thứ"))
    hours = StringField(lazy_gettext("Khung giờ"), description=lazy_gettext("Như 17:00-07:00; để trống là cả ngày"))
    agency = Chosen(lazy_gettext("Cơ quan chủ trì"))
    cooperating = Chosen(lazy_gettext("Cơ quan phối hợp"))
    cooperating_too = Chosen(lazy_gettext("Cơ quan phối hợp thứ hai"))
    share_unknown = Whole(
        lazy_gettext("Khi chưa rõ điều kiện, khả năng dòng này đúng (%)"),
        [
            InputRequired(lazy_gettext("Hãy ghi một số từ 0 đến 100.")),
            NumberRange(0, 100, lazy_gettext("Hãy ghi một số từ 0 đến 100.")),
        ],
        description=lazy_gettext("Tính khi chưa biết tuyến đường, chủ quản lý hoặc câu trả lời mà dòng này hỏi"),
    )
    position = Whole(
        lazy_gettext("Thứ tự"),
        [InputRequired(lazy_gettext("Hãy ghi thứ tự.")), NumberRange(1, 99_999, lazy_gettext("Từ 1 đến 99.999."))],
        description=lazy_gettext("Dòng nhỏ hơn được hỏi trước"),
    )
    valid_from = Day(lazy_gettext("Áp dụng từ ngày"), [DataRequired(lazy_gettext("Hãy chọn ngày bắt đầu."))])
    valid_to = Day(lazy_gettext("Đến hết ngày"), [Optional()])
    legal_basis = StringField(lazy_gettext("Căn cứ"))
    why = StringField(lazy_gettext("Vì sao đổi"), description=lazy_gettext("Ghi trong lịch sử của bảng phân công"))

    def line(self, before: Line) -> Line:
        """The line as it was typed; what the form does not show stays as it was."""
        facts = [[name, self[name].data] for name in FACTS if self[name].data]
        cooperating = dict.fromkeys(code for code in (self.cooperating.data, self.cooperating_too.data) if code)
        return before | {
            "position": self.position.data,
            "field_code": self.field_code.data,
            "place": self.place.data,
            "street_code": self.street_code.data or None,
            "owner": self.owner.data or None,
            "level": self.level.data or None,
            "facts": facts,
            "weekdays": self.weekdays.data,
            "hours": (self.hours.data or "").replace(" ", "")[:11],
            "share_unknown": self.share_unknown.data / 100,
            "agency": self.agency.data,
            "cooperating": ";".join(cooperating),
            "valid_from": self.valid_from.data.isoformat(),
            "valid_to": self.valid_to.data.isoformat() if self.valid_to.data else None,
            "legal_basis": (self.legal_basis.data or "").strip()[:300],
        }


def rule_form(line: Line, known: Names, city: Knowledge) -> RuleForm:
    """The form with this line in it, and everything that may be chosen."""
    form = RuleForm(data=_shown(line))
    agencies = [SelectChoice(code, name) for code, name in known.agencies.items()]
    nobody = SelectChoice("", _("Không có"))
    form.field_code.choices = [SelectChoice(code, field.label(language())) for code, field in known.fields.items()]
    form.place.choices = _places(city)
    form.street_code.choices = [SelectChoice("", _("Không hỏi")), *_streets(city)]
    form.owner.choices = _terms(Owner)
    form.level.choices = _terms(Level)
    for name, wanted in FACTS.items():
        choices = [SelectChoice(value, _capital(fact_words(name, value))) for value in wanted]
        form[name].choices = [SelectChoice("", _("Không hỏi")), *choices]
    form.weekdays.choices = [
        SelectChoice(days, _capital(weekday_words(days)))
        for days in dict.fromkeys((EVERY_DAY, WORKDAYS, WEEKEND, line["weekdays"]))
    ]
    form.agency.choices = [SelectChoice(WARD, ward_words()), *agencies]
    form.cooperating.choices = form.cooperating_too.choices = [nobody, *agencies]
    return form


def _shown(line: Line) -> dict[str, Any]:
    cooperating = [*line["cooperating"].split(";"), "", ""]
    facts = dict.fromkeys(FACTS, "") | dict(line["facts"])
    dates = {name: _day(line[name]) for name in ("valid_from", "valid_to")}
    empty = {name: line[name] or "" for name in ("street_code", "owner", "level")}
    return {
        **line,
        **facts,
        **dates,
        **empty,
        "cooperating": cooperating[0],
        "cooperating_too": cooperating[1],
        "share_unknown": round(100 * line["share_unknown"]),
        "why": "",
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _places(city: Knowledge) -> list[SelectChoice]:
    named = sorted({name.partition(" ")[0] for name in city.wards.values()})
    kinds = [SelectChoice(f"{KIND_OF_WARD}{kind}", _("Mọi %(kind)s", kind=kind)) for kind in named]
    wards = sorted(city.wards.items(), key=lambda item: item[1])
    return [SelectChoice("", _("Mọi nơi")), *kinds, *(SelectChoice(code, _capital(name)) for code, name in wards)]


def _streets(city: Knowledge) -> list[SelectChoice]:
    return [SelectChoice(code, street.name) for code, street in sorted(city.gazetteer.streets.items())]


def _terms(terms: type[Owner | Level]) -> list[SelectChoice]:
    return [SelectChoice("", _("Không hỏi")), *(SelectChoice(one.value, one.label(language())) for one in terms)]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
