"""`deadlines due`: the published vectors, nonsense refused with a sentence, hundreds of requests a second."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

DAY = [["07:30", "11:30"], ["13:30", "17:00"]]
CALENDAR = {
    "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY),
    "closed": ["2026-08-31", "2026-09-01", "2026-09-02"],
    "open": {"2026-08-22": DAY},
}
VECTORS = [
    ("2026-07-06T08:00", "120min", [], "2026-07-06T10:00:00+07:00"),
    ("2026-07-06T22:10", "240min", [], "2026-07-07T11:30:00+07:00"),
    ("2026-08-21T16:00", "480min", [], "2026-08-22T16:30:00+07:00"),
    ("2026-08-26T09:00", "5wd", [], "2026-09-07T17:00:00+07:00"),
    ("2026-07-10T08:00", "900min", ["2026-07-10T16:00/2026-07-13T08:00"], "2026-07-14T09:30:00+07:00"),
    ("2026-07-06T09:00", "5wd", ["2026-07-07T10:00/2026-07-07T10:30"], "2026-07-14T08:00:00+07:00"),
    ("2026-08-31T23:50", "120min24x7", [], "2026-09-01T01:50:00+07:00"),
]


@pytest.fixture
def calendar(tmp_path: Path) -> Path:
    path = tmp_path / "lich.json"
    path.write_text(json.dumps(CALENDAR))
    return path


def request(start: str, target: str, pauses: list[str]) -> dict[str, object]:
    return {"start": start, "target": target, "pause": pauses}


@pytest.mark.parametrize(("start", "target", "pauses", "due"), VECTORS)
def test_the_due_instant_stands_alone(
    cli: Cli, calendar: Path, start: str, target: str, pauses: list[str], due: str
) -> None:
    args = [part for pause in pauses for part in ("--pause", pause)]
    result = cli("deadlines", "due", "--start", start, "--target", target, *args, "--calendar", calendar)
    assert (result.exit_code, result.stdout) == (0, f"{due}\n")


def test_several_pauses_may_follow_one_word(cli: Cli, calendar: Path) -> None:
    first, second = "2026-07-06T09:00:10/2026-07-06T09:00:40", "2026-07-06T09:00:50/2026-07-06T10:00:50"
    asked = ["--start", "2026-07-06T07:30", "--target", "450min", "--calendar", str(calendar), "--pause", first, second]
    assert cli("deadlines", "due", *asked).stdout == "2026-07-07T08:30:30+07:00\n"


def test_without_a_calendar_the_citys_own_counts(cli: Cli) -> None:
    asked = ["deadlines", "due", "--start", "2026-07-06T16:30", "--target"]
    assert cli(*asked, "60min").stdout == "2026-07-07T07:30:00+07:00\n"
    assert cli(*asked, "60min", "--calendar", "lien-tuc").stdout == "2026-07-06T17:30:00+07:00\n"
    assert cli(*asked, "1wd", "--extend", "2wd").stdout == "2026-07-09T17:00:00+07:00\n"


@pytest.mark.parametrize(
    "args",
    [
        ["--start", "2026-07-06T09:00", "--target", "5parsecs"],
        ["--start", "2026-07-06", "--target", "5wd"],
        ["--start", "2026-02-30T08:00", "--target", "5wd"],
        ["--start", "2026-07-06T09:00", "--target", "0wd"],
        ["--start", "2026-07-06T09:00"],
        ["--start", "2026-07-06T09:00", "--target", "5wd", "--pause", "2026-07-06T08:00/2026-07-06T10:00"],
        ["--start", "2026-07-06T09:00", "--target", "5wd", "--pause", "2026-07-07T10:00/2026-07-07T09:00"],
        ["--start", "2026-07-06T09:00", "--target", "5wd", "--pause", "2026-07-07T10:00"],
        ["--start", "2026-07-06T09:00", "--target", "5wd", "--extend", "60min24x7"],
        ["--start", "2026-07-06T09:00", "--target", "9999999min"],
        ["--start", "9990-07-06T09:00", "--target", "9999999min24x7"],
        ["--start", "2026-07-06T09:00", "--target", "5wd", "--calendar", "khong-co"],
        ["--start", "2026-07-06T09:00", "--target", "5wd", "--calendar", "khong-co.json"],
        ["--batch", "khong-co.jsonl"],
    ],
)
def test_nonsense_is_refused_with_a_sentence(cli: Cli, args: list[str]) -> None:
    result = cli("deadlines", "due", *args)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("text", ['{"week": {}}', '{"weeks": {}}', "[]", "khong phai json", "\ud800"])
def test_a_calendar_that_makes_no_sense_is_refused(cli: Cli, tmp_path: Path, text: str) -> None:
    path = tmp_path / "lich.json"
    path.write_text(text, errors="surrogatepass")
    result = cli("deadlines", "due", "--start", "2026-07-06T09:00", "--target", "5wd", "--calendar", path)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_a_batch_answers_line_by_line(cli: Cli, calendar: Path, tmp_path: Path) -> None:
    batch = tmp_path / "hoi.jsonl"
    lines = [json.dumps(request(start, target, pauses)) for start, target, pauses, _ in VECTORS]
    lines += ["không phải JSON", '{"start": "2026-07-06T09:00"}', '{"start": "2026-07-06T09:00", "targets": "5wd"}']
    batch.write_text("\n".join(lines * 100) + "\n", encoding="utf-8")
    result = cli("deadlines", "due", "--batch", batch, "--calendar", calendar)
    answers = result.stdout.splitlines()
    assert result.exit_code == 0
    assert len(answers) == 1000
    assert answers[:7] == [due for *_, due in VECTORS]
    assert all(answer.startswith("error: ") for answer in answers[7:10])
    mixed = cli("deadlines", "due", "--batch", batch, "--start", "2026-07-06T09:00")
    assert mixed.exit_code == 2


def test_a_line_that_is_no_text_is_a_fault_of_that_line_alone(cli: Cli, calendar: Path, tmp_path: Path) -> None:
    batch, good = tmp_path / "hoi.jsonl", b'{"start": "2026-07-06T08:00", "target": "120min"}\n'
    faults = [b"\xff\xfe\n", b'{"start": "\\ud800", "target": "5wd"}\n', b"[" * 100_000 + b"\n"]
    faults += [b'{"start": "9990-01-01T00:00", "target": "9999999min24x7"}\n', b"null\n"]
    batch.write_bytes(b"\xef\xbb\xbf" + good + b"\r\n \n" + b"".join(fault + good for fault in faults))
    calendar.write_bytes(b"\xef\xbb\xbf" + calendar.read_bytes())  # as some editors write it
    result = cli("deadlines", "due", "--batch", batch, "--calendar", calendar)
    answers = result.stdout.splitlines()
    assert result.exit_code == 0
    assert set(answers[::2]) == {"2026-07-06T10:00:00+07:00"}
    assert [answer.partition(":")[0] for answer in answers[1::2]] == ["error"] * len(faults)
