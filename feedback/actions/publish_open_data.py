"""Publishing a month as open data. What was published is never changed: a correction is a version with its reason."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.database import hold
from feedback.errors import N_, Invalid, Refused
from feedback.models import Fact, OpenData
from feedback.queries.city import city
from feedback.queries.fact_progress import known_at
from feedback.queries.measures import AsOf, Scope
from feedback.queries.open_data import newest, terms
from feedback.queries.open_rows import COLUMNS, open_rows
from feedback.rules.lifecycle import SYSTEM, Actor
from feedback.rules.period import ONE_DAY, Period, month_of
from feedback.rules.plain_cells import csv_lines

NOT_A_MONTH = N_("Dữ liệu mở công bố theo tháng, ví dụ 2026-07.")
NOT_OVER = N_("Tháng này chưa kết thúc, hoặc số liệu chưa theo kịp nhật ký.")
NEEDS_REASON = N_("Tháng này đã công bố. Hãy ghi lý do đính chính.")
SAME = N_("Số liệu không khác bản đã công bố, không cần bản mới.")
BEHIND_MOST = 24  # months that a system which was down makes up for in one go


def publish(session: Session, actor: Actor, month: Period, reason: str = "") -> OpenData:
    """The first version of a month, or a correction of it. Raises Invalid, Refused."""
    if not month.is_month:
        raise Invalid("period", NOT_A_MONTH)
    at = known_at(session)
    if at < month.ends_at:
        raise Refused(NOT_OVER)
    hold(session, "open-data")
    before, reason = newest(session, month.code), " ".join(reason.split())[:300]
    if before is not None and not reason:
        raise Invalid("reason", NEEDS_REASON)
    k = terms(city(session)).k
    rows = open_rows(session, Scope(month, AsOf(at)), k)
    table = csv_lines([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]).encode()
    if before is not None and before.csv == table:
        raise Refused(SAME)
    lines = json.dumps(rows, ensure_ascii=False, indent=1).encode()
    made = OpenData(
        period=month.code,
        version=before.version + 1 if before else 1,
        published_at=clock.now(),
        known_at=at,
        k=k,
        rows=len(rows),
        cases=sum(row["cases"] for row in rows),
        reason=reason if before else "",
        csv=table,
        csv_sha256=hashlib.sha256(table).hexdigest(),
        json=lines,
        json_sha256=hashlib.sha256(lines).hexdigest(),
    )
    session.add(made)
    session.flush()
    ledger.record(
        session, actor, "open_data.published", made, period=month.code, version=made.version, reason=made.reason
    )
    return made


def publish_what_is_due(session: Session) -> int:
    """Every month that has been over for some days and was never published; how many those were."""
    first = session.scalar(select(func.min(Fact.received_on)))
    if first is None:
        return 0
    rest = timedelta(days=terms(city(session)).days_after)
    known = known_at(session)
    there = set(session.scalars(select(OpenData.period)))
    month, made = month_of(first), 0
    while month.ends_at + rest <= known and made < BEHIND_MOST:
        if month.code not in there:
            publish(session, SYSTEM, month)
            made += 1
        month = month_of(month.last + ONE_DAY)
    return made
