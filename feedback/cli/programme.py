"""`programme summary`: targets and tasks of a programme as one JSON object."""

from __future__ import annotations

import json

import click

from feedback.cli.plain import database, group
from feedback.queries.programme import programme_summary

programme = group("programme", "Chương trình của Ban chỉ đạo: chỉ tiêu và nhiệm vụ.")


@programme.command("summary")
@click.option("--plan", help="Mã chương trình.")
@click.option("--period", help="Kỳ của chương trình, ví dụ 2022-H1.")
def summary(plan: str | None, period: str | None) -> None:
    """In số chỉ tiêu đạt, nhiệm vụ xong, đang làm, chưa làm (mặc định: kỳ mới nhất) dưới dạng JSON."""
    with database().reading() as session:
        click.echo(json.dumps(programme_summary(session, plan, period), ensure_ascii=False))
