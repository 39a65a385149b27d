"""What SQL counts is what the rule says: Decision 766 over lines made up at random, each judged twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from feedback import clock
from feedback.models import Case, Fact
from feedback.queries.measures import CONDITIONS, AsOf
from feedback.rules.index766 import Ending, Handling, Opinion, is_on_time, is_satisfied, last_day
from feedback.terms import Channel, Kind, Level, State
from tests.rules.calendars import OFFICE
from tests.support.world import ROADS, World

FIRST = date(2026, 1, 5)
DAYS = st.integers(0, 60).map(lambda ahead: FIRST + timedelta(days=ahead))
FEW = st.integers(0, 3)
HANDLINGS = st.builds(Handling, DAYS, st.sampled_from(Ending), st.none() | DAYS, st.booleans())
OPINIONS = st.builds(Opinion, st.booleans(), FEW, FEW, st.booleans())
LINES = st.lists(st.tuples(HANDLINGS, OPINIONS), min_size=1, max_size=30)


def line(case_id: int, place: int, handling: Handling, opinion: Opinion) -> dict[str, Any]:
    now = clock.now()
    return {
        "case_id": case_id, "leg_id": place, "since_at": now, "until_at": None, "agency_code": ROADS,
        "state": State.IN_PROGRESS, "kind": Kind.FEEDBACK, "level": Level.NORMAL, "channel": Channel.WEB,
        "received_at": now, "received_on": handling.sent_on, "sent_on": handling.sent_on,
        "ending": handling.ending.value, "ended_on": handling.ended_on, "ends_by": last_day(handling, OFFICE),
        "is_published_late": handling.is_published_late, "accepted_at": now if opinion.is_accepted else None,
        "likes": opinion.likes, "dislikes": opinion.dislikes, "reopen_count": int(opinion.is_reminded),
    }  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=LINES, asked_on=DAYS)
def test_sql_says_of_every_line_what_the_rule_says(
    world: World, lines: list[tuple[Handling, Opinion]], asked_on: date
) -> None:
    case_id = world.session.scalars(select(Case.id)).first() or world.received().id
    as_of = AsOf(datetime.combine(asked_on, time(5), UTC))  # noon in Vietnam
    on_time, content = (CONDITIONS[name](as_of) for name in ("on_time", "content"))
    with world.database.writing() as session:
        session.execute(insert(Fact), [line(case_id, place, *one) for place, one in enumerate(lines)])
        said = session.execute(select(on_time, content).where(Fact.case_id == case_id).order_by(Fact.leg_id)).all()
        session.rollback()
    expected = []
    for handling, opinion in lines:
        in_time = is_on_time(handling, OFFICE, asked_on)
        expected.append((in_time, is_satisfied(opinion, is_on_time=in_time)))
    assert [tuple(map(bool, row)) for row in said] == expected
