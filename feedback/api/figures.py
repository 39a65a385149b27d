"""The city's figures of a period. Agencies with few cases stand together, so that no number tells of a few people."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from feedback import clock
from feedback.api.answers import answer, instant
from feedback.errors import N_, Invalid
from feedback.queries import figures766
from feedback.queries.city import city
from feedback.queries.fact_progress import known_at
from feedback.queries.figures766 import Counts, Line
from feedback.queries.measures import AsOf, Scope
from feedback.queries.open_data import terms
from feedback.queries.open_rows import REST
from feedback.rules.index766 import Ratio
from feedback.rules.k_anonymity import OTHER, pooled
from feedback.rules.period import Period, month_of, period
from feedback.web.doors import open_to_all
from feedback.web.request_session import reading

TOO_SHORT = N_("Số liệu công khai tính theo tháng trở lên, ví dụ 2026-07, 2026-Q3, 2026.")


@open_to_all
def figures() -> Response:
    """Whole months and longer: days beside each other would tell of single cases."""
    session, wanted = reading(), _period()
    scope = Scope(wanted, AsOf(known_at(session)))
    k = terms(city(session)).k
    whole = figures766.counts(session, scope)
    is_enough = whole.count("received") >= k
    return answer(
        {
            "period": wanted.code,
            "as_of": instant(scope.as_of.at),
            "definition": figures766.DEFINITION,
            "least_cases": k,
            "city": _counts(whole) if is_enough else None,
            "agencies": _agencies(figures766.lines(session, scope), k) if is_enough else [],
        }
    )


def _period() -> Period:
    given = request.args.get("period", "")
    wanted = period(given) if given else month_of(clock.today())
    if wanted.first != month_of(wanted.first).first or wanted.last != month_of(wanted.last).last:
        raise Invalid("period", TOO_SHORT)
    return wanted


def _agencies(lines: list[Line], k: int) -> list[dict[str, Any]]:
    known = {one.code: one for one in lines if one.counts.count("received")}
    names = pooled({(code,): one.counts.count("received") for code, one in known.items()}, k)
    together: dict[str, list[Line]] = {}
    for code, one in known.items():
        if (code,) in names:
            together.setdefault(names[code,][0], []).append(one)
    return [
        {"code": code, "name": REST if code == OTHER else members[0].name} | _counts(_sum(members))
        for code, members in sorted(together.items())
    ]


def _sum(members: list[Line]) -> Counts:
    return Counts({name: sum(one.counts.of[name] for one in members) for name in members[0].counts.of})


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "received": counts.count("received"),
        "answered": counts.count("answered"),
        "on_time": _ratio(counts.ratio("on-time")),
        "satisfied": _ratio(counts.ratio("satisfied")),
        "promise_kept": _ratio(counts.ratio("promise")),
    }


def _ratio(ratio: Ratio) -> dict[str, Any]:
    percent = None if ratio.percent is None else float(ratio.percent)
    return {"numerator": ratio.numerator, "denominator": ratio.denominator, "percent": percent}
