"""Which colleagues have a case file open now. Kept in Redis for less than a minute; without Redis nobody is shown."""

from __future__ import annotations

import redis
from flask import current_app, make_response, render_template, request
from flask_login import current_user
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import select
from werkzeug.wrappers import Response

from feedback import clock
from feedback.models import Account
from feedback.queries.cases import case_for
from feedback.terms import STAFF_ROLES
from feedback.web.doors import actor, staff_only
from feedback.web.request_session import reading

CAP_S = 0.05  # a page never waits longer for this
GONE_S = 45  # two polls of the page missed, 20 seconds each (templates/agency/here.html)


class Presence:
    """Sorted sets of account ids by when they were last seen: one for each case and agency."""

    def __init__(self, url: str) -> None:
        self.connection = redis.from_url(
            url, socket_timeout=CAP_S, socket_connect_timeout=CAP_S, retry=Retry(NoBackoff(), 0)
        )

    def others(self, case_id: int, agency_code: str, person_id: int) -> set[int]:
        """Note that this person is here; who else of the agency is. Never raises."""
        key, now = f"presence:{case_id}:{agency_code}", clock.now().timestamp()
        try:
            steps = self.connection.pipeline(transaction=False)
            steps.zadd(key, {str(person_id): now})
            steps.zremrangebyscore(key, "-inf", now - GONE_S)
            steps.expire(key, GONE_S)
            steps.zrange(key, 0, -1)
            found = steps.execute()[-1]
        except (redis.RedisError, OSError):
            return set()
        return {int(one) for one in found} - {person_id}


@staff_only(*STAFF_ROLES)
def here(number: str) -> Response:
    """The part of the case file that names them. Asked again every 20 s; unchanged, it is a 304."""
    case = case_for(reading(), actor(), number)
    response = make_response(render_template("agency/here.html", number=number, people=people_here(case.id)))
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


def people_here(case_id: int) -> list[str]:
    """The names of colleagues who have this case open, besides the reader. One statement when there are any."""
    ids = _presence().others(case_id, current_user.agency_code, int(current_user.id))
    if not ids:
        return []
    names = select(Account.full_name).where(Account.id.in_(ids), Account.agency_code == current_user.agency_code)
    return list(reading().scalars(names.order_by(Account.full_name)))


def _presence() -> Presence:
    made = current_app.extensions.get("presence")
    if made is None:
        made = current_app.extensions["presence"] = Presence(current_app.config["REDIS_URL"])
    return made
