"""The city pack comes in once, quickly, and tells what it changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from config import ROOT
from feedback import schema
from feedback.actions.load_pack import Loaded, load_pack
from feedback.actions.transaction import transaction
from feedback.database import Database
from feedback.errors import Invalid, Missing
from feedback.models import Agency, DayException, Entry, Field, Keyword, Limit, PlanItem, Setting, Ward, WorkingCalendar
from feedback.queries.city import city
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.programme_steps import steps
from feedback.terms import ProgrammeStatus
from tests.support.databases import count_statements

CANTHO = ROOT / "feedback" / "data" / "cantho"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the city pack that a test may change."""
    return Path(shutil.copytree(CANTHO, tmp_path / "cantho"))


def load(database: Database, folder: Path) -> Loaded:
    with transaction(database) as session:
        return load_pack(session, SYSTEM, folder)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_empty_database_is_filled_in_few_statements(empty_database: Database) -> None:
    schema.upgrade(empty_database)
    with count_statements(empty_database) as statements:
        loaded = load(empty_database, CANTHO)
    assert len(statements) < 300  # 2,800 rows
    assert statements.count("COMMIT") == 1
    added = {change.file: change.added for change in loaded.changes}
    assert added["wards.csv"] == 103
    assert added["legacy_wards.csv"] == 263
    assert added["calendar.toml"] == 2
    assert loaded.skipped == ()


def test_what_was_loaded_can_be_read(database: Database) -> None:
    with database.reading() as session:
        here = city(session)
        assert (here.name, here.reopen_days, here.centre_agency) == ("Cần Thơ", 7, "tt-1022")
        assert [score for score, _, _ in here.rating_words] == [5, 4, 3, 2, 1]
        centre = session.get_one(Agency, "tt-1022")
        assert centre.parent_code == "so-khoa-hoc-va-cong-nghe"
        assert session.get_one(Field, "giao-thong.o-ga").parent_code == "giao-thong"
        purposes = set(session.scalars(select(Keyword.purpose).distinct()))
        assert purposes == {"field", "danger", "kind", "empty"}
        office = session.scalars(select(WorkingCalendar).where(WorkingCalendar.code == "hanh-chinh")).one()
        days = select(DayException).where(DayException.calendar_id == office.id)
        assert all(day.windows == [] or day.windows[0][0] < day.windows[0][1] for day in session.scalars(days))
        statuses = session.execute(
            select(PlanItem.is_target, PlanItem.status, func.count()).group_by(PlanItem.is_target, PlanItem.status)
        )
        counts = {(is_target, status): number for is_target, status, number in statuses}
        assert counts[True, ProgrammeStatus.DONE] == 8
        assert counts[False, ProgrammeStatus.NOT_STARTED] == 8


def test_the_second_load_finds_nothing_new(database: Database) -> None:
    loaded = load(database, CANTHO)
    assert loaded.changes == ()
    assert "wards.csv" in loaded.skipped
    with database.reading() as session:
        assert len(session.scalars(select(Entry).where(Entry.event == "pack.loaded")).all()) == 1


def test_a_changed_file_changes_its_rows_only_and_is_recorded(database: Database, pack: Path) -> None:
    edit(pack / "wards.csv", "31120,Cái Khế,phường,10.0517", "31120,Cái Khế,phường,10.0518")
    loaded = load(database, pack)
    assert [(c.file, c.added, c.changed, c.unchanged) for c in loaded.changes] == [("wards.csv", 0, 1, 102)]
    with database.reading() as session:
        assert session.get_one(Ward, "31120").lat == 10.0518
        last = session.scalars(select(Entry).order_by(Entry.seq.desc()).limit(1)).one()
        assert (last.event, last.facts) == ("pack.loaded", {"city": "cantho", "added": 0, "changed": 1})


def test_what_an_administrator_changed_stays_until_that_file_changes(database: Database, pack: Path) -> None:
    with transaction(database) as session:
        session.get_one(Setting, "reopen_days").value = 10
    edit(pack / "wards.csv", "31120,Cái Khế,phường,10.0517", "31120,Cái Khế,phường,10.0519")
    load(database, pack)
    with database.reading() as session:
        assert city(session).reopen_days == 10
    edit(pack / "city.toml", 'hotline_number = "1022"', 'hotline_number = "10220"')
    (change,) = load(database, pack).changes
    assert change.changed == 2  # the number that changed, and the days that the pack says again
    with database.reading() as session:
        assert city(session).reopen_days == 7


def test_the_days_of_the_programmes_reminders_are_the_citys(database: Database, pack: Path) -> None:
    edit(pack / "city.toml", "heads_days_after = 1", "heads_days_after = 9")
    with pytest.raises(Invalid, match="heads_days_after = 9, city_days_after = 7"):
        load(database, pack)
    edit(pack / "city.toml", "city_days_after = 7", "city_days_after = 14")
    load(database, pack)
    with database.reading() as session:
        assert [step.days for step in steps(city(session).more)] == [-7, 0, 9, 14]


def test_rows_that_the_pack_lost_are_kept_and_named(database: Database, pack: Path) -> None:
    lines = (pack / "limits.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    lost = lines.pop(1)
    (pack / "limits.csv").write_text("".join(lines), encoding="utf-8")
    (change,) = load(database, pack).changes
    code = lost.split(",")[0]
    assert change.gone == (code,)
    with database.reading() as session:
        assert session.scalars(select(Limit).where(Limit.code == code)).first() is not None


def test_a_new_day_off_is_a_new_version_of_the_calendar(database: Database, pack: Path) -> None:
    with (pack / "holidays.csv").open("a", encoding="utf-8") as file:
        file.write("2026-07-15,0,Nghỉ bão,,Công điện thử,0\n")
    (change,) = load(database, pack).changes
    assert (change.added, change.unchanged) == (1, 1)
    with database.reading() as session:
        query = select(WorkingCalendar).where(WorkingCalendar.code == "hanh-chinh").order_by(WorkingCalendar.version)
        before, after = session.scalars(query).all()
        days = select(func.count()).select_from(DayException)
        first = session.scalar(days.where(DayException.calendar_id == before.id))
        second = session.scalar(days.where(DayException.calendar_id == after.id))
        assert (before.version, after.version) == (1, 2)
        assert second == (first or 0) + 1


def test_a_pack_that_is_not_there_or_is_broken_is_refused_whole(database: Database, pack: Path) -> None:
    with pytest.raises(Missing, match="atlantis"):
        load(database, pack.parent / "atlantis")
    edit(pack / "city.toml", 'hotline_number = "1022"', 'hotline_number = "9999"')
    (pack / "limits.csv").write_text("code,clock\nchi-mot-o\n", encoding="utf-8")
    with pytest.raises(Invalid, match=r"limits\.csv"):
        load(database, pack)
    with database.reading() as session:
        assert city(session).hotline_number == "1022"
