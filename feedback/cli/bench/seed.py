"""`bench seed`: a made-up city of any size in an empty database, with the shape of a real one."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import click
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.transaction import transaction
from feedback.cli.bench.bare_tables import BareTables
from feedback.cli.bench.load import TABLES, Order, parts, write_all
from feedback.cli.pack import DATA
from feedback.cli.plain import database
from feedback.errors import Missing, Refused
from feedback.models import Account, Agency, Report
from feedback.queries.city import city
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import Role

NOT_EMPTY = "Hệ thống đã có phản ánh nên không tạo thành phố giả. Hãy dùng cơ sở dữ liệu trống."
NO_WORDS = "Thành phố này không có câu chữ mẫu (bench.toml)."
NOBODY = "!"  # no password has this hash
WORTH_TWO = 5_000  # cases; below, a second process only starts
OPERATORS, DISPATCHERS, OFFICERS = 12, 4, 3


@dataclass(frozen=True)
class Seeded:
    cases: int
    seconds: float


def seed(cases: int, number: int, days: int) -> Seeded:
    """Raises Refused when there is a report already."""
    began, home = perf_counter(), database()
    words = DATA / current_app.config["CITY"] / "bench.toml"
    if not words.exists():
        raise Missing(NO_WORDS)
    with home.reading() as session:
        if session.scalar(select(func.count()).select_from(Report)):
            raise Refused(NOT_EMPTY)
        keys = session.info["keys"]
    with transaction(home) as session:
        _hire(session)
    is_postgres = home.engine.dialect.name == "postgresql"
    url = home.engine.url.render_as_string(hide_password=False)
    order = Order(url, keys, words, clock.now(), days, cases, number, TABLES)
    bare = BareTables(home, TABLES)
    bare.take_off()
    processes = 2 if is_postgres and cases >= WORTH_TWO else 1
    with click.progressbar(length=cases, label="Tạo thành phố giả") as bar:
        write_all(parts(order, processes), processes, bar.update)
    bare.put_on()
    return Seeded(cases, perf_counter() - began)


def _hire(session: Session) -> None:
    """People for every agency and for the centre."""
    today = clock.today()
    centre = city(session).centre_agency
    names = iter(range(1, 10_000))
    for role, most in ((Role.OPERATOR, OPERATORS), (Role.DISPATCHER, DISPATCHERS)):
        for _ in range(most):
            _add(session, role, centre, next(names))
    for agency in session.scalars(select(Agency).order_by(Agency.code)).all():
        if agency.is_valid_on(today):
            for _ in range(OFFICERS):
                _add(session, Role.OFFICER, agency.code, next(names))
            _add(session, Role.AGENCY_LEADER, agency.code, next(names))


def _add(session: Session, role: Role, agency_code: str, number: int) -> None:
    now = clock.now()
    account = Account(
        username=f"bench-{number:04}",
        full_name=f"{role.vi} {number}",
        role=role,
        agency_code=agency_code,
        password_hash=NOBODY,
        created_at=now,
        password_changed_at=now,
    )
    session.add(account)
    ledger.record(session, SYSTEM, "account.created", account, account=account, role=role)
