"""Files of lists and figures: what the page shows and nothing else, for oneself, for seven days, as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from feedback import clock
from feedback.actions import ask_export, write_export
from feedback.actions.transaction import transaction
from feedback.gateways.blob_store import LocalBlobStore
from feedback.models import Account, Agency, Entry, Export, ExportPart, Task
from feedback.terms import ExportFormat, ExportState, Role
from tests.conftest import At
from tests.support.july import LATE, build
from tests.support.pages import BrowserLike
from tests.support.world import POTHOLE, ROADS, WATER, World
from tests.workers.test_drain import drain_all, process

AsStaff = Callable[..., BrowserLike]
FORMULA = '=HYPERLINK("http://evil","Sở")'


def lines(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def taken(browser: BrowserLike, address: str, form: str = "csv", **changed: Any) -> bytes:
    """Ask for the file of a page and follow where it leads."""
    page = browser.page(address)
    found = page.form("form[action='/exports/']")
    answer = browser.post("/exports/", data=found.values | {"form": form} | changed, follow_redirects=True)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data()


def test_a_file_holds_what_its_page_shows(world: World, at: At, as_staff: AsStaff) -> None:
    july = build(world, at)
    with world.database.writing() as session:
        session.execute(update(Agency).where(Agency.code == ROADS).values(short_name=FORMULA))
        session.commit()
    leader = as_staff(Role.CITY_LEADER)
    rows = "/leadership/rows?figure=on-time&part=late&period=2026-07"
    content = taken(leader, rows)
    header, *found = lines(content)
    assert {row[0] for row in found} == {july[name].number for name in LATE}
    assert "'" + FORMULA in {row[header.index("Cơ quan đang giữ")] for row in found}
    assert b"0907" not in content
    assert POTHOLE.encode() not in content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(taken(leader, rows, "xlsx"))).get_sheet_by_index(0).to_python()
    assert {str(row[0]) for row in sheet[1:]} == {july[name].number for name in LATE}
    assert FORMULA in {row[6] for row in sheet}, "a string, never a formula"
    assert taken(leader, rows, "pdf").startswith(b"%PDF")
    figures = {row[0]: row for row in lines(taken(leader, "/leadership/?period=2026-07"))}
    assert figures["Toàn thành phố"][4:7] == ["12", "7", "58.33"]
    now = lines(taken(leader, "/leadership/rows?figure=open"))
    assert len(now) == 1 + 5
    world.look()
    told = world.session.execute(select(Entry.event, Entry.facts).where(Entry.event.startswith("export."))).all()
    assert {event for event, _ in told} == {"export.asked", "export.made", "export.fetched"}
    assert told[0].facts["what"] == "rows"
    assert "Tệp đã xuất" in leader.page("/exports/").text()


def test_the_file_of_an_inbox_keeps_its_filters_and_its_agency(world: World, as_staff: AsStaff) -> None:
    mine, other = world.in_progress(), world.in_progress(WATER)
    far = world.in_progress(field_code="ve-sinh-moi-truong.rac-sinh-hoat")
    officer = as_staff(Role.OFFICER)
    numbers = [row[0] for row in lines(taken(officer, "/agency/"))[1:]]
    assert sorted(numbers) == sorted([mine.number, far.number])
    assert [row[0] for row in lines(taken(officer, "/agency/?field=ve-sinh-moi-truong"))[1:]] == [far.number]
    assert other.number not in numbers
    asked = {"kind": "rows", "query": f"figure=open&agency={WATER}", "form": "csv"}
    token = officer.page("/agency/").form("form[action='/exports/']").values["csrf_token"]
    answer = officer.post("/exports/", data=asked | {"csrf_token": token}, follow_redirects=True)
    assert other.number.encode() not in answer.get_data(), "another agency's cases are nobody else's, however asked for"
    asked["query"] = f"figure=received&period=2026-07&agency={WATER}"
    assert officer.post("/exports/", data=asked | {"csrf_token": token}).status_code == 404
    assert officer.post("/exports/", data=asked | {"csrf_token": token, "form": "exe"}).status_code == 422
    leader = as_staff(Role.CITY_LEADER)
    token = leader.page("/leadership/").form("form[action='/exports/']").values["csrf_token"]
    asked = {"kind": "inbox", "query": "", "form": "csv", "csrf_token": token}
    assert leader.post("/exports/", data=asked).status_code == 403, "an inbox is its agency's"


def test_a_file_is_its_owners_for_seven_days(
    world: World, at: At, as_staff: AsStaff, as_person: Callable[..., BrowserLike], tmp_path: Path
) -> None:
    world.in_progress()
    officer = as_staff(Role.OFFICER)
    page = officer.page("/agency/")
    values = page.form("form[action='/exports/']").values
    location = officer.post("/exports/", data=values).location or ""
    address = urlsplit(location).path
    assert officer.get(address).headers["Content-Disposition"].endswith(".xlsx")
    for other in (as_staff(Role.OFFICER, WATER), as_person(world.another(Role.OFFICER)), as_staff(Role.CITY_LEADER)):
        assert other.get(address).status_code == 404
    with world.database.writing() as session:
        session.execute(update(Account).where(Account.id == world.officer.user_id).values(agency_code=WATER))
        session.commit()
    assert officer.get(address).status_code == 404, "who has moved on leaves the files behind"
    with world.database.writing() as session:
        session.execute(update(Account).where(Account.id == world.officer.user_id).values(agency_code=ROADS))
        session.commit()
    at("2026-07-13T08:01")
    officer = as_staff(Role.OFFICER)
    assert officer.get(address).status_code == 404
    blobs = LocalBlobStore(tmp_path)
    stored = world.session.scalars(select(Export)).one()
    kept = blobs.put(b"file")
    with transaction(world.database) as session:
        session.get_one(Export, stored.id).stored_as = kept
        write_export.tasks.owe(session, "delete_exports", 0)
    drain_all(world, process(world, blobs=blobs))
    stored = world.session.scalars(select(Export)).one()
    assert (stored.state, stored.stored_as) == (ExportState.DELETED, "")
    with pytest.raises(FileNotFoundError):
        blobs.read(kept)


def _ask_big(world: World, form: ExportFormat) -> int:
    source = ask_export.Source(ask_export.ExportKind.INBOX, "sort=received", clock.now())
    with world.database.reading() as session:
        made = ask_export.gather(session, world.officer, source, form, "Hộp việc")
    assert made.content is None
    with transaction(world.database) as session:
        return ask_export.ask_export(session, world.officer, made, form, "").id


@pytest.mark.parametrize("form", list(ExportFormat))
def test_a_big_file_goes_on_where_a_killed_worker_left_it(
    world: World, at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: ExportFormat
) -> None:
    monkeypatch.setattr(ask_export, "AT_ONCE", dict.fromkeys(ExportFormat, 2))
    monkeypatch.setattr(write_export, "SPAN", 2)
    for _ in range(5):
        world.in_progress()
    made = process(world, blobs=LocalBlobStore(tmp_path))
    first, second = _ask_big(world, form), _ask_big(world, form)
    _die_after_reading(world, made, monkeypatch)
    at("2026-07-06T08:03")  # the lease of the dead worker has run out
    drain_all(world, made)
    drain_all(world, made)
    files = [world.session.get_one(Export, one) for one in (first, second)]
    assert [one.state for one in files] == [ExportState.DONE] * 2
    assert [one.written for one in files] == [5, 5]
    if form is not ExportFormat.XLSX:  # a zip keeps the seconds of its parts
        assert files[0].sha256 == files[1].sha256
    assert world.session.scalars(select(ExportPart)).all() == []
    assert made.blobs.read(files[0].stored_as)


def _die_after_reading(world: World, made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that takes each task up and is killed before it keeps anything."""
    with monkeypatch.context() as patch:
        patch.setattr(write_export, "settle_step", _killed)
        with pytest.raises(KeyboardInterrupt):
            drain_all(world, made)
    world.look()
    assert {one.state.value for one in world.session.scalars(select(Task).where(Task.kind == "write_export"))} == {
        "leased",
        "new",
    }


def _killed(*args: object) -> None:
    raise KeyboardInterrupt


def test_whoever_loses_their_account_gets_no_file(
    world: World, at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask_export, "AT_ONCE", dict.fromkeys(ExportFormat, 0))
    world.in_progress()
    _ask_big(world, ExportFormat.CSV)
    with world.database.writing() as session:
        session.execute(update(Account).where(Account.id == world.officer.user_id).values(is_active=False))
        session.commit()
    made = process(world, blobs=LocalBlobStore(tmp_path))
    for hours in range(1, 9):
        moved = clock.local(clock.now()) + timedelta(hours=hours)
        at(moved.replace(tzinfo=None).isoformat())
        drain_all(world, made)
    assert world.session.scalars(select(Export)).one().state is ExportState.FAILED
