"""`indicators …`: the catalogues of the pack, and the published index of 2022."""

from __future__ import annotations

from tests.cli.conftest import Cli

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
