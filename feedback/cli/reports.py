"""`reports import FILE`: bring in another system's cases."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from feedback.actions.import_reports import Imported, import_reports
from feedback.actions.import_rows import BadLine, read_lines
from feedback.cli.plain import Sentence, database, group
from feedback.rules.lifecycle import SYSTEM

reports = group("reports", "Phản ánh.")


@reports.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="", help="Tên hệ thống cũ, khi nhiều hệ thống đánh số giống nhau.")
@click.option("--with-answers", is_flag=True, help="Dòng đã có ngày và nội dung trả lời thì nhập là vụ đã đóng.")
def import_command(file: Path, source: str, with_answers: bool) -> None:
    """Nhập vụ việc của hệ thống khác từ tệp JSONL, CSV hoặc XLSX.

    Dòng lỗi được nêu số dòng và lý do, dòng tốt vẫn được nhập. Nhập lại cùng tệp không tạo thêm gì.
    """
    lines = read_lines(file)
    with click.progressbar(length=len(lines), label="Đang nhập", file=sys.stderr) as bar:
        done = import_reports(
            database(), SYSTEM, lines, source=source, with_answers=with_answers, on_progress=bar.update
        )
    _tell("đã nhập, nhưng", done.remarks)
    _tell("không nhập:", done.bad)
    click.echo(_summary(done))
    if not done.good:
        raise Sentence("Không nhập được dòng nào." if lines else "Tệp không có dòng nào.")


def _tell(how: str, lines: list[BadLine]) -> None:
    for bad in lines:
        click.echo(f"dòng {bad.line} {how} {bad.why}", err=True)


def _summary(done: Imported) -> str:
    answered = f", trong đó {done.answered} đã có trả lời" if done.answered else ""
    return f"Nhập xong: {done.new} mới{answered}, {done.repeated} đã có từ trước, {len(done.bad)} dòng lỗi."
