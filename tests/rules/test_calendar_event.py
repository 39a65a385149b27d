"""Calendar files: what RFC 5545 and RFC 5546 ask for, whatever people typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.clock import HO_CHI_MINH
from feedback.rules.calendar_event import CANCEL, PUBLISH, REQUEST, CalendarEvent, calendar_file

START = datetime(2026, 7, 13, 14, 0, tzinfo=HO_CHI_MINH)
EVENT = CalendarEvent(
    "0f6e@1022", 2, START - timedelta(days=3), START, START + timedelta(hours=2),
    "Họp Ban Chỉ đạo; quý III, năm 2026", "Phòng họp số 2, UBND thành phố", "https://hop.cantho.gov.vn/bcd",
    "1. Tiến độ\n2. Kết luận", ("Ban Chỉ đạo", "vanphong@cantho.gov.vn"), [('Sở "Xây dựng"', "sxd@cantho.gov.vn")],
)  # fmt: skip


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_an_invitation() -> None:
    assert unfolded(calendar_file(EVENT, REQUEST)) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//1022//Ban chi dao//VI", "CALSCALE:GREGORIAN", "METHOD:REQUEST",
        "BEGIN:VEVENT", "UID:0f6e@1022", "SEQUENCE:2", "DTSTAMP:20260710T070000Z",
        "DTSTART:20260713T070000Z", "DTEND:20260713T090000Z", "SUMMARY:Họp Ban Chỉ đạo\\; quý III\\, năm 2026",
        "LOCATION:Phòng họp số 2\\, UBND thành phố\\; https://hop.cantho.gov.vn/bcd",
        "DESCRIPTION:1. Tiến độ\\n2. Kết luận", "URL:https://hop.cantho.gov.vn/bcd", "STATUS:CONFIRMED",
        'ORGANIZER;CN="Ban Chỉ đạo":mailto:vanphong@cantho.gov.vn',
        "ATTENDEE;CN=\"Sở 'Xây dựng'\";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:sxd@cantho.gov.vn",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip


def test_who_downloads_it_is_told_nobody_else() -> None:
    assert "ATTENDEE" not in calendar_file(EVENT, PUBLISH)


def test_a_meeting_called_off_cancels() -> None:
    lines = unfolded(calendar_file(replace(EVENT, is_cancelled=True), REQUEST))
    assert f"METHOD:{CANCEL}" in lines
    assert "STATUS:CANCELLED" in lines


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_out_of_its_line(title: str, name: str) -> None:
    made = replace(EVENT, title=title, agenda=title, place=title, attendees=[(name, "a@b.vn")])
    text = calendar_file(made, REQUEST)
    lines = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode(errors="surrogatepass")) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    plain = unfolded(calendar_file(replace(EVENT, attendees=[("x", "a@b.vn")]), REQUEST))
    agenda = [] if title else ["DESCRIPTION"]
    wanted = [one for one in (line.partition(":")[0].partition(";")[0] for line in plain) if one not in agenda]
    assert [line.partition(":")[0].partition(";")[0] for line in unfolded(text)] == wanted
