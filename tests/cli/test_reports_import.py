"""`reports import`: what the person at the keyboard sees, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Cli

LINE = '{"id": "%s", "text": "Nắp cống trước nhà số 5 bị bể, trẻ con hay chạy ngang."}\n'


def test_an_import_tells_what_it_did_and_may_be_repeated(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "cu.jsonl"
    path.write_text(LINE % 1 + "hỏng\n" + LINE % 2, encoding="utf-8")
    first = cli("reports", "import", path)
    assert first.exit_code == 0, first.output
    assert "2 mới, 0 đã có từ trước, 1 dòng lỗi" in first.stdout
    assert "dòng 2 không nhập" in first.stderr
    again = cli("reports", "import", path)
    assert (again.exit_code, "0 mới, 2 đã có từ trước" in again.stdout) == (0, True)
    found = json.loads(cli("doctor").stdout)
    assert (found["reports"], found["cases"]) == (2, 2)


def test_nothing_good_is_status_2(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "cu.jsonl"
    path.write_text("hỏng\n", encoding="utf-8")
    assert cli("reports", "import", path).exit_code == 2
    path.write_text("", encoding="utf-8")
    assert "không có dòng nào" in cli("reports", "import", path).stderr
    gone = cli("reports", "import", tmp_path / "khong-co.jsonl")
    assert (gone.exit_code, gone.stderr.count("\n")) == (2, 1)
