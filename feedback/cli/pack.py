"""`pack load`: bring the tables to what the city pack says, and say what changed."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from feedback.actions.load_pack import Loaded, load_pack
from feedback.actions.transaction import transaction
from feedback.cli.plain import database, group, table
from feedback.rules.lifecycle import SYSTEM

DATA = Path(__file__).resolve().parent.parent / "data"
HEADER = ("Tệp", "Thêm", "Sửa", "Giữ nguyên", "Không còn trong gói (vẫn giữ)")
NAMED_AT_MOST = 5

pack = group("pack", "Gói dữ liệu của thành phố.")


@pack.command("load")
def load_command() -> None:
    """Nạp gói dữ liệu của thành phố; tệp nào đã nạp rồi thì bỏ qua."""
    click.echo(told(load()))


def load() -> Loaded:
    """Load the configured city's pack in one transaction."""
    with transaction(database()) as session:
        return load_pack(session, SYSTEM, DATA / current_app.config["CITY"])


def told(loaded: Loaded) -> str:
    """What a load did, as a table."""
    if not loaded.changes:
        return f"Gói dữ liệu {loaded.city}: không có gì mới trong {len(loaded.skipped)} tệp."
    rows = [(c.file, c.added, c.changed, c.unchanged, _named(c.gone)) for c in loaded.changes]
    skipped = f"\nBỏ qua {len(loaded.skipped)} tệp đã nạp trước đây." if loaded.skipped else ""
    return f"Gói dữ liệu {loaded.city}:\n{table(rows, HEADER)}{skipped}"


def _named(gone: tuple[str, ...]) -> str:
    more = f" … ({len(gone)})" if len(gone) > NAMED_AT_MOST else ""
    return ", ".join(gone[:NAMED_AT_MOST]) + more
