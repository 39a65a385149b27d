"""What the reader of an inbox asks for: one typed object, read from an address and written back into one.

Whatever in an address makes no sense asks for nothing: a filter that somebody mistyped never fails a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode

from feedback.terms import Channel, Kind, LegRole, Level, State

TEXT_MAX = 200
NUMBER_MAX = 10_000
NOBODY = "none"
Word = TypeVar("Word", bound=StrEnum)


class Saved(StrEnum):
    """The queues that every inbox has."""

    OPEN = "open"
    OVERDUE = "overdue"
    TODAY = "today"
    UNASSIGNED = "unassigned"
    APPROVAL = "approval"
    CITIZEN = "citizen"
    ANSWERED = "answered"


class Due(StrEnum):
    """When the promise to the citizen falls due. The buckets do not overlap; a promise that rests is in none."""

    OVERDUE = "overdue"
    TODAY = "today"
    TWO_DAYS = "two_days"
    WEEK = "week"
    LATER = "later"


class Sort(StrEnum):
    DUE = "due"  # soonest first
    RECEIVED = "received"  # newest first
    CHANGED = "changed"  # newest first
    LEVEL = "level"  # urgent, complex, normal; within a level soonest due first


class Mark(StrEnum):
    """What is so or not so of a case; each one chosen narrows the list."""

    MINE = "mine"
    ACCEPT_LATE = "accept_late"
    RETURNED = "returned"
    REOPENED = "reopened"
    PAUSED = "paused"
    EXTENSION = "extension"
    REPLIED = "replied"
    SENT_BACK = "sent_back"
    DISSATISFIED = "dissatisfied"
    PICTURE = "picture"
    NOTE = "note"
    HIDDEN = "hidden"
    NO_WARD = "no_ward"


@dataclass(frozen=True)
class Wanted:
    """`officer` and `division` are ids, or "none" for cases that nobody or no division holds; both dates count.

    `field` holds what lies under it too, `sub` is one field exactly. `after` and `before` are keys of rows.
    """

    queue: Saved = Saved.OPEN
    text: str = ""
    state: State | None = None
    due: Due | None = None
    field: str = ""
    sub: str = ""
    ward: str = ""
    officer: str = ""
    division: str = ""
    level: Level | None = None
    kind: Kind | None = None
    channel: Channel | None = None
    role: LegRole | None = None
    reporters: int = 0  # at least so many people reported it
    received_from: date | None = None
    received_to: date | None = None
    marks: tuple[Mark, ...] = ()
    sort: Sort = Sort.DUE
    after: str = ""
    before: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the queue and the order is asked for."""
        return self.filters != Wanted()

    @property
    def filters(self) -> Wanted:
        """The filters alone."""
        return replace(self, queue=Saved.OPEN, sort=Sort.DUE, after="", before="")

    def first_page(self, **changed: Any) -> Wanted:
        """The same with changes, from its beginning: keys of rows hold for one order of one list."""
        return replace(self, **({"after": "", "before": ""} | changed))

    def parts(self) -> dict[str, Any]:
        """The parts of its address; what is as usual is left out."""
        usual = Wanted()
        held = {one.name: getattr(self, one.name) for one in fields(self)}
        return {NAMES.get(name, name): _plain(value) for name, value in held.items() if value != getattr(usual, name)}

    def query(self) -> str:
        """One text for one wish, as it is kept with a name."""
        return self.first_page().address_query()

    def address_query(self) -> str:
        """The same with the page of the list that is shown."""
        return urlencode(self.parts(), doseq=True)


NAMES = {"text": "q", "marks": "mark", "received_from": "from", "received_to": "to"}  # in an address


def wanted_from(given: Mapping[str, Sequence[str]]) -> Wanted:
    """Read the parts of an address: every name with all its values."""

    def one(name: str) -> str:
        return (given.get(name) or [""])[0][:TEXT_MAX].strip()

    return Wanted(
        queue=_word(Saved, one("queue")) or Saved.OPEN,
        text=one("q"),
        state=_word(State, one("state")),
        due=_word(Due, one("due")),
        level=_word(Level, one("level")),
        kind=_word(Kind, one("kind")),
        channel=_word(Channel, one("channel")),
        role=_word(LegRole, one("role")),
        reporters=_number(one("reporters")),
        received_from=_day(one("from")),
        received_to=_day(one("to")),
        marks=tuple(mark for mark in Mark if mark.value in given.get("mark", ())),
        sort=_word(Sort, one("sort")) or Sort.DUE,
        **{name: one(name) for name in ("field", "sub", "ward", "officer", "division", "after", "before")},
    )


def wanted_of(query: str) -> Wanted:
    """What a kept query asks for."""
    return wanted_from(parse_qs(query, max_num_fields=60))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [mark.value for mark in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _word(words: type[Word], typed: str) -> Word | None:
    return words(typed) if typed in {word.value for word in words} else None


def _number(typed: str) -> int:
    """2 or more; "at least one person" says nothing."""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
    return min(number, NUMBER_MAX) if number > 1 else 0


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
