"""`indicators …`: catalogues and their scores, figures with their rows, and the proof that facts are right."""

from __future__ import annotations

from datetime import datetime

import click

from feedback import clock
from feedback.actions.check_seals import check_seals
from feedback.actions.close_period import close_period
from feedback.actions.transaction import transaction
from feedback.cli.plain import Sentence, database, group, table
from feedback.cli.rebuilding import differences, follow, rebuild_everything
from feedback.errors import N_, Invalid
from feedback.models import Indicator
from feedback.queries import catalogues, fact_progress, reviews
from feedback.queries import definitions as known
from feedback.queries import indicators as figures
from feedback.queries.measures import DIMENSIONS, AsOf, Scope
from feedback.rules import scoring
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.period import period as period_of

BAD_INSTANT = N_("Thời điểm “%(value)s” cần viết như 2026-07-31T17:00 (giờ Việt Nam).")
SHOWN_DIFFERENCES = 20
jobs = click.option(
    "--jobs", type=click.IntRange(1, 16), default=2, show_default=True, help="Bao nhiêu tiến trình cùng đọc."
)

indicators = group("indicators", "Bộ chỉ số (766, DTI) và điểm.")


@indicators.command("list")
def list_() -> None:
    """In các bộ chỉ số đang có."""
    with database().reading() as session:
        rows = [
            (one.code, one.name_vi, f"{one.total_points:g}", one.source_status.vi)
            for one in catalogues.catalogues(session)
        ]
    click.echo(table(rows, ("mã", "tên", "điểm", "nguồn")))


@indicators.command("score")
@click.option("--catalogue", "code", required=True, help="Mã bộ chỉ số, ví dụ dti-922.")
@click.option("--values", required=True, help="Giá trị 0..1 của các chỉ số chính có tính điểm, cách nhau dấu phẩy.")
def score(code: str, values: str) -> None:
    """In chỉ số tổng hợp: tổng (giá trị × điểm tối đa) chia tổng điểm tối đa, bốn chữ số lẻ."""
    given = [scoring.index_value(one) for one in values.split(",")]
    with database().reading() as session:
        found = catalogues.catalogue(session, code)
        result = catalogues.composite(found, given)
        names = [row.name_vi for row in catalogues.main_indices(found)]
    for name, value in zip(names, given, strict=True):
        click.echo(f"{value:.4f}  {name}")
    click.echo(f"{result:.4f}")


@indicators.command("definitions")
@click.option("--all", "is_all", is_flag=True, help="Cả các bản cũ.")
def definitions(is_all: bool) -> None:
    """In các chỉ tiêu tính từ hệ thống: tên, phiên bản, nguồn."""
    with database().reading() as session:
        found = known.every(session) if is_all else known.definitions(session)
        rows = [(one.code, one.version, one.name_vi, one.source) for one in found]
    click.echo(table(rows, ("mã", "bản", "tên", "nguồn")))


@indicators.command("show")
@click.argument("code")
@click.option("--period", "period", required=True, help="Kỳ: 2026-07, 2026-Q3, 2026-H1, 2026, 2026-W29, 2026-07/25 …")
@click.option("--by", type=click.Choice((*DIMENSIONS, figures.TREE)), help="Chia theo.")
@click.option("--agency", default="", help="Chỉ một cơ quan (mã).")
@click.option("--as-of", "as_of", help="Tính như đã biết vào lúc này, ví dụ 2026-07-31T17:00.")
@click.option("--version", type=int, help="Bản định nghĩa; không ghi thì bản có hiệu lực cuối kỳ, biết đến lúc tính.")
@click.option("--rows", is_flag=True, help="In số của các vụ việc được tính.")
def show(
    code: str, period: str, by: str | None, agency: str, as_of: str | None, version: int | None, rows: bool
) -> None:
    """In giá trị của một chỉ tiêu: kết quả, điểm, tử số, mẫu số, phiên bản định nghĩa, thời điểm."""
    with database().reading() as session:
        scope = Scope(period_of(period), _as_of(as_of, fact_progress.known_at(session)), agency)
        what = known.definition(session, code, scope, version)
        whole = figures.value(session, what, scope)
        parts = figures.values(session, what, scope, by) if by else []
        behind = figures.numbers_behind(session, what, scope) if rows else []
        heading = f"{what.name_vi} ({what.code}, bản {what.version}; {what.source})"
    click.echo(f"{heading}\nkỳ {scope.period.code}, tính đến {clock.local(scope.as_of.at):%d/%m/%Y %H:%M:%S}")
    lines = [_cells(what, one) for one in (whole, *parts)]
    click.echo(table(lines, ("", "kết quả", "điểm", "tử số", "mẫu số", "")))
    for number in behind:
        click.echo(number)


