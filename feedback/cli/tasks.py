"""`tasks list`, `tasks retry`, `tasks dismiss`: background work that needs a person."""

from __future__ import annotations

import click

from feedback import clock
from feedback.actions import tasks as background
from feedback.actions.transaction import transaction
from feedback.cli.plain import database, group, table
from feedback.models import Task
from feedback.queries.task_list import tasks_in
from feedback.rules.lifecycle import SYSTEM
from feedback.rules.text import excerpt
from feedback.terms import TaskState

HEADER = ("Số", "Việc", "Về", "Hàng", "Tình trạng", "Chạy lúc", "Lần", "Lỗi gần nhất")
ERROR_LENGTH = 60

tasks = group("tasks", "Việc nền: xem, cho chạy lại, bỏ qua.")


@tasks.command("list")
@click.option(
    "--state",
    "states",
    type=click.Choice([state.value for state in TaskState]),
    multiple=True,
    help="Mặc định: việc hỏng và việc chưa xong.",
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_command(states: tuple[str, ...], limit: int) -> None:
    """In các việc nền đang chờ hoặc đã hỏng."""
    wanted = [TaskState(state) for state in states] or [TaskState.DEAD, TaskState.NEW, TaskState.LEASED]
    with database().reading() as session:
        rows = [_row(task) for task in tasks_in(session, wanted, limit)]
    click.echo(table(rows, HEADER) if rows else "Không có việc nền nào như vậy.")


@tasks.command("retry")
@click.argument("numbers", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help="Mọi việc đã hỏng.")
def retry_command(numbers: tuple[int, ...], every: bool) -> None:
    """Cho việc đã hỏng chạy lại từ đầu."""
    if bool(numbers) == every:
        raise click.UsageError("Hãy ghi số của việc cần chạy lại, hoặc --all.")
    with transaction(database()) as session:
        dead = tasks_in(session, [TaskState.DEAD], 10_000) if every else ()
        again = [background.retry(session, SYSTEM, number) for number in numbers or [task.id for task in dead]]
    click.echo(f"Đã cho chạy lại {len(again)} việc.")


@tasks.command("dismiss")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Vì sao bỏ qua; lý do được giữ lại.")
def dismiss_command(number: int, reason: str) -> None:
    """Bỏ qua một việc đã hỏng, có lý do."""
    with transaction(database()) as session:
        background.dismiss(session, SYSTEM, number, reason)
    click.echo(f"Đã bỏ qua việc {number}.")


def _row(task: Task) -> tuple[object, ...]:
    return (
        task.id,
        task.kind,
        task.subject_id,
        task.queue.vi,
        task.state.vi,
        f"{clock.local(task.run_at):%d/%m/%Y %H:%M:%S}",
        f"{task.attempts}/{task.max_attempts}",
        excerpt(task.last_error, ERROR_LENGTH),
    )
