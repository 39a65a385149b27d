"""`bench`: made-up cities of any size, and how fast the system is in them."""

from __future__ import annotations

import click

from feedback.cli.bench.seed import seed
from feedback.cli.plain import group

DAYS = 500

bench = group("bench", "Đo tốc độ với một thành phố giả.")


@bench.command("seed")
@click.option("--cases", type=click.IntRange(1, 5_000_000), required=True, help="Bao nhiêu vụ việc.")
@click.option("--seed", "number", type=int, default=1022, show_default=True, help="Cùng số thì cùng thành phố.")
@click.option(
    "--days", type=click.IntRange(2, 3_000), default=DAYS, show_default=True, help="Trong bao nhiêu ngày qua."
)
def seed_command(cases: int, number: int, days: int) -> None:
    """Tạo một thành phố giả trong cơ sở dữ liệu TRỐNG: phản ánh, vụ việc, đồng hồ, nhật ký, tin báo, việc nền."""
    seeded = seed(cases, number, days)
    click.echo(f"Đã tạo {seeded.cases} vụ việc trong {seeded.seconds:.1f} giây.")
