"""`warehouse export --to DIR`: the tables of the city's data warehouse, whole or what has changed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from feedback.actions.export_warehouse import FORMATS, export_warehouse
from feedback.cli.plain import database, group

warehouse = group("warehouse", "Xuất dữ liệu cho kho dữ liệu thành phố.")


@warehouse.command("export")
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Thư mục đích.")
@click.option("--kind", type=click.Choice(("daily", "incremental")), default="daily", help="Toàn bộ, hoặc phần đã đổi.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", help="Dạng tệp.")
@click.option("--since", type=click.IntRange(0), help="Số dòng nhật ký đã có; không ghi thì nối tiếp lần xuất trước.")
def export(folder: Path, kind: str, form: str, since: int | None) -> None:
    """Ghi các bảng, từ điển dữ liệu và manifest.json; bị ngắt thì chạy lại sẽ làm tiếp."""
    made = export_warehouse(database(), folder, kind, form, since)
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    rows = sum(one["rows"] or 0 for one in manifest["files"])
    click.echo(f"{made}: {len(manifest['files'])} tệp, {rows} dòng, nhật ký đến {manifest['ledger']['seq']}.")
