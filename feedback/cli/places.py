"""`places import FILE`: streets and landmarks from a CSV list; without `--yes` it only says what would change."""

from __future__ import annotations

from pathlib import Path

import click

from feedback.actions.change_places import import_places, plan_places
from feedback.actions.transaction import transaction
from feedback.cli.plain import database, group, table
from feedback.errors import Invalid
from feedback.rules.lifecycle import SYSTEM

HEADER = ("Việc", "Loại", "Tên")
VERBS = {"add": "thêm", "change": "sửa", "keep": "giữ nguyên"}

places = group("places", "Địa danh: đường và địa điểm.")


@places.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Ghi thật; không có thì chỉ xem trước.")
def import_command(file: Path, yes: bool) -> None:
    """Nhập danh sách CSV (what,name,aliases,wards,active)."""
    listed = file.read_text(encoding="utf-8-sig")
    try:
        with transaction(database()) as session:
            changes = import_places(session, SYSTEM, listed) if yes else plan_places(session, listed)
    except Invalid as error:
        raise click.ClickException(str(error)) from error
    click.echo(table([(VERBS[change.verb], change.what, change.name) for change in changes], HEADER))
    click.echo("Đã ghi." if yes else "Chưa ghi gì; thêm --yes để ghi.")
