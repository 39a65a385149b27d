"""Every page asks the database a constant and small number of questions, however much there is to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback.cli.bench.seed import seed
from feedback.models import Case
from feedback.terms import AGENCY_ROLES, STAFF_ROLES, Role, State
from feedback.web.doors import DECLARED, EVERYBODY
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike
from tests.support.world import World

MOST = 10  # DESIGN: any list page, whatever the page size
SHOWN = (State.RECEIVED, State.RETURNED, State.FORWARDED, State.IN_PROGRESS, State.AWAITING_APPROVAL, State.RESOLVED)


def asked(world: World, browser: BrowserLike, addresses: list[str]) -> dict[str, int]:
    """How many statements each page takes when everything is warm."""
    counted = {}
    for address in addresses:
        browser.get(address)
        with count_statements(world.database) as seen:
            browser.get(address)
        counted[address] = len([statement for statement in seen if statement != "COMMIT"])
    return counted


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_pages_of_staff(app: Flask, world: World, as_staff: Callable[..., BrowserLike], role: Role) -> None:
    addresses = _addresses(app, lambda allowed: allowed != EVERYBODY and role in allowed)
    browser = as_staff(role)
    _hold(world, browser, addresses)


def test_public_pages(app: Flask, world: World, client: BrowserLike) -> None:
    _hold(world, client, _addresses(app, lambda allowed: allowed == EVERYBODY))


def test_pages_of_staff_among_a_thousand_cases(app: Flask, world: World, as_staff: Callable[..., BrowserLike]) -> None:
    with app.app_context():
        seed(1_000, 1, 60)
    world.refresh()
    busiest = select(Case.holder_code).where(Case.state == State.IN_PROGRESS).group_by(Case.holder_code)
    agency = world.session.scalars(busiest.order_by(func.count().desc()).limit(1)).one()
    for role in STAFF_ROLES:
        browser = as_staff(role, agency if role in AGENCY_ROLES else "")
        addresses = _addresses(app, lambda allowed, role=role: allowed != EVERYBODY and role in allowed)
        counted = asked(world, browser, addresses)
        assert {address: count for address, count in counted.items() if count > MOST} == {}, role


def _addresses(app: Flask, wanted: Callable[[frozenset[Role]], bool]) -> list[str]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and not rule.arguments]
    allowed = {rule.rule: getattr(app.view_functions[rule.endpoint], DECLARED, frozenset()) for rule in rules}
    return [rule.rule for rule in rules if "GET" in (rule.methods or ()) and wanted(allowed[rule.rule])]


def _hold(world: World, browser: BrowserLike, addresses: list[str]) -> None:
    for state in SHOWN:
        world.case_in(state)
    world.refresh()
    few = asked(world, browser, addresses)
    for state in SHOWN * 2:
        world.case_in(state)
    world.refresh()
    many = asked(world, browser, addresses)
    assert {address: count for address, count in many.items() if count > MOST} == {}
    assert many == few, "more rows must not mean more statements"
