"""Urgent alerts: raised when an urgent case reaches an agency or the tray, climbing until a person has it (R10).

Each level is a task at its own minute, so a level that is late (workers were down) is told as soon as they are back.
Whatever ends the alert, the tasks that are still owed find it ended and do nothing.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger, notices, tasks
from feedback.database import insert_into, lock
from feedback.errors import N_, Missing, NotYours, Refused
from feedback.models import Agency, Alert, AlertTelling, Case, Leg
from feedback.queries import alerts as queries
from feedback.queries.city import city
from feedback.queries.timeline import people_named
from feedback.rules.alerts import Level as AlertLevel
from feedback.rules.alerts import may_acknowledge, next_level
from feedback.rules.lifecycle import AT_AN_AGENCY, AT_THE_CENTRE, SYSTEM, Actor
from feedback.terms import Level

NO_ALERT = N_("Vụ việc này không có báo khẩn đang chờ.")
NOT_YOUR_ALERT = N_("Báo khẩn này dành cho đơn vị khác.")
HAS_IT = N_("%(name)s đã nhận báo khẩn này rồi.")
SOMEBODY = N_("Một người khác")


def raise_alert(session: Session, case: Case, leg: Leg | None = None) -> Alert | None:
    """Alert who holds an urgent case now; an alert of whoever held it before ends. None where nothing is urgent.

    One that is open for the same turn goes on climbing.
    """
    if case.level is not Level.URGENT or case.kind.is_excluded:
        return None
    before = queries.open_alert(session, case.id)
    if before is not None and (before.agency_code, before.leg_id) == (case.holder_code, leg.id if leg else None):
        return before
    if before is not None:
        _end(session, case, before)
        session.flush()  # the next alert must not meet this one in the unique index
    alert = Alert(case_id=case.id, leg_id=leg.id if leg else None, agency_code=case.holder_code, raised_at=clock.now())
    session.add(alert)
    session.flush()
    ledger.record(session, SYSTEM, "case.alert.raised", case, agency=alert.agency_code)
    _owe(session, alert, next_level(queries.levels(session), ""))
    return alert


def climb(session: Session, alert: Alert, code: str) -> None:
    """Tell the people of one level, once, and owe the next. Nothing to do when somebody has it, or it has moved on."""
    alert = session.scalars(lock(session, select(Alert).where(Alert.id == alert.id))).one()
    case = session.get_one(Case, alert.case_id)
    level = next((one for one in queries.levels(session) if one.code == code), None)
    if not alert.is_open or level is None:
        return
    if not _still_matters(case, alert):
        _end(session, case, alert)
        return
    once = insert_into(session, AlertTelling).values(alert_id=alert.id, level_code=code, told_at=clock.now())
    once = once.on_conflict_do_nothing().returning(AlertTelling.alert_id)
    if session.scalars(once).first() is None:
        return
    told = _tell(session, case, alert, level)
    ledger.record(session, SYSTEM, "case.alert.told", case, minutes=level.after_minutes, people=told)
    _owe(session, alert, next_level(queries.levels(session), code))


def acknowledge_alert(session: Session, actor: Actor, case: Case) -> Alert:
    """A person has it: the climbing stops. Raises Missing, NotYours, and Refused when somebody was quicker."""
    newest = select(Alert).where(Alert.case_id == case.id).order_by(Alert.id.desc()).limit(1)
    alert = session.scalars(lock(session, newest).execution_options(populate_existing=True)).first()
    if alert is None or alert.ended_at is not None:
        raise Missing(NO_ALERT)
    if not may_acknowledge(actor, alert.agency_code):
        raise NotYours(NOT_YOUR_ALERT)
    if alert.acknowledged_at is not None:
        raise Refused(HAS_IT, name=_name(session, alert))
    _acknowledge(session, actor, case, alert)
    return alert


def acknowledge_by_acting(session: Session, actor: Actor, case: Case) -> None:
    """Who takes an urgent case on has seen its alert."""
    alert = queries.open_alert(session, case.id) if case.level is Level.URGENT else None
    if alert is not None and actor.user_id is not None:
        _acknowledge(session, actor, case, alert)


def end_alert(session: Session, case: Case) -> None:
    """The case has moved on, has ended, or is not urgent any more."""
    alert = queries.open_alert(session, case.id)
    if alert is not None:
        _end(session, case, alert)


def _acknowledge(session: Session, actor: Actor, case: Case, alert: Alert) -> None:
    alert.acknowledged_at, alert.acknowledged_by_id = clock.now(), actor.user_id
    ledger.record(session, actor, "case.alert.acknowledged", case, via=actor.role)


def _end(session: Session, case: Case, alert: Alert) -> None:
    alert.ended_at = clock.now()
    ledger.record(session, SYSTEM, "case.alert.ended", case, agency=alert.agency_code)


def _still_matters(case: Case, alert: Alert) -> bool:
    is_open = case.state in (*AT_THE_CENTRE, *AT_AN_AGENCY)
    return is_open and case.level is Level.URGENT and case.holder_code == alert.agency_code


def _owe(session: Session, alert: Alert, level: AlertLevel | None) -> None:
    if level is not None:
        tasks.owe(session, "climb_alert", alert, dedup=level.code, run_at=alert.raised_at + level.after)


def _tell(session: Session, case: Case, alert: Alert, level: AlertLevel) -> int:
    """Messages to the people of a level, and a line for the centre when they are to be telephoned. How many people."""
    people = queries.people(session, alert.agency_code, level.tells)
    agency = session.get_one(Agency, alert.agency_code)
    values = {"alert": alert.id, "level": level.code, "agency": agency.short_name}
    for person in people:
        if "board" in level.ways:
            notices.tell_person(session, case, person.id, "alert", **values)
        if "sms" in level.ways and person.phone:
            notices.tell_person(session, case, person.id, "alert_sms", **values)
    if "call" in level.ways:
        names = "; ".join(f"{one.name} {one.phone}".strip() for one in people)
        notices.tell_agency(
            session, case, city(session).centre_agency, "alert_call", agency=agency.short_name, who=names
        )
    return len(people)


def _name(session: Session, alert: Alert) -> str:
    return people_named(session, [alert.acknowledged_by_id or 0]).get(alert.acknowledged_by_id or 0, SOMEBODY)
