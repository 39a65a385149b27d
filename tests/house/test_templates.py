"""Templates: nothing unused, nothing that a reader of English would meet untranslated."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from config import ROOT
from tools import catalogue

TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
SAMPLES = {"layout/gallery.html"}  # the component gallery shows made-up words to developers
READ = [name for name in NAMES if name not in SAMPLES]
SPOKEN = ("placeholder", "title", "aria-label", "alt", "label", "content")
TRANSLATES = {"_", "gettext", "ngettext"}
NOT_WORDS = {"SMS", "Zalo", "OpenStreetMap", "Tiếng Việt", "English", "vi", "en", "Esc", "KB"}
NOT_SAID = {
    "call_form.py",  # phrases that an operator adds to what the citizen said, in the citizen's language
    "places.py",  # how streets are called, for finding them
}
UNSEEN = re.compile(r"""<[^>]*>|[\w-]+="[^"]*"?|\b(?:data|aria)-[\w-]+""")  # tags, and attributes drawn by macros
LETTERS = re.compile(r"[^\W\d_]{2,}")
VIETNAMESE = re.compile("[à-ỹÀ-ỸđĐ]")


@cache
def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def parsed(idle_app: Flask, name: str) -> nodes.Template:
    return idle_app.jinja_env.parse(source(name))


def words_between_tags(idle_app: Flask, name: str) -> list[str]:
    """What stands in a template as plain text, and in the attributes that people hear or read."""
    plain = "".join(
        text if kind == "data" else "\x00"
        for _, kind, text in idle_app.jinja_env.lex(source(name))
        if kind in ("data", "variable_begin", "block_begin")
    )
    plain = re.sub(r"<(script|style)\b.*?</\1>", "", plain, flags=re.DOTALL)
    heard = re.findall(rf'\b(?:{"|".join(SPOKEN)})="([^"]*)"', re.sub(r"<meta\b[^>]*>", "", plain))
    return [*UNSEEN.sub("\x00", plain).split("\x00"), *heard]


@pytest.mark.parametrize("name", READ)
def test_no_word_stands_bare(idle_app: Flask, name: str) -> None:
    bare = [re.sub(r"&\w+;", "", text).strip() for text in words_between_tags(idle_app, name)]
    assert [text for text in bare if LETTERS.search(text) and text not in NOT_WORDS] == []


@pytest.mark.parametrize("name", READ)
def test_no_vietnamese_string_goes_untranslated(idle_app: Flask, name: str) -> None:
    tree = parsed(idle_app, name)
    spoken = {
        id(constant)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES
        for constant in call.find_all(nodes.Const)
    }
    found = [
        constant.value
        for constant in tree.find_all(nodes.Const)
        if isinstance(constant.value, str) and VIETNAMESE.search(constant.value) and id(constant) not in spoken
    ]
    assert [text for text in found if text not in NOT_WORDS] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_imported_macro_is_used(idle_app: Flask, name: str) -> None:
    tree = parsed(idle_app, name)
    names = [entry for line in tree.find_all(nodes.FromImport) for entry in line.names]
    imported = {entry if isinstance(entry, str) else entry[1] for entry in names}
    imported |= {line.target for line in tree.find_all(nodes.Import)}
    used = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"}
    assert imported - used == set()


def test_every_macro_is_imported_or_used_at_home(idle_app: Flask) -> None:
    unused = set()
    asked = {
        (line.template.value, entry if isinstance(entry, str) else entry[0])
        for name in NAMES
        for line in parsed(idle_app, name).find_all(nodes.FromImport)
        if isinstance(line.template, nodes.Const)
        for entry in line.names
    }
    whole = {
        line.template.value
        for name in NAMES
        for line in parsed(idle_app, name).find_all(nodes.Import)
        if isinstance(line.template, nodes.Const)
    }
    for name in NAMES:
        tree = parsed(idle_app, name)
        at_home = {found.name for found in tree.find_all(nodes.Name) if found.ctx == "load"}
        for macro in tree.find_all(nodes.Macro):
            if (name, macro.name) not in asked and macro.name not in at_home and name not in whole:
                unused.add(f"{name}: {macro.name}")
    assert unused == set()


def test_every_template_is_drawn_by_somebody() -> None:
    everything = "\n".join(source(name) for name in NAMES)
    everything += "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "feedback" / "web").rglob("*.py"))
    assert [name for name in NAMES if f'"{name}"' not in everything and f"'{name}'" not in everything] == []


def test_every_sentence_has_its_english() -> None:
    faults = list(catalogue.faults(catalogue.sentences(), catalogue.english()))
    assert faults == [], f"{len(faults)} to mend: python tools/catalogue.py --check"


def _bare_strings(path: Path) -> list[str]:
    """Vietnamese strings of a module that no translating function holds; docstrings do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    held = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogue.KEYWORDS
        for part in ast.walk(call)
    }
    held |= {id(line.value) for line in ast.walk(tree) if isinstance(line, ast.Expr)}
    return [
        f"{path.name}:{found.lineno} {found.value!r}"
        for found in ast.walk(tree)
        if isinstance(found, ast.Constant)
        and isinstance(found.value, str)
        and VIETNAMESE.search(found.value)
        and id(found) not in held
    ]


@pytest.mark.parametrize("layer", ["web", "api"])
def test_no_view_says_anything_untranslated(layer: str) -> None:
    modules = [path for path in sorted((ROOT / "feedback" / layer).rglob("*.py")) if path.name not in NOT_SAID]
    found = [text for path in modules for text in _bare_strings(path)]
    assert found == []
