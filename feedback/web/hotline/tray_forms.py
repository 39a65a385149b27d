"""The dispatcher's forms: where to send a case, and the three other ways it may leave the tray."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from feedback.models import Case
from feedback.queries.knowledge import Knowledge
from feedback.queries.pick_lists import PickLists
from feedback.terms import EXCLUDED_KINDS, Kind, Level
from feedback.web.hotline.choices import agency_choices, field_choices, reason_choices, ward_choices
from feedback.web.languages import language

NOT_LISTED = lazy_gettext("Hãy chọn một dòng trong danh sách.")


class VersionForm(FlaskForm):
    """`version` is the case as it was when the page was drawn."""

    version = IntegerField(widget=HiddenInput())

    @property
    def seen_version(self) -> int:
        return self.version.data or 0


class DispatchForm(VersionForm):
    """The three picks, any other agency, and what the dispatcher corrects on the way."""

    agency = StringField()  # one of the picks
    other = SelectField(lazy_gettext("Nơi khác"), invalid_choice_message=NOT_LISTED)
    why = StringField(lazy_gettext("Vì sao chuyển đến đây"))
    field = SelectField(lazy_gettext("Lĩnh vực"), invalid_choice_message=NOT_LISTED)
    ward = SelectField(lazy_gettext("Phường, xã"), invalid_choice_message=NOT_LISTED)
    place = StringField(lazy_gettext("Địa điểm"))
    kind = SelectField(lazy_gettext("Loại"), invalid_choice_message=NOT_LISTED)
    level = SelectField(lazy_gettext("Mức độ"), invalid_choice_message=NOT_LISTED)

    @property
    def agency_code(self) -> str:
        """Another agency, once named, is what the dispatcher means."""
        return self.other.data or self.agency.data or ""


class RefuseForm(VersionForm):
    reason = SelectField(lazy_gettext("Lý do"), invalid_choice_message=NOT_LISTED)
    text = TextAreaField(lazy_gettext("Lời giải thích thêm cho người dân"))


class ReferForm(VersionForm):
    kind = SelectField(lazy_gettext("Loại"), invalid_choice_message=NOT_LISTED)
    referred_to = StringField(lazy_gettext("Cơ quan có thẩm quyền và nơi nộp đơn"))


class MergeForm(VersionForm):
    into = StringField(lazy_gettext("Gộp vào phiếu số"))


def dispatch_form(case: Case, lists: PickLists, known: Knowledge, picked: str, field: str) -> DispatchForm:
    """`picked` and `field` are proposals, shown where nobody has chosen yet."""
    form = DispatchForm(
        version=case.version,
        agency=picked,
        field=case.field_code or field,
        ward=case.ward_code or "",
        place=case.place_text,
        kind=case.kind.value,
        level=case.level.value,
    )
    form.other.choices = agency_choices(known, _("Gõ tên cơ quan hoặc phường, xã"))
    form.field.choices = field_choices(lists, _("Chưa chọn"))
    form.ward.choices = ward_choices(known, _("Chưa rõ"))
    form.kind.choices = [(kind.value, kind.label(language())) for kind in Kind]
    form.level.choices = [(level.value, level.label(language())) for level in Level]
    return form


def refuse_form(case: Case, lists: PickLists) -> RefuseForm:
    form = RefuseForm(version=case.version)
    form.reason.choices = reason_choices(lists.refusals, _("Chọn lý do"))
    return form


def refer_form(case: Case) -> ReferForm:
    form = ReferForm(version=case.version, kind=case.kind.value if case.kind.is_excluded else "")
    form.kind.choices = [("", _("Chọn loại")), *((kind.value, kind.label(language())) for kind in EXCLUDED_KINDS)]
    return form


def merge_form(case: Case, into: str = "") -> MergeForm:
    return MergeForm(version=case.version, into=into)
