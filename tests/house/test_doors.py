"""Every page declares who may enter, and means it: each role knocks at each door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from feedback.terms import STAFF_ROLES, Role, State
from feedback.web.doors import DECLARED, EVERYBODY
from tests.support.pages import BrowserLike, Page
from tests.support.world import World

NEEDS_A_CHOICE = {"leadership.rows", "assessing.cases", "assessing.dossier_rows"}  # say 404 until a figure is named
OPEN_BLUEPRINTS = {"public", "account", "developer", "api"}


def declared(app: Flask, rule: Rule) -> frozenset[Role]:
    return getattr(app.view_functions[rule.endpoint], DECLARED, frozenset())


def pages(app: Flask) -> list[Rule]:
    """Every address that can be opened without knowing a name or number."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and not rule.arguments]
    return [rule for rule in rules if "GET" in (rule.methods or ())]


def test_every_route_declares_who_may_enter(app: Flask) -> None:
    silent = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static" and not declared(app, rule)]
    assert silent == []


def test_only_what_is_for_everybody_is_open_to_everybody(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and declared(app, rule) == EVERYBODY:
            assert rule.endpoint.partition(".")[0] in OPEN_BLUEPRINTS, rule.rule


def test_citizens_and_the_system_hold_no_staff_key(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        allowed = declared(app, rule)
        if allowed != EVERYBODY:
            assert allowed <= set(STAFF_ROLES), rule.rule


def test_strangers_are_shown_the_way_to_sign_in(app: Flask, client: BrowserLike) -> None:
    for rule in pages(app):
        if declared(app, rule) != EVERYBODY:
            answer = client.get(rule.rule)
            assert answer.status_code == 302, rule.rule
            assert "/account/sign-in" in (answer.location or "")


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_each_role_enters_its_own_pages_and_no_other(
    app: Flask, world: World, as_staff: Callable[..., BrowserLike], role: Role
) -> None:
    for state in (State.RECEIVED, State.RETURNED, State.IN_PROGRESS, State.CLOSED):
        world.case_in(state)
    browser = as_staff(role)
    for rule in pages(app):
        answer = browser.get(rule.rule)
        if rule.endpoint in NEEDS_A_CHOICE:
            continue
        if role in declared(app, rule):
            assert answer.status_code < 400, (rule.rule, Page(answer).text("main")[:200])
        else:
            assert answer.status_code == 403, rule.rule


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_public_page_can_be_read_in_both_languages(app: Flask, client: BrowserLike, language: str) -> None:
    client.set_cookie("lang", language)
    for rule in pages(app):
        if rule.endpoint.startswith("public."):
            answer = client.get(rule.rule)
            assert answer.status_code < 400, rule.rule
            if answer.mimetype == "text/html" and answer.status_code == 200:
                assert f'lang="{language}"' in Page(answer).html


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_case_is_seen_by_those_who_may_and_missing_for_the_rest(
    world: World, as_staff: Callable[..., BrowserLike], role: Role
) -> None:
    ordinary, secret = world.in_progress(), world.referred()
    browser = as_staff(role)
    seen = browser.get(f"/cases/{ordinary.number}").status_code
    assert seen == (404 if role is Role.ADMIN else 200)
    seen = browser.get(f"/cases/{secret.number}").status_code
    assert seen == (200 if role in (Role.DISPATCHER, Role.AUDITOR) else 404)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY_LEADER])
def test_across_agencies_there_is_no_such_case(world: World, as_staff: Callable[..., BrowserLike], role: Role) -> None:
    case = world.in_progress()
    browser = as_staff(role, "cong-an")
    assert browser.get(f"/cases/{case.number}").status_code == 404
    page = browser.page("/account/password")
    token = page.form().values["csrf_token"]
    for slug in ("accept", "return", "note", "assign", "ask", "submit_result", "approve"):
        answer = browser.post(f"/cases/{case.number}/{slug}", data={"csrf_token": token, "text": "x"})
        assert answer.status_code == 404, slug


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_page_for_everybody_who_may_see_it(
    world: World, as_staff: Callable[..., BrowserLike], state: State
) -> None:
    case = world.case_in(state)
    for role in (Role.OPERATOR, Role.DISPATCHER, Role.OFFICER, Role.AGENCY_LEADER, Role.CITY_LEADER, Role.AUDITOR):
        answer = as_staff(role).get(f"/cases/{case.number}")
        assert answer.status_code in (200, 404), role
        if answer.status_code == 200:
            assert case.number in Page(answer).html


def test_a_form_without_its_token_is_refused(app: Flask, client: BrowserLike) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.arguments:
            assert client.post(rule.rule, data={}).status_code == 400, rule.rule
