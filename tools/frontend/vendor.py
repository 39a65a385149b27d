"""Copy the few front-end files we serve from node_modules into static/vendor, with licences and a hash manifest.

Run after `npm ci --ignore-scripts` in this folder:  python3 tools/frontend/vendor.py [NODE_MODULES]
(with what letter_fonts.py needs installed).
tests/house/test_vendored.py hashes the copies again, so a changed byte is seen.
"""

import base64
import hashlib
import json
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import letter_fonts

HERE = Path(__file__).parent
VENDOR = HERE.parents[1] / "static" / "vendor"
SPRITE = "icons.svg"
ICONS = (HERE / "icons.txt").read_text(encoding="utf-8").split()


@dataclass(frozen=True)
class Package:
    """One npm package: where it lies in node_modules, which files we take, and under which name."""

    npm: str
    name: str
    licence: str
    files: tuple[str, ...]


PACKAGES = (
    Package("bootstrap", "bootstrap", "MIT", ("dist/css/bootstrap.min.css",)),
    Package("htmx.org", "htmx", "0BSD", ("dist/htmx.min.js",)),
    Package(
        "@fontsource/be-vietnam-pro",
        "be-vietnam-pro",
        "OFL-1.1",
        # The Vietnamese subset alone lacks à, á, â, è, ê: both are needed.
        tuple(
            f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
            for subset in ("latin", "vietnamese")
            for weight in (400, 500, 600)
        ),
    ),
    Package("lucide-static", "lucide", "ISC", ()),
)


def sprite(icons: Path) -> str:
    """One SVG file with a symbol per icon, `i-<name>`; colour and stroke width come from the page."""
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n'
    return head + "".join(symbol(icons / f"{name}.svg") for name in ICONS) + "</svg>\n"


def symbol(path: Path) -> str:
    body = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", body, flags=re.DOTALL)
    if shapes is None:
        raise SystemExit(f"{path} is not an SVG file")
    drawing = " ".join(shapes[1].split())
    look = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="i-{path.stem}" {look}>{drawing}</symbol>\n'


def sha384(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def copy(package: Package, modules: Path) -> dict[str, object]:
    """Copy one package and describe it: name, version, licence, source address, file -> hash."""
    source = modules / package.npm
    version: str = json.loads((source / "package.json").read_text(encoding="utf-8"))["version"]
    target = VENDOR / f"{package.name}-{version}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for file in package.files:
        shutil.copyfile(source / file, target / Path(file).name)
    if package.name == "lucide":
        (target / SPRITE).write_text(sprite(source / "icons"), encoding="utf-8")
    if package.name == "be-vietnam-pro":
        letter_fonts.join(target)
    shutil.copyfile(source / "LICENSE", target / "LICENSE")
    files = {f"{target.name}/{path.name}": sha384(path) for path in sorted(target.iterdir())}
    address = f"https://www.npmjs.com/package/{package.npm}/v/{version}"
    return {
        "name": package.name,
        "version": version,
        "licence": package.licence,
        "source": address,
        "files": files,
    }


def main() -> None:
    modules = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "node_modules"
    listed = [copy(package, modules) for package in PACKAGES]
    (VENDOR / "vendor.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(listed)} packages copied to {VENDOR}\n")


if __name__ == "__main__":
    main()
