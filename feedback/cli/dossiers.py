"""`dossiers import FILE`: a list of dossiers of administrative procedures, for 766-5.4."""

from __future__ import annotations

from pathlib import Path

import click

from feedback.actions.import_dossiers import import_dossiers
from feedback.actions.transaction import transaction
from feedback.cli.plain import Sentence, database, group
from feedback.rules.lifecycle import SYSTEM

dossiers = group("dossiers", "Hồ sơ thủ tục hành chính.")


@dossiers.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_command(file: Path) -> None:
    """Nhập danh sách hồ sơ (CSV hoặc XLSX): mã hồ sơ, cơ quan, ngày nhận, ngày hẹn trả, ngày xong, đánh giá.

    Dòng lỗi được nêu số dòng và lý do, dòng tốt vẫn được nhập. Nhập lại cùng danh sách không đổi gì.
    """
    with file.open("rb") as content, transaction(database()) as session:
        taken = import_dossiers(session, SYSTEM, file.name, content)
    for one in taken.bad:
        click.echo(f"dòng {one.line} không nhập: {one.why}", err=True)
    click.echo(f"{taken.new} mới, {taken.changed} đổi, {taken.same} như cũ, {taken.bad_count} dòng lỗi.")
    if not taken.new + taken.changed + taken.same:
        raise Sentence("Không nhập được dòng nào.")
