"""Several requests of one browser may be answered in any order: only those that change the cookie send it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feedback.terms import Role
from tests.support.pages import BrowserLike


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_proposal_that_comes_late_does_not_take_the_code_of_the_call_away(
    as_staff: Callable[..., BrowserLike],
) -> None:
    desk = as_staff(Role.OPERATOR)
    with desk.session_transaction() as cookie:
        cookie.permanent = True  # as signing in leaves it
    form = desk.page("/hotline/call").form("#phieu")
    proposed = desk.post("/hotline/suggest", data=form.values | {"text": "Đèn đường tắt cả dãy, tối om."})
    assert proposed.status_code == 200
    assert "Set-Cookie" not in proposed.headers
