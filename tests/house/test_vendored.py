"""The vendored front-end files are the ones that were vendored: hashed, licensed, listed, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
PACKAGES = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))
HASHES = [(name, digest) for package in PACKAGES for name, digest in package["files"].items()]


@pytest.mark.parametrize(("name", "digest"), HASHES)
def test_file_is_unchanged(name: str, digest: str) -> None:
    found = base64.b64encode(hashlib.sha384((VENDOR / name).read_bytes()).digest()).decode()
    assert digest == f"sha384-{found}"


def test_nothing_is_unlisted() -> None:
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert present == {name for name, _ in HASHES} | {"vendor.json"}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_package_has_licence_and_source(package: dict[str, str]) -> None:
    folder = VENDOR / f"{package['name']}-{package['version']}"
    assert len((folder / "LICENSE").read_text(encoding="utf-8")) > 100
    assert package["licence"] in {"MIT", "0BSD", "OFL-1.1", "ISC"}
    assert package["version"] in package["source"]


def test_lock_file_names_the_same_versions() -> None:
    lock = json.loads((ROOT / "tools/frontend/package-lock.json").read_text(encoding="utf-8"))
    locked = {name.removeprefix("node_modules/"): about.get("version") for name, about in lock["packages"].items()}
    for package in PACKAGES:
        npm = package["source"].split("/package/")[1].split("/v/")[0]
        assert locked[npm] == package["version"]


def test_own_style_keeps_the_strict_policy() -> None:
    """No data: images, no imports, and every file that a rule names exists."""
    for sheet in (STATIC / "css").glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        assert "data:image" not in text
        for target in re.findall(r'url\("([^"]+)"\)', text):
            assert (sheet.parent / target).resolve().is_file(), f"{sheet.name} names {target}"


def test_every_icon_drawn_is_in_the_sprite() -> None:
    sprite = next(VENDOR.glob("lucide-*/icons.svg")).read_text(encoding="utf-8")
    known = set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))
    named = re.compile(
        r'icon\("([a-z0-9-]+)"|"icon": "([a-z0-9-]+)"|icon(?:_name)?="([a-z0-9-]+)"|Item\(.*\), "([a-z0-9-]+)"'
    )
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "feedback" / "web").rglob("*.py")]
    used = {next(filter(None, match)) for page in pages for match in named.findall(page.read_text(encoding="utf-8"))}
    assert used <= known, used - known
