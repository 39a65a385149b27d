"""Numbers of reports for talking ("2607-4102"): unique in their month, and in the order of arrival but for a handful.

On PostgreSQL each process takes ten at a time, in a transaction of their own: were the month's row held until a
report is committed, all the city's reports would wait in one line (docs/decisions/2026-11-25-numbers-by-the-ten.md).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from heapq import heappop, heappush
from threading import Lock

from sqlalchemy.orm import Session

from feedback import clock
from feedback.database import insert_into, is_postgres
from feedback.models import NumberSeries
from feedback.rules import lookup_code

TEN = 10
TENS = "report_numbers"
GIVEN = "given_report_numbers"


class Tens:
    """What this process has taken and not yet given, by month."""

    def __init__(self) -> None:
        self.left: dict[str, list[int]] = defaultdict(list)  # heaps: the smallest is given first
        self.lock = Lock()

    def next(self, session: Session, period: str) -> int:
        with self.lock:
            if not self.left[period]:
                self.left[period] = self._take(session, period)
            serial = heappop(self.left[period])
        session.info.setdefault(GIVEN, []).append((period, serial))
        return serial

    def put_back(self, period: str, serial: int) -> None:
        with self.lock:
            heappush(self.left[period], serial)

    def _take(self, session: Session, period: str) -> list[int]:
        with Session(session.get_bind()) as apart:
            last = _advance(apart, period, TEN)
            apart.commit()
        return list(range(last - TEN + 1, last + 1))


def next_number(session: Session, at: datetime) -> str:
    """The next report number of the month in which `at` lies in Vietnam."""
    day = clock.local(at)
    period = f"{day:%y%m}"
    serial = _tens(session).next(session, period) if is_postgres(session) else _advance(session, period, 1)
    return lookup_code.format_number(day.year, day.month, serial)


def give_back(session: Session) -> None:
    """What this transaction was given is free again: it has failed, and surely not in its commit."""
    for period, serial in session.info.pop(GIVEN, []):
        _tens(session).put_back(period, serial)


def _tens(session: Session) -> Tens:
    return session.info["cache"].setdefault(TENS, Tens())


def _advance(session: Session, period: str, by: int) -> int:
    """The last number after so many more were given in a month."""
    given = insert_into(session, NumberSeries).values(period=period, last=by)
    given = given.on_conflict_do_update(index_elements=["period"], set_={"last": NumberSeries.last + by})
    return session.scalars(given.returning(NumberSeries.last)).one()
