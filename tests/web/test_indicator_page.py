"""A figure's page: by which version it is counted, choosing another, and the cases behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import select

from feedback import clock
from feedback.actions.close_period import close_period
from feedback.actions.load_pack import load_pack
from feedback.actions.transaction import transaction
from feedback.models import ClosedPeriod
from feedback.queries.closing import figure_of
from feedback.queries.definitions import definition, versions
from feedback.queries.measures import AsOf, Scope
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.period import period
from feedback.terms import Role
from tests.conftest import At
from tests.support.databases import CANTHO, count_statements
from tests.support.july import build
from tests.support.pages import BrowserLike, attribute
from tests.support.world import WATER, World

AsStaff = Callable[..., BrowserLike]
PAGE = "/leadership/indicators/766-5.2?period=2026-07"


def bring(world: World, folder: Path, line: str) -> None:
    """The city pack with one more version of a definition."""
    if not folder.exists():
        folder.mkdir()
        for path in CANTHO.iterdir():
            (folder / path.name).symlink_to(path)
    whole = (folder / "indicators.csv").read_text(encoding="utf-8")
    (folder / "indicators.csv").unlink()
    (folder / "indicators.csv").write_text(f"{whole.rstrip()}\n{line}\n", encoding="utf-8")
    with transaction(world.database) as session:
        load_pack(session, SYSTEM, folder)
    world.look()


def version(world: World, code: str, on: str, as_of: AsOf | None = None) -> int:
    return definition(world.session, code, Scope(period(on), as_of or AsOf(clock.now()))).version


def test_a_new_version_counts_from_its_day_and_changes_nothing_asked_as_of_before(
    world: World, at: At, as_staff: AsStaff, tmp_path: Path
) -> None:
    july = build(world, at)
    at("2026-08-03T08:00")
    world.refresh()
    with transaction(world.database) as session:
        closed_id = close_period(session, world.actor(Role.CITY_LEADER), "2026-07").id
    before = AsOf(clock.now(), is_newest=False)
    at("2026-08-04T08:00")
    bring(
        world,
        tmp_path / "cantho",
        "766-5.2,2,2026-08-01,Xử lý đúng hạn (mới),On time (new),share,answered,on_time,,ratio,,6,1,1,Nguồn,,",
    )
    bring(
        world,
        tmp_path / "cantho",
        "766-5.2,3,,Xử lý đúng hạn (cả kỳ cũ),On time (all),share,answered,on_time,,ratio,,6,1,1,Nguồn,,",
    )
    world.refresh()
    assert [(one.version, one.valid_from) for one in versions(world.session, "766-5.2")] == [
        (1, None),
        (2, date(2026, 8, 1)),
        (3, None),
    ]
    assert version(world, "766-5.2", "2026-07") == 3
    assert version(world, "766-5.2", "2026-07", before) == 1
    assert version(world, "766-5.2", "2026-08", AsOf(before.at, is_newest=False)) == 1
    closed = world.session.scalars(select(ClosedPeriod)).one()
    assert figure_of(world.session, closed, "", "766-5.2").definition_version == 1

    leader = as_staff(Role.CITY_LEADER)
    with count_statements(world.database) as statements:
        page = leader.page(PAGE)
    assert len(statements) <= 10, "\n".join(one[:150] for one in statements)
    assert "7/12" not in page.text()
    assert "Cách tính, bản 3" in page.text()
    older = leader.page(f"{PAGE}&version=1")
    assert "58,33%" in older.text()
    assert "7/12" in older.text()
    assert "bản 3 (đang áp dụng cho kỳ này)" in older.text()
    asked = before.at.isoformat().replace("+", "%2B")
    assert "Cách tính, bản 1" in leader.page(f"{PAGE}&as_of={asked}").text()
    cases = leader.page(f"{PAGE}&version=1&part=condition")
    assert july["answered"].number in cases.text()
    assert leader.get(f"{PAGE}&version=9").status_code == 404
    assert leader.get("/leadership/indicators/766-9").status_code == 404
    closed_page = leader.page(f"/leadership/periods/{closed_id}")
    assert "như lúc khóa" in closed_page.text()
    assert any(attribute(one, "href").endswith("766-5.2?period=2026-07&version=1") for one in closed_page.all("th a"))
    own = as_staff(Role.AGENCY_LEADER, WATER).page(PAGE)
    assert "Theo cơ quan" not in own.text(), "an agency sees its own turns only"


def test_every_definition_has_its_page(world: World, at: At, as_staff: AsStaff) -> None:
    build(world, at)
    leader = as_staff(Role.CITY_LEADER)
    for code in ("time_to_answer", "calls", "dossier.on_time", "duplicates", "workload"):
        status = leader.get(f"/leadership/indicators/{code}?period=2026-07").status_code
        assert status == 200, code
