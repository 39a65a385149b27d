"""What the forms of a case let people choose from, as WTForms wants it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.queries import choices
from feedback.terms import AgencyKind
from feedback.web.languages import language

KINDS = tuple(AgencyKind)  # the order in which they are listed


def reasons(session: Session, purpose: str) -> list[SelectChoice]:
    rows = choices.reasons(session, purpose)
    return [SelectChoice("", _("Chọn một dòng")), *(SelectChoice(row.code, row.label(language())) for row in rows)]


def agencies(session: Session, empty: str) -> list[SelectChoice]:
    """Agencies in force today, grouped by their kind; the city's own before the wards."""
    rows = choices.agencies(session, clock.today())
    rows = sorted(rows, key=lambda row: (KINDS.index(row.kind), row.folded))
    named = [SelectChoice(row.code, row.short_name, optgroup=row.kind.label(language())) for row in rows]
    return [SelectChoice("", empty), *named]


def wards(session: Session) -> list[SelectChoice]:
    rows = choices.wards(session, clock.today())
    named = [SelectChoice(row.code, f"{row.kind.capitalize()} {row.name}") for row in rows]
    return [SelectChoice("", _("Chưa rõ phường, xã")), *named]


def fields(session: Session) -> list[SelectChoice]:
    """Each top field is a group: itself first, then what lies under it."""
    grouped = [
        SelectChoice(row.code, row.label(language()), optgroup=top.label(language()))
        for top, below in choices.fields(session)
        for row in (top, *below)
    ]
    return [SelectChoice("", _("Chọn lĩnh vực")), *grouped]
