"""The laws of deadlines against a slow reckoning; bench/deadlines.py runs 10,000 cases of each."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from bench.deadlines import LAWS, Given, given


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law_holds(law: Callable[[Given], bool]) -> None:
    for seed in range(100):
        one: Given = given(Random(seed))
        assert law(one), one
