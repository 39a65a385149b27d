"""What the papers tell people to type or to open is there: commands, options, files, pictures."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import click
import pytest
from flask import Flask
from PIL import Image

from config import ROOT
from deploy import bootstrap, testing

PAPERS = ("README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/guide.md", "deploy/README.md")
PROGRAM = r"\./(?:run|test)|python tools/|\.venv-test/bin/python"
TYPED = re.compile(rf"(?:^ {{4}}|`|^)((?:{PROGRAM})\b[^`\n]*)", re.MULTILINE)
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
NAMED = re.compile(r"`([\w-]+/[\w./-]+)`")
WHATEVER = {"PATH…", "DIR", "ARGS…", "--help"}
LARGEST = 250_000  # bytes of one picture


def text_of(paper: str) -> str:
    return (ROOT / paper).read_text(encoding="utf-8")


def commands(paper: str) -> list[list[str]]:
    """What the paper shows to be typed, in words, without remarks and without what follows && or a semicolon."""
    lines = [found.partition("  #")[0] for found in TYPED.findall(text_of(paper))]
    return [shlex.split(re.split(r"&&|;|→", line)[0]) for line in lines]


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_typed_exists(paper: str, idle_app: Flask) -> None:
    for words in commands(paper):
        if words[0] == "./run":
            check_run(idle_app, words)
        elif words[0] == "./test":
            check_test(words)
        else:
            check_python(words)


def check_run(app: Flask, words: list[str]) -> None:
    try:
        asked = bootstrap.arguments([word for word in words[1:] if word not in WHATEVER])
    except (SystemExit, argparse.ArgumentError) as error:
        raise AssertionError(f"./run does not understand {' '.join(words)}") from error
    command: click.Command = app.cli
    for word in asked.rest[1:]:
        if not isinstance(command, click.Group) or word in WHATEVER or word.startswith("-"):
            break
        assert word in command.commands, f"no command {word!r}: {' '.join(words)}"
        command = command.commands[word]


def check_test(words: list[str]) -> None:
    for word in words[1:]:
        if word in WHATEVER:
            continue
        if word.startswith("-"):
            assert word in (testing.__doc__ or ""), f"./test does not know {word}"
        else:
            assert (ROOT / word).exists(), f"./test {word}: no such part"


def check_python(words: list[str]) -> None:
    script = words[2].replace(".", "/") + ".py" if words[1] == "-m" else words[1]
    assert (ROOT / script).is_file(), " ".join(words)


def test_the_papers_show_commands_at_all() -> None:
    shown = {words[0] for paper in PAPERS for words in commands(paper)}
    assert {"./run", "./test", "python"} <= shown


@pytest.mark.parametrize("paper", PAPERS)
def test_files_and_links_that_are_named_exist(paper: str) -> None:
    named = [name for name in NAMED.findall(text_of(paper)) if name.split("/")[0] in FOLDERS]
    here = (ROOT / paper).parent
    links = [here / link for link in re.findall(r"\]\(([^)#\s]+)\)", text_of(paper)) if "://" not in link]
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert [str(link) for link in links if not link.exists()] == []


def test_pictures_are_small_and_shown() -> None:
    readme = text_of("README.md")
    pictures = sorted((ROOT / "docs" / "images").glob("*"))
    assert 1 <= len(pictures) <= 8
    for path in pictures:
        assert path.relative_to(ROOT).as_posix() in readme, f"{path.name} is shown nowhere"
        assert path.stat().st_size <= LARGEST
        assert widths(path) >= 360


def widths(path: Path) -> int:
    with Image.open(path) as picture:
        return picture.width
