"""Further calendars, and which agencies count by which: by kind, or one agency by its own."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.change_calendar import days_of, newest, parsed, refuse_new_problems, write_version
from feedback.actions.recount_clocks import owe_recount
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Invalid, Missing
from feedback.models import Agency, CalendarUse, DayException, WorkingCalendar
from feedback.queries.calendars import OFFICE
from feedback.rules.calendar_file import WEEKDAYS
from feedback.rules.lifecycle import Actor
from feedback.rules.text import fold
from feedback.terms import AgencyKind

NAMELESS = N_("Hãy đặt tên cho lịch.")
NO_BASIS = N_("Hãy ghi căn cứ: văn bản nào quy định giờ làm việc này.")
TAKEN = N_("Đã có lịch tên này.")
UNCHANGED = N_("Giờ làm việc đang đúng như vậy rồi.")
NOBODY = N_("Hãy chọn một loại đơn vị hoặc một đơn vị.")
USES_IT = N_("Đang dùng lịch này rồi.")
NO_USE = N_("Dòng này không còn nữa.")


def create_calendar(session: Session, actor: Actor, *, name: str, like: str, legal_basis: str) -> WorkingCalendar:
    """A new calendar with the week and the days of another; nobody uses it yet. Raises Invalid, Missing, NotYours."""
    only_admin(actor)
    held = newest(session, like)
    name, basis = contact.short(name, "name", 120), _basis(legal_basis)
    if not name:
        raise Invalid("name", NAMELESS)
    code = "-".join(fold(name).split())[:40]
    if session.scalar(select(func.count(WorkingCalendar.id)).where(WorkingCalendar.code == code)):
        raise Invalid("name", TAKEN)
    made = WorkingCalendar(
        code=code, version=1, name=name, is_continuous=False, week=held.week, legal_basis=basis,
        valid_from=clock.today(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    days = days_of(session, held)
    if days:
        session.execute(insert(DayException), [{**one, "calendar_id": made.id} for one in days.values()])
    ledger.record(session, actor, "setting.changed", made, what="calendar", key=f"{code}@1")
    return made


def change_week(
    session: Session, actor: Actor, code: str, *, hours: dict[str, str], legal_basis: str
) -> WorkingCalendar:
    """Other hours on the days of every week: a new version. `hours` are like "07:00-11:00; 13:00-17:00", "" for off.

    Raises Invalid naming the weekday, `legal_basis`; Missing, NotYours.
    """
    only_admin(actor)
    held, basis = newest(session, code), _basis(legal_basis)
    week: dict[str, Any] = {}
    for day in WEEKDAYS:
        try:
            windows = parsed(hours.get(day, ""))
        except Invalid as error:
            raise Invalid(day, error.message, **error.values) from error
        if windows:
            week[day] = windows
    if week == {day: windows for day, windows in held.week.items() if windows}:
        raise Invalid("mon", UNCHANGED)
    days = days_of(session, held)
    try:
        refuse_new_problems(held.code, held.week, days, week, days)
    except Invalid as error:
        raise Invalid("mon", error.message, **error.values) from error
    newer = write_version(session, actor, held, week, days)
    newer.legal_basis = basis
    return newer


def use_calendar(session: Session, actor: Actor, code: str, *, group: str) -> CalendarUse:
    """Let a kind of agency ("kind:police") or one agency (its code) count by this calendar; the newest word holds.

    Their running turns follow at once. Raises Invalid naming `group`, Missing, NotYours.
    """
    only_admin(actor)
    held = _calendar(session, code)
    kind, agency = _group(session, group)
    query = select(CalendarUse).where(CalendarUse.kind == kind if kind else CalendarUse.agency_code == agency)
    use = session.scalars(query).first()
    if use is not None and use.calendar_code == code:
        raise Invalid("group", USES_IT)
    if use is None:
        use = CalendarUse(kind=kind, agency_code=agency)
        session.add(use)
    use.calendar_code = code
    session.flush()
    ledger.record(session, actor, "setting.changed", use, what="calendar_use", key=group)
    owe_recount(session, held, why=f"use-{secrets.token_hex(6)}")
    return use


def stop_using(session: Session, actor: Actor, use_id: int) -> None:
    """Back to the calendar of the agency's kind, or the city's. Raises Missing, NotYours."""
    only_admin(actor)
    use = session.get(CalendarUse, use_id)
    if use is None:
        raise Missing(NO_USE)
    ledger.record(session, actor, "setting.changed", use, what="calendar_use", key=use.agency_code or str(use.kind))
    by_kind = None
    if use.agency_code:
        kind = session.get_one(Agency, use.agency_code).kind
        by_kind = session.scalars(select(CalendarUse.calendar_code).where(CalendarUse.kind == kind)).first()
    session.flush()
    session.delete(use)
    session.flush()
    owe_recount(session, _calendar(session, by_kind or OFFICE), why=f"use-{secrets.token_hex(6)}")


def _calendar(session: Session, code: str) -> WorkingCalendar:
    query = select(WorkingCalendar).where(WorkingCalendar.code == code).order_by(WorkingCalendar.version.desc())
    held = session.scalars(query.limit(1)).first()
    if held is None:
        raise Missing(N_("Không có lịch này."))
    return held


def _group(session: Session, group: str) -> tuple[AgencyKind | None, str | None]:
    word, _, kind = group.partition(":")
    if word == "kind" and kind in set(AgencyKind):
        return AgencyKind(kind), None
    if group and session.get(Agency, group) is not None:
        return None, group
    raise Invalid("group", NOBODY)


def _basis(text: str) -> str:
    basis = contact.short(text, "legal_basis", 300)
    if not basis:
        raise Invalid("legal_basis", NO_BASIS)
    return basis
