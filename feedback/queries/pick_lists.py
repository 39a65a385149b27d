"""Lists that staff choose from while they write: fields in their order, and why a report may be refused."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import String, literal, null, select, union_all
from sqlalchemy.orm import Session

from feedback.models import Field, Reason


@dataclass(frozen=True)
class Choice:
    """One line. `parent` is the field above a sub-field; `text` what the citizen would read."""

    code: str
    parent: str | None
    name_vi: str
    name_en: str
    text: str

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" and self.name_en else self.name_vi


@dataclass(frozen=True)
class PickLists:
    """`fields` come top level first, each followed by its sub-fields."""

    fields: tuple[Choice, ...]
    refusals: tuple[Choice, ...]

    def field(self, code: str | None) -> Choice | None:
        return next((choice for choice in self.fields if choice.code == code), None)


def pick_lists(session: Session) -> PickLists:
    """One statement."""
    fields = select(
        literal("field", String).label("list"),
        Field.position.label("position"),
        Field.code.label("code"),
        Field.parent_code,
        Field.name_vi,
        Field.name_en,
        Field.hint_vi,
    )
    refusals = select(
        Reason.purpose, Reason.position, Reason.code, null(), Reason.name_vi, Reason.name_en, Reason.text_vi
    ).where(Reason.purpose == "refusal", Reason.is_active)
    rows = session.execute(union_all(fields, refusals).order_by("position", "code")).all()
    of = {name: tuple(Choice(*row[2:]) for row in rows if row[0] == name) for name in ("field", "refusal")}
    return PickLists(of["field"], of["refusal"])
