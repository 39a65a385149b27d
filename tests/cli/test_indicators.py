"""`indicators …`: the catalogues of the pack, and the published index of 2022."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from feedback.actions import rebuild_facts
from feedback.actions.transaction import transaction
from feedback.cli import rebuilding
from feedback.models import Fact, Figure
from feedback.queries import fact_progress
from tests.cli.conftest import Cli
from tests.conftest import At
from tests.support.july import build
from tests.support.periods import without_guards
from tests.support.world import World

CAN_THO_2022 = "0.9000,0.8000,0.7233,0.7376,0.7226,0.7325,0.7556,0.2947"


def test_the_index_of_can_tho_2022_is_the_last_line(cli: Cli) -> None:
    done = cli("indicators", "score", "--catalogue", "dti-922", "--values", CAN_THO_2022)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "0.6924"
    assert "0.2947  Hoạt động xã hội số" in done.stdout
    assert "Đô thị thông minh" not in done.stdout  # it brings no points


def test_too_few_values_unknown_sets_and_words_are_one_sentence(cli: Cli) -> None:
    for code, values, said in (
        ("dti-922", "0.9,0.8", "Bộ này có 8 chỉ số tính điểm, đã nhận 2 giá trị."),
        ("dti-922", CAN_THO_2022.replace("0.2947", "nhiều"), "Giá trị “nhiều” cần là số từ 0 đến 1"),
        ("dti-405", "0.9", "Bộ này chưa biết điểm tối đa nên chưa tính được."),
        ("dti-1", "0.9", "Không có bộ chỉ số “dti-1”. Các bộ đang có: dti-xa-2025, dti-405, 766, dti-922."),
    ):
        done = cli("indicators", "score", "--catalogue", code, "--values", values)
        assert done.exit_code == 2
        assert said in done.stderr


def test_the_list_says_how_well_each_source_is_known(cli: Cli) -> None:
    lines = cli("indicators", "list").stdout.splitlines()
    assert any("dti-xa-2025" in line and "960" in line and "Đã thấy nguồn" in line for line in lines)
    assert any("dti-405" in line and "Mới thấy một phần" in line for line in lines)


def test_a_figure_with_its_source_its_rows_and_its_instant(cli: Cli, world: World, at: At) -> None:
    cases = build(world, at)
    shown = cli("indicators", "show", "766-5.2", "--period", "2026-07", "--by", "agency", "--rows").stdout
    assert "Quyết định 766/QĐ-TTg" in shown
    assert "bản 1" in shown
    assert "tính đến 28/07/2026 16:00:00" in shown
    assert "58.33%" in shown
    assert "3.50/6" in shown
    assert cases["answered"].number in shown
    assert cases["june"].number not in shown


def test_as_of_an_instant_before_anything_was_known_there_is_no_data(cli: Cli, world: World, at: At) -> None:
    build(world, at)
    shown = cli("indicators", "show", "766-5.2", "--period", "2026-07", "--as-of", "2026-07-01T08:00").stdout
    assert "không có dữ liệu" in shown
    for wrong in ("hôm qua", "2026-13-01"):
        assert cli("indicators", "show", "766-5.2", "--period", "2026-07", "--as-of", wrong).exit_code == 2


def test_verify_follows_the_ledger_and_finds_what_differs(cli: Cli, world: World) -> None:
    case = world.in_progress()
    assert cli("indicators", "verify").exit_code == 0
    with transaction(world.database) as session:
        session.scalars(select(Fact).where(Fact.case_id == case.id)).one().likes = 7
    done = cli("indicators", "verify")
    assert done.exit_code == 2
    assert f"vụ {case.id}, lượt 0: likes" in done.output
    assert "1 dòng dữ kiện" in cli("indicators", "rebuild").stdout
    assert cli("indicators", "verify").exit_code == 0


def test_two_processes_that_read_ahead_rebuild_and_verify_every_line_and_sum(
    cli: Cli, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        world.received()
    world.in_progress()
    monkeypatch.setattr(rebuilding, "WORTH_MORE", 1)  # sums, few as they are, are read by other processes too
    monkeypatch.setattr(fact_progress, "PART", 1)
    monkeypatch.setattr(rebuild_facts, "PART", 1)
    world.refresh()
    with transaction(world.database) as session:
        session.execute(delete(Fact).where(Fact.case_id % 2 == 0))
    found = cli("indicators", "verify", "--jobs", "1")
    assert found.exit_code == 2
    assert "missing" in found.output
    assert "4 dòng dữ kiện" in cli("indicators", "rebuild", "--jobs", "2").stdout
    timed = cli("bench", "rebuild", "--jobs", "1").stdout
    assert "tính lại: 4" in timed
    assert "so lại: 0" in timed


def test_the_definitions_name_their_sources(cli: Cli) -> None:
    assert "1022.on_time_due" in cli("indicators", "definitions").stdout


def test_the_console_closes_a_period_and_verify_knows_its_seal(cli: Cli, world: World, at: At) -> None:
    build(world, at)
    assert cli("indicators", "close", "--period", "2026-07").exit_code == 2
    at("2026-08-03T08:00")
    assert "Đã khóa kỳ 2026-07, bản 1" in cli("indicators", "close", "--period", "2026-07").stdout
    assert cli("indicators", "close", "--period", "2026-07").exit_code == 2
    assert cli("indicators", "verify").exit_code == 0
    with without_guards(world) as session:
        session.scalars(select(Figure).where(Figure.indicator == "766-5.2", Figure.agency_code == "")).one().n += 1
        session.commit()
    done = cli("indicators", "verify")
    assert done.exit_code == 2
    assert "kỳ 2026-07, bản 1: dấu niêm không khớp" in done.output
