"""A question about a deadline, written down: {"start": …, "target": …, "pause": ["A/B", …], "extend": …}.

Instants are ISO 8601; one without a zone is Vietnam's time. "pause" and "extend" may be left out, one text or a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from feedback.clock import HO_CHI_MINH
from feedback.errors import N_, Invalid
from feedback.rules.deadline import Pause, Target, due, parse_target
from feedback.rules.working_time import Calendar

KEYS = ("start", "target", "pause", "extend")
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)

BAD_INSTANT = N_("Thời điểm “%(text)s” phải viết như 2026-07-10T08:00")
BAD_PAUSE = N_("Lần tạm dừng “%(text)s” phải viết như 2026-07-10T08:00/2026-07-10T09:30")
BAD_FORM = N_('Mỗi yêu cầu phải viết như {"start": "2026-07-10T08:00", "target": "5wd"}')
MISSPELT = N_("Không có mục “%(key)s”; có phải “%(known)s”?")
MISSING = N_("Thiếu mục “%(key)s”")


@dataclass(frozen=True)
class DueRequest:
    """What a deadline is asked for. Instants are aware."""

    start: datetime
    target: Target
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Target, ...] = ()

    def due(self, calendar: Calendar) -> datetime:
        """The deadline, aware, in UTC. Raises Invalid with a sentence when the request makes no sense."""
        return due(calendar, self.start, self.target, self.pauses, self.extensions)


def due_request(form: object) -> DueRequest:
    """The request that `form` describes. Raises Invalid with a sentence that names the mistake."""
    if not isinstance(form, Mapping):
        raise Invalid("request", BAD_FORM)
    for key in form:
        close = get_close_matches(str(key), KEYS, n=1, cutoff=0.75)
        if key not in KEYS and close:
            raise Invalid("request", MISSPELT, key=key, known=close[0])
    return DueRequest(
        start=instant(_required(form, "start")),
        target=parse_target(_required(form, "target")),
        pauses=tuple(_pause(text) for text in _texts(form, "pause")),
        extensions=tuple(parse_target(text) for text in _texts(form, "extend")),
    )


def instant(text: str) -> datetime:
    """An aware instant. Raises Invalid for what is no date and time."""
    if INSTANT.fullmatch(text) is None:
        raise Invalid("at", BAD_INSTANT, text=text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid("at", BAD_INSTANT, text=text) from error
    return at if at.tzinfo is not None else at.replace(tzinfo=HO_CHI_MINH)


def _pause(text: str) -> Pause:
    begins, slash, ends = text.partition("/")
    if not slash or not ends.strip():
        raise Invalid("pause", BAD_PAUSE, text=text)
    return Pause(instant(begins.strip()), instant(ends.strip()))


def _required(form: Mapping[str, object], key: str) -> str:
    value = form.get(key)
    if value is None:
        raise Invalid(key, MISSING, key=key)
    if not isinstance(value, str):
        raise Invalid(key, BAD_FORM)
    return value.strip()


def _texts(form: Mapping[str, object], key: str) -> list[str]:
    value = form.get(key)
    texts = value if isinstance(value, list | tuple) else [value] if value else []
    if not all(isinstance(text, str) for text in texts):
        raise Invalid(key, BAD_FORM)
    return [str(text) for text in texts]
