"""`deadlines due`: the same arithmetic as the system's clocks. `deadlines explain`: how a case's clocks came about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple
from datetime import date, datetime, time
from pathlib import Path

import click

from feedback import clock
from feedback.cli.plain import database, group, table
from feedback.errors import FeedbackError, Invalid, Missing
from feedback.queries import calendars
from feedback.queries.cases import case_numbered
from feedback.queries.city import city
from feedback.queries.clock_replay import stories
from feedback.queries.clock_rows import clock_rows
from feedback.queries.turns_kept import turns_kept
from feedback.rules.calendar_file import calendar_from_json
from feedback.rules.due_request import due_request
from feedback.rules.period import ONE_DAY, month_of
from feedback.rules.working_time import Calendar

deadlines = group("deadlines", "Tính thời hạn.")


@deadlines.command("due")
@click.option("--start", help="Lúc bắt đầu, ví dụ 2026-07-10T08:00 (giờ Việt Nam).")
@click.option("--target", help="900min (phút làm việc), 5wd (ngày làm việc) hoặc 120min24x7 (phút liên tục).")
@click.option("--pause", "pauses", multiple=True, metavar="A/B", help="Một lần tạm dừng; ghi được nhiều lần.")
@click.option("--extend", "extensions", multiple=True, help="Gia hạn thêm, ví dụ 2wd.")
@click.option("--calendar", help="Mã lịch làm việc, hoặc tệp .json. Mặc định: lịch của thành phố.")
@click.option(
    "--batch", type=click.File(encoding="utf-8-sig", errors="replace"), help="Tệp JSONL, mỗi dòng một yêu cầu."
)
@click.argument("more_pauses", nargs=-1, metavar="[A/B …]")
def due_command(
    start: str | None,
    target: str | None,
    pauses: tuple[str, ...],
    extensions: tuple[str, ...],
    calendar: str | None,
    batch: Iterable[str] | None,
    more_pauses: tuple[str, ...],
) -> None:
    """In thời hạn, một mình trên một dòng. Yêu cầu vô lý thì nói rõ bằng một câu và kết thúc với mã 2."""
    asked = {"start": start, "target": target, "pause": [*pauses, *more_pauses], "extend": list(extensions)}
    if batch is None:
        click.echo(_shown(due_request(asked).due(_calendar(calendar))))
        return
    if any(asked.values()):
        raise click.UsageError("Dùng --batch thì mọi yêu cầu nằm trong tệp; chỉ kèm được --calendar.")
    counted_by = _calendar(calendar)
    for line in batch:
        if line.strip():
            click.echo(_answer(line, counted_by))


@deadlines.command("explain")
@click.argument("number", metavar="VỤ")
def explain_command(number: str) -> None:
    """Nói rõ từng đồng hồ của một vụ việc đến hạn như thế nào, theo sổ sự kiện của nó."""
    with database().reading() as session:
        case = case_numbered(session, number)
        told = stories(session, case.id)
        rows = clock_rows(session, [case.id], clock.now())
    if not rows:
        click.echo(f"Vụ {case.number} chưa có đồng hồ nào.")
    for row in rows:
        click.echo(f"{row.kind.vi} ({row.state.vi.lower()}). {row.legal_basis}".rstrip(". ") + ".")
        for sentence in told[row.id]:
            click.echo(f"  {sentence}")


@deadlines.command("turns")
@click.option("--month", help="Tháng, ví dụ 2026-07. Mặc định: tháng này.")
def turns_command(month: str | None) -> None:
    """Từng đơn vị xử lý đúng hạn, trễ hạn, trả lại; lượt ngắn (nhận khi hẹn gần hết) tính riêng."""
    period = month_of(_first_of(month) if month else clock.today())
    first, end = (datetime.combine(day, time(), clock.HO_CHI_MINH) for day in (period.first, period.last + ONE_DAY))
    with database().reading() as session:
        rows = turns_kept(session, first, end)
    header = ("Đơn vị", "Đúng hạn", "Trễ", "Trễ có lý do", "Trễ, lượt ngắn", "Trả lại", "Trả lại trễ")
    click.echo(table([astuple(row) for row in rows], header) if rows else "Không có lượt xử lý nào kết thúc.")


def _answer(line: str, calendar: Calendar) -> str:
    try:
        return _shown(due_request(json.loads(line)).due(calendar))
    except FeedbackError as error:  # it quotes what was written there, which need not be text
        return f"error: {error}".encode(errors="replace").decode()
    except (ValueError, RecursionError) as error:
        return f"error: dòng không phải JSON ({error})"


def _first_of(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Invalid("month", "Tháng phải viết như 2026-07.") from error


def _shown(due_at: datetime) -> str:
    exact = "microseconds" if due_at.microsecond else "seconds"
    return clock.local(due_at).isoformat(timespec=exact)


def _calendar(name: str | None) -> Calendar:
    """The calendar in a file, or the city's of that code, or the city's own. Raises Missing, Invalid."""
    if name is not None and (name.endswith(".json") or Path(name).is_file()):
        return _from_file(Path(name))
    with database().reading() as session:
        code = name or str(city(session).more["working_calendar"])
        found = calendars.in_force(session, clock.today()).get(code)
    if found is None:
        raise Missing("Không có lịch làm việc “%(code)s”.", code=code)
    return found.calendar


def _from_file(path: Path) -> Calendar:
    try:
        return calendar_from_json(json.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError) as error:
        raise Invalid("calendar", "Không đọc được lịch %(path)s: %(why)s", path=path, why=error) from error
