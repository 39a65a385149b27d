"""Join the web font's subsets into the TrueType files that letters (PDF) are set in.

vendor.py calls this after copying the font; it needs fonttools and brotli (pip install fonttools==4.68.0 brotli).
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

WEIGHTS = (400, 600)
SUBSETS = ("latin", "vietnamese")


def join(folder: Path) -> None:
    """Write be-vietnam-pro-400.ttf and -600.ttf beside the woff2 files of `folder`."""
    for weight in WEIGHTS:
        with TemporaryDirectory() as made:
            parts = [_unpacked(folder, subset, weight, Path(made)) for subset in SUBSETS]
            font = Merger().merge([str(part) for part in parts])
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        font.save(folder / f"be-vietnam-pro-{weight}.ttf")


def _unpacked(folder: Path, subset: str, weight: int, made: Path) -> Path:
    font = TTFont(folder / f"be-vietnam-pro-{subset}-{weight}-normal.woff2")
    font.flavor = None
    for table in ("GSUB", "GPOS", "GDEF"):  # letters need no alternates, and two sets of them do not join
        if table in font:
            del font[table]
    path = made / f"{subset}.ttf"
    font.save(path)
    return path
