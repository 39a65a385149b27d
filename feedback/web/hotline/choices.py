"""The long lists of the centre's forms, as selects that people can type in without marks."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from feedback import clock
from feedback.queries.knowledge import Knowledge
from feedback.queries.pick_lists import Choice, PickLists
from feedback.web.languages import language

OLD_NAMES_SHOWN = 8


def field_choices(lists: PickLists, empty: str) -> list[SelectChoice]:
    """Top-level fields as groups; each group begins with the field itself."""
    tops = {choice.code: choice for choice in lists.fields if choice.parent is None}
    grouped: dict[str, list[Choice]] = {code: [top] for code, top in tops.items()}
    for choice in lists.fields:
        if choice.parent in grouped:
            grouped[choice.parent].append(choice)
    return [SelectChoice("", empty)] + [
        SelectChoice(choice.code, choice.label(language()), optgroup=tops[top].label(language()))
        for top, choices in grouped.items()
        for choice in choices
    ]


def ward_choices(known: Knowledge, empty: str) -> list[SelectChoice]:
    """Today's wards; the group of each names the old units it was made from, so that typing an old name finds it."""
    olds: dict[str, list[str]] = {}
    for old in known.gazetteer.legacy.values():
        for code in old.successors:
            olds.setdefault(code, []).append(old.name)
    named = sorted(known.wards.items(), key=lambda ward: ward[1])
    return [SelectChoice("", empty)] + [
        SelectChoice(code, titled(name), optgroup=_made_from(name, olds.get(code, []))) for code, name in named
    ]


def agency_choices(known: Knowledge, empty: str) -> list[SelectChoice]:
    """Agencies in force today."""
    in_force = known.city_on(clock.today()).agencies
    named = sorted(in_force.items(), key=lambda agency: agency[1])
    return [SelectChoice("", empty), *(SelectChoice(code, name) for code, name in named)]


def reason_choices(reasons: tuple[Choice, ...], empty: str) -> list[SelectChoice]:
    return [SelectChoice("", empty), *(SelectChoice(reason.code, reason.label(language())) for reason in reasons)]


def _made_from(name: str, olds: list[str]) -> str:
    listed = ", ".join(sorted(set(olds))[:OLD_NAMES_SHOWN])
    return _("trước là %(names)s", names=listed) if listed else titled(name)


def titled(name: str) -> str:
    """ "Phường Tân An" at the head of a line, where a sentence says "phường Tân An"."""
    return name[:1].upper() + name[1:]
