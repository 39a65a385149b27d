"""The programmes of the pack: each spreadsheet is loaded as a leader's upload is, its code being the file's name."""

from __future__ import annotations

from pathlib import PurePath

from sqlalchemy.orm import Session

from feedback.actions.load_programme import load_programme
from feedback.actions.pack.files import Pack
from feedback.actions.pack.merge import Change
from feedback.rules.lifecycle import Actor

PATTERN = "programme*.xlsx"


def load_programmes(session: Session, actor: Actor, pack: Pack, file: str) -> list[Change]:
    """Bring one plan to its sheet. Raises Invalid naming the sheet and the line."""
    done = load_programme(session, actor, PurePath(file).stem, (pack.folder / file).read_bytes())
    unchanged = done["targets"] + done["tasks"] - done["added"] - done["changed"]
    return [Change(file, done["added"], done["changed"], unchanged)]
