"""The whole product of states, acts and roles against a table written from the regulation (support/every_move.py)."""

from __future__ import annotations

from itertools import product

import pytest

from feedback.errors import NotYours, Refused
from feedback.rules.lifecycle import BY_ACT, Act, refusal
from feedback.terms import Role, State
from tests.rules.test_lifecycle import actor, suiting
from tests.support.every_move import allowed, becomes

ALLOWED = allowed()


@pytest.mark.parametrize("state", State)
def test_the_table_allows_exactly_what_the_regulation_does(state: State) -> None:
    for act, role in product(Act, Role):
        answer = refusal(act, suiting(act, state, role), actor(role))
        assert (answer is None) == ((act, role, state) in ALLOWED), (act, role, state, answer)
        assert answer is None or isinstance(answer, NotYours | Refused)


def test_every_act_is_in_the_regulation_and_leads_where_it_says() -> None:
    assert {act for act, _, _ in ALLOWED} == set(Act)
    for act, _, state in ALLOWED:
        assert (BY_ACT[act].to or state) is becomes(act, state), act


def test_nobody_only_looks_and_acts() -> None:
    assert not {role for _, role, _ in ALLOWED} & {Role.AUDITOR, Role.ADMIN}
