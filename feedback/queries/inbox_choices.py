"""What the filters of an inbox let people choose from: what occurs among the open cases."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, cast, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from feedback.models import Account, Case, Division
from feedback.queries.inbox_filters import ACTIVE, Turn
from feedback.queries.known_names import Names, known_names
from feedback.queries.visible import visible_turns
from feedback.rules.lifecycle import Actor


@dataclass(frozen=True)
class Choice:
    """One line of a filter. `kind` is field, sub, ward, officer or division."""

    kind: str
    code: str
    name_vi: str
    name_en: str


def choices(session: Session, actor: Actor) -> list[Choice]:
    """The fields, wards, officers and divisions of the open cases: a filter never leads to nothing. One statement,
    which walks over those cases once."""
    held = (
        select(Case.field_code, Case.ward_code, Turn.officer_id, Turn.division_id)
        .join(Turn, Turn.case_id == Case.id)
        .where(visible_turns(actor, Turn), ACTIVE)
        .cte("held")
    )
    nobody = literal("", Account.full_name.type)
    query = union_all(
        select(literal("field"), held.c.field_code, nobody).where(held.c.field_code.is_not(None)).distinct(),
        select(literal("ward"), held.c.ward_code, nobody).where(held.c.ward_code.is_not(None)).distinct(),
        _named("officer", Account.id, Account.full_name, select(held.c.officer_id)),
        _named("division", Division.id, Division.name, select(held.c.division_id)),
    )
    found, names = session.execute(query).all(), known_names(session)
    fields = {code for kind, code, _ in found if kind == "field"}
    fields |= {above for code in fields if (above := names.fields_above[code]) is not None}
    lines = [_field(code, names) for code in fields]
    lines += [Choice(kind, code, name or names.ward_titles[code], "") for kind, code, name in found if kind != "field"]
    return sorted(lines, key=lambda choice: choice.name_vi)


def _named(kind: str, key: InstrumentedAttribute[int], name: InstrumentedAttribute[str], among: Select) -> Select:
    return select(literal(kind), cast(key, name.type), name).where(key.in_(among))


def _field(code: str, names: Names) -> Choice:
    name = names.fields[code]
    return Choice("sub" if names.fields_above[code] else "field", code, name.vi, name.en)
