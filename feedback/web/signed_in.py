"""The person signed in: flask-login over sessions that live in the database."""

from __future__ import annotations

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from feedback import clock
from feedback.actions.accounts import SEEN_EVERY, actor_of, hash_token, is_alive, see
from feedback.models import AccountSession
from feedback.rules.lifecycle import Actor
from feedback.terms import Role
from feedback.web.request_session import database, reading

COOKIE_KEY = "sid"


class SignedIn(UserMixin):
    """What a request knows of its person: a copy, so that it outlives the reading session."""

    def __init__(self, found: AccountSession, token: str) -> None:
        account = found.account
        self.id = str(account.id)
        self.token = token
        self.session_id = found.id
        self.username = account.username
        self.full_name = account.full_name
        self.role: Role = account.role
        self.agency_code = account.agency_code
        self.agency_name = account.agency.short_name
        self.actor: Actor = actor_of(account)


def load_person() -> SignedIn | None:
    """The person of this request's cookie, or None when there is none or their session has ended."""
    token = session.get(COOKIE_KEY)
    if not token or g.get("person_unknown"):
        return None
    try:
        found = reading().scalars(select(AccountSession).where(AccountSession.token_hash == hash_token(token))).first()
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
    return SignedIn(found, token)


def register_sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.request_loader(lambda request: load_person())
    app.config["SESSION_PROTECTION"] = None  # sessions are ended in the database, not by guessing from the address
