"""`open-data …`: the sets that were published, publishing a month, correcting one with a reason."""

from __future__ import annotations

import click

from feedback import clock
from feedback.actions.publish_open_data import publish
from feedback.actions.transaction import transaction
from feedback.cli.plain import database, group, table
from feedback.queries.open_data import open_sets
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.period import period

open_data = group("open-data", "Dữ liệu mở theo tháng.")


@open_data.command("list")
def list_() -> None:
    """In các tháng và bản đã công bố."""
    with database().reading() as session:
        rows = [
            (
                one.period,
                one.version,
                f"{clock.local(one.published_at):%d/%m/%Y %H:%M}",
                one.rows,
                one.cases,
                one.reason,
            )
            for one in open_sets(session)
        ]
    click.echo(table(rows, ("tháng", "bản", "công bố", "dòng", "vụ việc", "lý do")))


@open_data.command("publish")
@click.argument("month")
@click.option("--reason", default="", help="Lý do đính chính, khi tháng đã công bố.")
def publish_command(month: str, reason: str) -> None:
    """Công bố một tháng (2026-07), hoặc bản đính chính có lý do."""
    with transaction(database()) as session:
        made = publish(session, SYSTEM, period(month), reason)
        words = f"Đã công bố {made.period}, bản {made.version}: {made.rows} dòng, {made.cases} vụ việc."
    click.echo(words)
