"""The person signed in: flask-login over sessions that live in the database."""

from __future__ import annotations

from functools import cache

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin
from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased, joinedload

from feedback import clock
from feedback.actions.accounts import SEEN_EVERY, actor_of, hash_token, is_alive, see
from feedback.models import Absence, Account, AccountSession, Duty
from feedback.models.base import UtcDateTime
from feedback.queries import roster
from feedback.rules.lifecycle import Actor
from feedback.terms import AGENCY_ROLES, Role
from feedback.web.request_session import database, reading

COOKIE_KEY = "sid"


class SignedIn(UserMixin):
    """What a request knows of its person: a copy, so that it outlives the reading session."""

    def __init__(self, found: AccountSession, token: str, away: list[Account], duties: list[Duty]) -> None:
        account = found.account
        self.id = str(account.id)
        self.token = token
        self.session_id = found.id
        self.username = account.username
        self.full_name = account.full_name
        self.role: Role = account.role
        self.agency_code = account.agency_code
        self.agency_name = account.agency.short_name
        self.actor: Actor = actor_of(account, away, duties)


def load_person() -> SignedIn | None:
    """The person of this request's cookie, or None when there is none or their session has ended."""
    token = session.get(COOKIE_KEY)
    if not token or g.get("person_unknown"):
        return None
    try:
        found, away, duties = _session_and_presence(token)
    except SQLAlchemyError:
        g.person_unknown = True  # the page that says so is then drawn for nobody
        raise
    if found is None or not is_alive(found):
        session.pop(COOKIE_KEY, None)
        return None
    if clock.now() - found.seen_at > SEEN_EVERY:
        with database().writing() as brief:  # the use of a session is no act: it has no entry and rings nobody
            see(brief, found.id)
            brief.commit()
    return SignedIn(found, token, away, duties)


def _session_and_presence(token: str) -> tuple[AccountSession | None, list[Account], list[Duty]]:
    """The session of this token, the colleagues in whose place its person acts now, and their turns on duty.

    One statement: absences of the agency and turns stand beside the session, a few rows at most.
    """
    at = clock.now()
    given = {"token": hash_token(token), "at": at, "today": clock.day(at)}
    rows = reading().execute(_sessions_and_presence(), given).all()
    found = rows[0][0] if rows else None
    if found is None or found.account.role not in AGENCY_ROLES:
        return found, [], []
    duties = {row[1].id: row[1] for row in rows if row[1] is not None}
    absences = {row[2].id: row[2] for row in rows if row[2] is not None}
    return found, roster.away_by(absences.values()).stood_in_for(found.account_id), list(duties.values())


@cache
def _sessions_and_presence() -> Select[AccountSession, Duty, Absence]:
    """The statement, built once: every request of a person signed in asks it."""
    at, who = bindparam("at", type_=UtcDateTime()), aliased(Account)
    colleagues = select(Account.id).where(Account.agency_code == who.agency_code).correlate(who)
    return (
        select(AccountSession, Duty, Absence)
        .join(who, who.id == AccountSession.account_id)
        .outerjoin(Duty, and_(Duty.account_id == who.id, Duty.starts_at <= at, Duty.ends_at > at))
        .outerjoin(Absence, and_(roster.holds_on(bindparam("today")), Absence.account_id.in_(colleagues)))
        .options(joinedload(Absence.account))
        .where(AccountSession.token_hash == bindparam("token"))
        .order_by(Absence.id)
    )


def register_sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.request_loader(lambda request: load_person())
    app.config["SESSION_PROTECTION"] = None  # sessions are ended in the database, not by guessing from the address
