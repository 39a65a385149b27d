"""The arrows of the house: who may know whom. The contracts stand in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config import ROOT


def test_no_import_goes_against_the_arrows() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    checked = subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert checked.returncode == 0, checked.stdout[-3_000:]
