"""The house is tidy: files of a readable length, speaking names, nothing left over, nothing from elsewhere."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from config import ROOT

LONGEST = 350  # lines; a reader holds about two hundred
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bbreakpoint\(|\bpdb\b|type: ignore\b")
BARE_NOQA = re.compile(r"#\s*noqa\s*$|#\s*noqa:[ A-Z0-9,]+$")
NO_NAMES = {"utils", "helpers", "manager", "managers", "common", "misc", "stuff"}
ELSEWHERE = re.compile(r"(?<![\w.])/" + "work" + r"/\w|\.\./" + r"shared|" + r"shared/(?:data|checks|reference|design)")


def tracked(*endings: str) -> list[Path]:
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = [ROOT / name for name in listed if name.endswith(endings) and "vendor/" not in name]
    return [path for path in paths if path.is_file()]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_are_short_enough_to_hold_in_mind() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in tracked(".py")}
    house = {name: lines for name, lines in lengths.items() if "migrations/versions" not in name}
    assert {name: lines for name, lines in house.items() if lines > LONGEST} == {}


def test_nothing_is_left_over() -> None:
    found = [
        f"{short(path)}:{number} {line.strip()}"
        for path in tracked(".py", ".html", ".js", ".css")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFT_OVER.search(line)
    ]
    assert found == []


def test_no_file_is_named_after_nothing() -> None:
    assert [short(path) for path in tracked(".py", ".html", ".js") if path.stem in NO_NAMES] == []


def test_nothing_points_outside_the_repository() -> None:
    endings = (".py", ".html", ".js", ".md", ".toml", ".sh", ".yaml", ".conf", ".service", ".txt", ".in")
    found = [
        f"{short(path)}:{number} {line.strip()[:100]}"
        for path in [*tracked(*endings), ROOT / "run", ROOT / "test"]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ELSEWHERE.search(line)
    ]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    modules = [path for path in tracked(".py") if "migrations/versions" not in short(path) and path.stat().st_size]
    silent = [short(path) for path in modules if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None]
    assert [name for name in silent if not name.startswith("tests/")] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "NOTICE"])
def test_every_link_of_the_papers_leads_somewhere(name: str) -> None:
    paper = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", paper) if not re.match(r"[a-z]+:", link)]
    assert [link for link in links if not (ROOT / link).exists()] == []
