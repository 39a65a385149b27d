"""A meeting as a calendar file (RFC 5545) that calendars of every maker take: times in UTC, lines folded at 75 octets.

METHOD says what the file is for (RFC 5546): PUBLISH to whoever downloads it, REQUEST in an invitation, CANCEL when the
meeting is called off. A later file of the same UID with a higher SEQUENCE replaces the earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

PRODUCT = "-//1022//Ban chi dao//VI"
MOST_OCTETS = 75
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True)
class CalendarEvent:
    """`organizer` and `attendees` are (name, mail address)."""

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    online_url: str
    agenda: str
    organizer: tuple[str, str]
    attendees: Sequence[tuple[str, str]] = ()
    is_cancelled: bool = False


def calendar_file(event: CalendarEvent, method: str) -> str:
    """The whole file. A cancelled meeting is always CANCEL; PUBLISH names nobody who is invited."""
    method = CANCEL if event.is_cancelled and method == REQUEST else method
    return "".join(f"{line}\r\n" for words in _lines(event, method) for line in _folded(words))


def _lines(event: CalendarEvent, method: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}")
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}", f"SEQUENCE:{event.sequence}", f"DTSTAMP:{_utc(event.stamped_at)}")
    yield from (f"DTSTART:{_utc(event.starts_at)}", f"DTEND:{_utc(event.ends_at)}", f"SUMMARY:{_text(event.title)}")
    where = "; ".join(words for words in (event.place, event.online_url) if words)
    yield f"LOCATION:{_text(where)}"
    if event.agenda:
        yield f"DESCRIPTION:{_text(event.agenda)}"
    if event.online_url:
        yield f"URL:{event.online_url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    name, mail = event.organizer
    yield f'ORGANIZER;CN="{_quoted(name)}":mailto:{mail}'
    if method != PUBLISH:
        for name, mail in event.attendees:
            yield f'ATTENDEE;CN="{_quoted(name)}";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{mail}'
    yield from ("END:VEVENT", "END:VCALENDAR")


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """TEXT: backslash, semicolon, comma and line breaks are escaped; other control characters go."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _plain(escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n"))


def _quoted(words: str) -> str:
    """The inside of a quoted parameter: no quotes, no control characters."""
    return _plain(words.replace('"', "'"))


def _plain(words: str) -> str:
    return "".join(one for one in words if one.isprintable())


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line; a line that goes on begins with a space. Letters of several octets stay whole."""
    begun, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > MOST_OCTETS:
            yield begun
            begun, octets = " ", 1
        begun, octets = begun + letter, octets + size
    yield begun
