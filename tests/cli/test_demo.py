"""The demonstration: a believable week, whatever the day, that never mixes with real reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select

from config import ROOT
from feedback import clock
from feedback.cli.demo.player import Player
from feedback.cli.demo.script import read_script
from feedback.clock import HO_CHI_MINH
from feedback.database import Database
from feedback.models import Case, Entry, Interaction, Notice, Report, Task
from feedback.queries.audit import verify
from feedback.queries.health import health
from feedback.rules.lifecycle import OPEN
from feedback.terms import NoticeState, Publication, State
from tests.cli.conftest import Cli
from tests.support.world import World

SCRIPT = read_script(ROOT / "feedback" / "data" / "cantho" / "demo.toml")


def test_the_week_holds_every_state_and_honest_times(
    cli: Cli, database: Database, at: Callable[[str], datetime]
) -> None:
    now = at("2026-07-10T11:00")
    loaded = cli("demo", "load")
    assert loaded.exit_code == 0, loaded.output
    assert loaded.stderr.strip().splitlines() == ["Nạp dữ liệu mẫu"], "an act was refused"
    with database.reading() as session:
        assert set(session.scalars(select(Case.state).distinct())) == set(State)
        overdue = select(func.count(Case.id)).where(Case.state.in_(OPEN), Case.resolve_due_at < now)
        assert (session.scalar(overdue) or 0) >= 3
        published = select(func.count(Case.id)).where(Case.publication == Publication.PUBLISHED)
        assert (session.scalar(published) or 0) >= 5
        assert {1, 2} & set(session.scalars(select(Report.rating)))
        assert max(session.scalars(select(Entry.at).where(Entry.case_id.is_not(None)))) <= now
        assert len(session.scalars(select(Interaction)).all()) > len(SCRIPT.calls)
        assert NoticeState.OWED not in set(session.scalars(select(Notice.state)))
        assert set(session.scalars(select(Task.kind))) == {"climb_alert", "stop_waiting"}, "what waits for its hour"
        assert health(session, now).unrouted == 0
        assert verify(session).holds
    again = cli("demo", "load")
    assert (again.exit_code, "đã có sẵn" in again.stdout) == (0, True)
    with database.reading() as session:
        assert session.scalar(select(func.count(Report.id))) == len(SCRIPT.stories)


@pytest.mark.parametrize("now", ["2026-02-20T03:00", "2026-07-12T23:30"])
def test_any_day_will_do(database: Database, now: str, backend: str) -> None:
    """In the night of a Tết holiday, and late on a Sunday."""
    if backend != "sqlite":
        pytest.skip("the calendar is the same on both")
    played = Player(database, SCRIPT, datetime.fromisoformat(now).replace(tzinfo=HO_CHI_MINH), "demo:").play()
    assert played.refused == []
    assert played.reports == len(SCRIPT.stories)


def test_real_reports_are_never_mixed_with_the_demonstration(cli: Cli, world: World) -> None:
    world.received()
    refused = cli("demo", "load")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert len(world.session.scalars(select(Report)).all()) == 1


def test_time_stands_only_where_it_is_told_to(at: Callable[[str], datetime]) -> None:
    now, then = at("2026-07-10T11:00"), datetime(2026, 7, 1, 9, tzinfo=HO_CHI_MINH)
    with clock.as_of(then):
        assert clock.now() == then
    assert clock.now() == now
