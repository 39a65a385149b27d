"""The script of the demonstration: stories and calls as the city pack's demo.toml tells them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any

from feedback.errors import N_, Missing
from feedback.terms import Channel, Kind, Level

NO_SCRIPT = N_("Thành phố này không có dữ liệu mẫu.")


@dataclass(frozen=True)
class Step:
    """One act, so many working hours after the one before (None: the usual time of that act)."""

    verb: str
    hours: float | None


@dataclass(frozen=True)
class Story:
    """One report and what becomes of it. The texts are used by the steps that need them."""

    days: int  # working days before today
    at: time
    channel: Channel
    text: str
    steps: tuple[Step, ...]
    key: str = ""
    place: str = ""
    ward: str | None = None
    spot: tuple[float, float] | tuple[None, None] = (None, None)  # latitude, longitude
    field: str | None = None
    kind: Kind = Kind.FEEDBACK
    level: Level = Level.NORMAL
    name: str = ""
    email: str = ""
    agency: str = ""
    note: str = ""
    answer: str = ""
    result: str = "da-xu-ly"
    sendback: str = ""
    reason: str = ""
    question: str = ""
    reply: str = ""
    rating: int = 5
    comment: str = ""
    why: str = ""
    into: str = ""
    refusal: str = ""
    refusal_text: str = ""
    refer_to: str = ""
    return_code: str = ""
    return_note: str = ""
    proposed: str | None = None


@dataclass(frozen=True)
class Call:
    """A call answered on the spot."""

    days: int
    at: time
    minutes: int
    topic: str


@dataclass(frozen=True)
class Script:
    officers: tuple[str, ...]
    stories: tuple[Story, ...]
    calls: tuple[Call, ...] = field(default=())


def read_script(path: Path) -> Script:
    """The script in a file. Raises Missing; TypeError or ValueError for a script that says nonsense."""
    try:
        form = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Missing(NO_SCRIPT) from error
    return Script(
        officers=tuple(form["officers"]),
        stories=tuple(_story(story) for story in form["story"]),
        calls=tuple(_call(call) for call in form["call"]),
    )


def _call(form: dict[str, Any]) -> Call:
    return Call(form["days"], time.fromisoformat(form["at"]), form["minutes"], form["topic"])


def _story(form: dict[str, Any]) -> Story:
    known = {one.name for one in fields(Story)}
    if not set(form) <= known:
        raise ValueError(f"a story does not have {sorted(set(form) - known)}")
    given: dict[str, Any] = {name: READ[name](value) if name in READ else value for name, value in form.items()}
    return Story(**given)


def _steps(text: str) -> tuple[Step, ...]:
    """ "accept submit@20 approve" as steps."""
    pairs = (word.partition("@") for word in text.split())
    return tuple(Step(verb, float(hours) if hours else None) for verb, _, hours in pairs)


READ: dict[str, Callable[..., Any]] = {
    "channel": Channel,
    "kind": Kind,
    "level": Level,
    "at": time.fromisoformat,
    "steps": _steps,
}
