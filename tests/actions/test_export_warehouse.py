"""The warehouse gets whole runs: the same bytes after an interruption, a hash for every file, nobody's name."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from feedback.actions import export_warehouse as warehouse
from feedback.actions.refuse import refuse
from feedback.errors import Refused
from feedback.queries.warehouse_tables import TABLES
from feedback.rules.plain_cells import plain as plain_cell
from feedback.terms import Kind
from tests.conftest import At
from tests.support.july import build
from tests.support.world import POTHOLE, World


def manifest(run: Path) -> dict[str, Any]:
    return json.loads((run / "manifest.json").read_text(encoding="utf-8"))


def rows(run: Path, table: str) -> list[dict[str, str]]:
    files = [one["file"] for one in manifest(run)["files"] if one["table"] == table]
    return [row for file in files for row in csv.DictReader(io.StringIO((run / file).read_text(encoding="utf-8")))]


def test_a_run_that_was_killed_goes_on_and_writes_the_same_bytes(
    world: World, at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    july = build(world, at)
    monkeypatch.setattr(warehouse, "SPAN", 4)
    whole = warehouse.export_warehouse(world.database, tmp_path / "a", "daily")
    wanted = {path.name: path.read_bytes() for path in whole.iterdir()}
    drawn: list[int] = []

    def killed(table: Any, lines: Any) -> bytes:
        drawn.append(len(lines))
        if len(drawn) > 6:
            raise KeyboardInterrupt
        return warehouse._as_csv(table, lines)

    with monkeypatch.context() as patch:
        patch.setitem(warehouse.DRAWERS, "csv", killed)
        with pytest.raises(KeyboardInterrupt):
            warehouse.export_warehouse(world.database, tmp_path / "b", "daily")
    assert [path for path in (tmp_path / "b").iterdir() if not path.name.startswith(".")] == [], (
        "nobody reads half a run"
    )
    at("2026-07-29T09:00")
    world.act(refuse, world.dispatcher, world.received(), reason_code="thieu-thong-tin")
    world.refresh()
    again = warehouse.export_warehouse(world.database, tmp_path / "b", "daily")
    assert {path.name: path.read_bytes() for path in again.iterdir()} == wanted
    assert again.name == whole.name
    listed = manifest(again)
    for one in listed["files"]:
        content = (again / one["file"]).read_bytes()
        assert (one["sha256"], one["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    facts = rows(again, "facts")
    now = [row for row in facts if row["leg_id"] == "0" and not row["until_at"] and row["received_at"] >= "2026-07"]
    assert len(now) == 12
    assert str(july["crime"].id) not in {row["case_id"] for table in ("facts", "legs") for row in rows(again, table)}
    assert listed["schema"] == 2
    assert "officer_id" not in facts[0]
    words = b"".join(wanted.values())
    for personal in (POTHOLE, "0907", "Người gửi thử", "12 Đường 30"):
        assert personal.encode() not in words, personal


def test_the_next_run_holds_what_has_changed_and_nothing_more(world: World, at: At, tmp_path: Path) -> None:
    still, moving = world.in_progress(), world.received()
    world.refresh()
    first = warehouse.export_warehouse(world.database, tmp_path, "incremental")
    assert {row["case_id"] for row in rows(first, "facts")} == {str(still.id), str(moving.id)}
    at("2026-07-06T09:00")
    world.act(refuse, world.dispatcher, moving, reason_code="thieu-thong-tin")
    world.received(kind=Kind.DENUNCIATION)
    world.refresh()
    second = warehouse.export_warehouse(world.database, tmp_path, "incremental")
    assert manifest(second)["ledger"]["since"] == manifest(first)["ledger"]["seq"]
    changed = rows(second, "facts")
    assert {row["case_id"] for row in changed} == {str(moving.id)}
    assert [row["state"] for row in changed if not row["until_at"]] == ["refused"]
    assert rows(second, "legs") == []
    together = {row["id"]: row for run in (first, second) for row in rows(run, "facts")}
    daily = warehouse.export_warehouse(world.database, tmp_path / "all", "daily")
    assert together == {row["id"]: row for row in rows(daily, "facts")}, "runs laid over each other are the whole"


def test_parquet_without_its_part_is_refused_with_a_sentence(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refused, match="pyarrow"):
        warehouse.export_warehouse(world.database, tmp_path, "daily", "parquet")
    made = warehouse.export_warehouse(world.database, tmp_path, "daily", "jsonl")
    (facts,) = [one["file"] for one in manifest(made)["files"] if one["table"] == "wards"]
    assert json.loads((made / facts).read_text(encoding="utf-8").splitlines()[0])["code"]


def test_parquet_says_the_same_as_csv_with_types_that_all_parts_share(
    world: World, at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow, the optional part “warehouse”, is not installed")
    build(world, at)
    monkeypatch.setattr(warehouse, "SPAN", 4)
    plain = warehouse.export_warehouse(world.database, tmp_path / "csv", "daily")
    typed = warehouse.export_warehouse(world.database, tmp_path / "parquet", "daily", "parquet")
    assert {one["file"].partition(".")[0]: one["rows"] for one in manifest(typed)["files"]} == {
        one["file"].partition(".")[0]: one["rows"] for one in manifest(plain)["files"]
    }
    for table in TABLES:
        parts = sorted(typed.glob(f"{table.name}-*.parquet"))
        found = [parquet.read_table(one) for one in parts]
        assert len({str(one.schema) for one in found}) <= 1, table.name
        lines = [row for one in found for row in one.to_pylist()]
        assert [{name: said(value) for name, value in row.items()} for row in lines] == rows(plain, table.name)
    kinds = {field.name: str(field.type) for field in parquet.read_table(typed / "facts-00001.parquet").schema}
    assert (kinds["received_at"], kinds["received_on"]) == ("timestamp[us, tz=UTC]", "date32[day]")
    assert (kinds["is_kept"], kinds["likes"], kinds["state"]) == ("bool", "int64", "string")


def said(value: Any) -> str:
    """A typed value as the CSV has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.01")))
    if isinstance(value, str):
        return plain_cell(value)
    return "" if value is None else str(value) if isinstance(value, int | float) else value.isoformat()
