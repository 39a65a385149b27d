"""Every page of every role, opened through the application as a browser would, in a made-up city."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.actions import accounts
from feedback.actions.transaction import transaction
from feedback.cli.bench import dashboards
from feedback.cli.bench.watch import Watch
from feedback.database import Database
from feedback.models import Account, Case
from feedback.terms import AGENCY_ROLES, STAFF_ROLES, Role, State

COOKIE_KEY = "sid"  # where the web keeps the token of a signed-in browser
WORDS = ("đèn đường", "ổ gà ngõ hẻm", "cây ngã chắn ngang", "Mậu Thân", "xà bần", "0907", "tín hiệu nhấp nháy vàng")
FILTERS = ("queue=overdue", "mark=returned", "state=in_progress&due=later", f"q={quote('đèn đường')}")
LEADERS = (Role.CITY_LEADER, Role.AGENCY_LEADER)
SEARCH, INBOX = "/hotline/search", "/agency/"


def measure_pages(watch: Watch, app: Flask, times: int) -> None:
    """Citizens' pages and those of every role that are there without a number in the address; a case file; searches."""
    for address in _open_to(app, app.test_client()):
        _measure(watch, app.test_client(), f"người dân {address}", address, times)
    for role in STAFF_ROLES:
        browser, number = _signed_in(watch.database, app, role)
        addresses = [*_open_to(app, browser), *([f"/cases/{number}"] if number else [])]
        for address in addresses:
            _measure(watch, browser, f"{role.value} {address}", address, times)
        if INBOX in addresses:
            for asked in FILTERS:
                _measure(watch, browser, f"{role.value} {INBOX}?{asked[:24]}", f"{INBOX}?{asked}", times)
        if SEARCH in addresses and role is Role.DISPATCHER:
            for words in WORDS:
                _measure(watch, browser, f"tìm “{words}”", f"{SEARCH}?q={quote(words)}", times)
        if role in LEADERS:
            for address in _dashboards(watch.database, role, addresses):
                _measure(watch, browser, f"{role.value} {dashboards.plain(address)}", address, times)


def _dashboards(database: Database, role: Role, measured: list[str]) -> list[str]:
    """The leaders' pages that need something in their addresses."""
    with database.reading() as session:
        return [address for address in dashboards.addresses(session, role) if address not in measured]


def _measure(watch: Watch, browser: FlaskClient, name: str, address: str, times: int) -> None:
    watch.measure(name, times, lambda: browser.get(address))


def _open_to(app: Flask, browser: FlaskClient) -> Iterator[str]:
    """Pages without arguments that this browser gets."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    for rule in sorted(rules, key=lambda rule: rule.rule):
        staff_only = not rule.rule.startswith(("/lookup", "/published", "/report", "/status", "/healthz", "/privacy"))
        with browser.session_transaction() as cookie:
            is_staff = COOKIE_KEY in cookie
        if is_staff == staff_only and browser.get(rule.rule).status_code == HTTPStatus.OK:
            yield rule.rule


def _signed_in(database: Database, app: Flask, role: Role) -> tuple[FlaskClient, str]:
    """A browser of somebody with this role, agency people where most is open; and the number of a case they may see."""
    with transaction(database) as session:
        agency = _busiest(session)
        who = select(Account).where(Account.role == role, Account.is_active).order_by(Account.id.desc())
        account = session.scalars(who.where(Account.agency_code == agency) if role in AGENCY_ROLES else who).first()
        if account is None:
            return app.test_client(), ""
        token = accounts.open_session(session, account.id)
        of_agency = select(Case.number).where(Case.state == State.IN_PROGRESS, Case.holder_code == agency)
        number = session.scalars(of_agency.order_by(Case.id.desc()).limit(1)).first()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    return browser, number or "" if role is not Role.ADMIN else ""


def _busiest(session: Session) -> str | None:
    """The agency with the most cases in progress."""
    query = select(Case.holder_code).where(Case.state == State.IN_PROGRESS).group_by(Case.holder_code)
    return session.scalars(query.order_by(func.count().desc(), Case.holder_code).limit(1)).first()