@indicators.command("sample")
@click.argument("week")
def sample(week: str) -> None:
    """In mẫu câu trả lời của một tuần (2026-W29) và rút lại từ nhật ký: khác một câu là báo lỗi."""
    with database().reading() as session:
        found = reviews.sample_of(session, week)
        wrong = reviews.unfair(session, week)
    click.echo(table([(row[0], str(row[1]), str(row[2])) for row in found], ("cơ quan", "rút", "đã xem")))
    if wrong:
        raise Sentence(f"{len(wrong)} câu trả lời không do rút ngẫu nhiên: {', '.join(map(str, wrong))}.")
    click.echo("Mẫu đúng như rút lại từ nhật ký.")


@indicators.command("rebuild")
@jobs
def rebuild(jobs: int) -> None:
    """Tính lại toàn bộ dữ kiện từ các bảng gốc; nếu dừng giữa chừng thì việc nền làm tiếp."""
    lines = rebuild_everything(database(), jobs)
    click.echo(f"Đã tính lại {lines} dòng dữ kiện.")


@indicators.command("verify")
@jobs
def verify(jobs: int) -> None:
    """Theo nhật ký đến hết rồi so từng dòng dữ kiện, từng số cộng với cách tính lại từ đầu; khác một là báo lỗi."""
    follow(database())
    broken = check_seals(database())
    wrong = 0
    for one in differences(database(), jobs):
        wrong += 1
        if wrong <= SHOWN_DIFFERENCES:
            click.echo(_said(one))
    with database().reading() as session:
        lines = fact_progress.counted(session)
    for closed in broken:
        click.echo(f"kỳ {closed.period}, bản {closed.version}: dấu niêm không khớp")
    if broken:
        raise Sentence(f"{len(broken)} bản khóa kỳ đã bị sửa ngoài hệ thống.")
    if wrong:
        raise Sentence(f"{wrong} dòng dữ kiện và số cộng khác với cách tính lại từ đầu.")
    click.echo(f"{lines} dòng dữ kiện và mọi số cộng đều khớp với cách tính lại từ đầu.")


@indicators.command("close")
@click.option("--period", "period", required=True, help="Kỳ đã kết thúc: 2026-07, 2026-Q3, 2026 …")
@click.option("--reason", default="", help="Lý do, khi đính chính một kỳ đã khóa.")
def close(period: str, reason: str) -> None:
    """Khóa một kỳ: giữ mọi chỉ tiêu của thành phố và từng cơ quan cùng danh sách vụ việc, kèm dấu niêm SHA-256."""
    follow(database())
    with transaction(database()) as session:
        closed = close_period(session, SYSTEM, period, reason)
        words = f"Đã khóa kỳ {closed.period}, bản {closed.version}. SHA-256: {closed.digest}"
    click.echo(words)


def _said(one: fact_progress.Difference | str) -> str:
    return f"số cộng {one}" if isinstance(one, str) else f"vụ {one.case_id}, lượt {one.leg_id}: {', '.join(one.what)}"


def _cells(what: Indicator, one: figures.Value) -> tuple[str, ...]:
    unit = "%" if what.kind == "share" else ""
    said = "không có dữ liệu" if one.value is None else f"{one.value}{unit}"
    points = "" if one.points is None else f"{one.points}/{what.max_points}"
    note = "ít dữ liệu" if one.is_small and one.n else ""
    return one.name or "tất cả", said, points, str(one.numerator), str(one.n), note


def _as_of(words: str | None, known_at: datetime) -> AsOf:
    if words is None:
        return AsOf(known_at)
    try:
        said = datetime.fromisoformat(words)
    except ValueError as error:
        raise Invalid("as_of", BAD_INSTANT, value=words) from error
    at = said if said.tzinfo else said.replace(tzinfo=clock.HO_CHI_MINH)
    return AsOf(at, is_newest=at >= known_at)
