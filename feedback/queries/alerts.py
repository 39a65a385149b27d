"""Alerts about urgent cases: the levels in force, whom they tell, what is open and who has been told what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Account, Agency, Alert, AlertLevel, AlertTelling, Case, Duty, Notice
from feedback.queries import reference, roster
from feedback.queries.city import city
from feedback.queries.visible import visible_cases
from feedback.rules.alerts import Level, may_acknowledge
from feedback.rules.lifecycle import Actor
from feedback.terms import AGENCY_ROLES, CENTRE_ROLES, NoticeState, Role

TEMPLATES = ("alert", "alert_sms")
MOST = 20  # open alerts on one screen


@dataclass(frozen=True)
class Person:
    """Somebody who is told; without a phone there is no message and no call."""

    id: int
    name: str
    phone: str


@dataclass(frozen=True)
class Told:
    """One message to one person at a level: `is_message` for an SMS, otherwise a line on their own page."""

    name: str
    is_message: bool
    state: NoticeState


@dataclass(frozen=True)
class Step:
    """A level that was reached, and who was told there."""

    level: AlertLevel
    told_at: datetime
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class AlertHistory:
    """One alert of a case as its file shows it."""

    alert: Alert
    agency: str
    acknowledged_by: str
    steps: list[Step]


@dataclass(frozen=True)
class OpenAlert:
    """One open alert on a board. `calls` are the people to telephone, once the level that says so has come."""

    number: str
    title: str
    agency: str
    agency_code: str
    raised_at: datetime
    next_at: datetime | None
    calls: list[Person]
    may_acknowledge: bool


def levels(session: Session) -> list[Level]:
    """Those in use, the first first; detached from any session."""
    return reference.kept(session, "alert_levels", _read)


def all_levels(session: Session) -> Sequence[AlertLevel]:
    return session.scalars(select(AlertLevel).order_by(AlertLevel.after_minutes, AlertLevel.code)).all()


def people(session: Session, agency_code: str, tells: str) -> list[Person]:
    """Whom a level tells at an agency; never nobody, if anybody works there or at the centre.

    Staff are those who have a turn on the duty roster now; where nobody has, all of them. An agency without a deputy
    has its leaders told, one without leaders everybody, an empty one the 1022 centre.
    """
    centre = city(session).centre_agency
    found = _people(session, agency_code, tells)
    if not found and agency_code != centre:
        found = _people(session, centre, "staff")
    return found


def open_alert(session: Session, case_id: int) -> Alert | None:
    query = select(Alert).where(Alert.case_id == case_id, Alert.acknowledged_at.is_(None), Alert.ended_at.is_(None))
    return session.scalars(query).first()


def open_alerts(session: Session, actor: Actor, now: datetime) -> list[OpenAlert]:
    """What waits for somebody's word: of the reader's agencies, or for the centre all of them. One statement.

    (And one for the people to telephone, when there are any.)
    """
    if actor.role not in (*AGENCY_ROLES, *CENTRE_ROLES):
        return []
    query = (
        select(Alert, Case.number, Case.title, Agency.short_name)
        .join(Case, Case.id == Alert.case_id)
        .join(Agency, Agency.code == Alert.agency_code)
        .where(Alert.acknowledged_at.is_(None), Alert.ended_at.is_(None), visible_cases(actor))
        .order_by(Alert.raised_at, Alert.id)
        .limit(MOST)
    )
    if actor.role in AGENCY_ROLES:
        query = query.where(Alert.agency_code.in_(actor.agencies))
    return [_open(session, actor, row, now) for row in session.execute(query)]


def alerts_of(session: Session, case_id: int) -> list[AlertHistory]:
    """Every alert of a case, the newest first, with who was told what. One statement when there were none."""
    query = (
        select(Alert, Agency.short_name, Account.full_name)
        .join(Agency, Agency.code == Alert.agency_code)
        .outerjoin(Account, Account.id == Alert.acknowledged_by_id)
        .where(Alert.case_id == case_id)
        .order_by(Alert.id.desc())
    )
    rows = session.execute(query).all()
    if not rows:
        return []
    told, steps = _told(session, case_id), _steps(session, [alert.id for alert, _, _ in rows])
    return [
        AlertHistory(
            alert,
            agency,
            name or "",
            [Step(level, at, told[alert.id, level.code]) for level, at in steps[alert.id]],
        )
        for alert, agency, name in rows
    ]


def _open(session: Session, actor: Actor, row: tuple[Alert, str, str, str], now: datetime) -> OpenAlert:
    alert, number, title, agency = row
    elapsed = (now - alert.raised_at).total_seconds() / 60
    reached = [level for level in levels(session) if level.after_minutes <= elapsed]
    coming = [alert.raised_at + level.after for level in levels(session) if level.after_minutes > elapsed]
    calling = [level.tells for level in reached if "call" in level.ways]
    is_centre = actor.role in CENTRE_ROLES
    calls = people(session, alert.agency_code, calling[-1]) if calling and is_centre else []
    return OpenAlert(
        number, title, agency, alert.agency_code, alert.raised_at, min(coming, default=None),
        [one for one in calls if one.phone], may_acknowledge(actor, alert.agency_code),
    )  # fmt: skip


def _steps(session: Session, alert_ids: Sequence[int]) -> dict[int, list[tuple[AlertLevel, datetime]]]:
    query = (
        select(AlertTelling, AlertLevel)
        .join(AlertLevel, AlertLevel.code == AlertTelling.level_code)
        .where(AlertTelling.alert_id.in_(alert_ids))
        .order_by(AlertTelling.told_at, AlertLevel.after_minutes)
    )
    found: dict[int, list[tuple[AlertLevel, datetime]]] = defaultdict(list)
    for telling, level in session.execute(query):
        found[telling.alert_id].append((level, telling.told_at))
    return found


def _told(session: Session, case_id: int) -> dict[tuple[int, str], list[Told]]:
    query = (
        select(Notice, Account.full_name)
        .join(Account, Account.id == Notice.account_id)
        .where(Notice.case_id == case_id, Notice.template.in_(TEMPLATES))
        .order_by(Notice.id)
    )
    found: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for notice, name in session.execute(query):
        key = (notice.values["alert"], notice.values["level"])
        found[key].append(Told(name, notice.template == "alert_sms", notice.state))
    return found


def _people(session: Session, agency_code: str, tells: str) -> list[Person]:
    now = clock.now()
    has_turn = exists().where(Duty.account_id == Account.id, Duty.starts_at <= now, Duty.ends_at > now)
    query = select(Account, has_turn.where(Duty.agency_code == agency_code)).order_by(Account.id)
    found = session.execute(query.where(Account.agency_code == agency_code, Account.is_active)).all()
    working = [one for one, _ in found if one.role in (*AGENCY_ROLES, Role.DISPATCHER)]
    on_duty = [one for one, is_on_duty in found if is_on_duty and one in working]
    leaders = [one for one in working if one.role is Role.AGENCY_LEADER]
    deputies = [one for one in leaders if one.is_deputy]
    chosen = {
        "staff": on_duty or [one for one in working if one not in leaders] or working,
        "deputy": deputies or leaders or working,
        "leader": [one for one in leaders if not one.is_deputy] or leaders or working,
    }[tells]
    known = {one.id: one for one in working}
    here = roster.here(roster.away(session, agency_code, now), [one.id for one in chosen])
    return [Person(known[one].id, known[one].full_name, known[one].phone) for one in here if one in known]


def _read(session: Session) -> list[Level]:
    return [
        Level(row.code, row.after_minutes, row.tells, tuple(row.ways)) for row in all_levels(session) if row.is_active
    ]
