"""Which report this browser has opened with its code: in the signed session cookie, for half an hour after each use."""

from __future__ import annotations

from flask import session

from feedback import clock

KEY = "opened"
SECONDS = 30 * 60


def open_report(report_id: int) -> None:
    session[KEY] = [report_id, int(clock.now().timestamp()) + SECONDS]


def opened_report() -> int | None:
    """The report that may be shown here, or None when none was opened or the time is over."""
    report_id, until = session.get(KEY, (None, 0))
    if report_id is None or clock.now().timestamp() >= until:
        session.pop(KEY, None)
        return None
    return report_id
