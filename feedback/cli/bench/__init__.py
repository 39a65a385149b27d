"""`bench`: made-up cities of any size, and how fast the system is in them."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import ScriptInfo

from feedback.cli.bench.rebuild import rebuild
from feedback.cli.bench.run import run, run_clients
from feedback.cli.bench.seed import seed
from feedback.cli.bench.sizes import compare
from feedback.cli.plain import database, group

DAYS = 500


def sizes_of(_context: object, _option: object, said: str | None) -> tuple[int, ...]:
    """ "10000,100000" as numbers."""
    parts = said.split(",") if said else []
    if not all(part.strip().isdecimal() and int(part) for part in parts):
        raise click.BadParameter("Hãy ghi các số cách nhau bằng dấu phẩy, ví dụ 10000,100000.")
    return tuple(map(int, parts))


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


@bench.command("run")
@click.option("--times", type=click.IntRange(2, 1_000), default=20, show_default=True, help="Mỗi việc mấy lần.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Ghi kết quả vào tệp để so về sau.")
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="So với tệp đã ghi.")
@click.option("--clients", type=click.IntRange(1, 64), help="Chỉ đo nhiều máy cùng ghi một lúc (PostgreSQL).")
@click.option("--seconds", type=click.FloatRange(1, 600), default=10, show_default=True, help="Mỗi lượt đo bao lâu.")
@click.option(
    "--cases", "sizes", callback=sizes_of, help="10000,100000: đo thành phố mỗi cỡ trong cơ sở dữ liệu riêng, tạm."
)
@click.option("--days", type=click.IntRange(2, 3_000), default=DAYS, show_default=True, help="Của --cases, như ở seed.")
def run_command(
    times: int,
    save: Path | None,
    against: Path | None,
    clients: int | None,
    seconds: float,
    sizes: tuple[int, ...],
    days: int,
) -> None:
    """Đo mọi trang, vài việc ghi và việc quét đồng hồ trên cơ sở dữ liệu này. CÓ GHI: chỉ dùng với thành phố giả."""
    if sizes:
        click.echo(compare(database(), sizes, days, times))
        return
    if clients:
        click.echo(run_clients(database(), clients, seconds))
        return
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    click.echo(run(app, database(), times, save, against))


@bench.command("rebuild")
@click.option("--jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Bao nhiêu tiến trình cùng đọc.")
def rebuild_command(jobs: int) -> None:
    """Tính lại mọi dữ kiện và số cộng rồi so lại từng dòng: bao lâu, bao nhiêu vụ mỗi giây, bao nhiêu bộ nhớ."""
    click.echo(rebuild(database(), jobs))
