"""`lifecycle`: the table of moves, as a clerk would read it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest

import click

from feedback.cli.plain import command
from feedback.rules.lifecycle import MOVES, Move
from feedback.terms import State

HEADER = ("Ai", "Làm gì", "Khi vụ việc đang", "Thì thành", "Không được nếu", "Căn cứ")
WIDTHS = (20, 22, 26, 20, 44, 30)
UNCHANGED = "(giữ nguyên)"


@command("lifecycle")
def lifecycle() -> None:
    """In bảng vòng đời vụ việc: ai được làm gì, khi nào, thành gì, căn cứ nào."""
    click.echo(_line(HEADER))
    for move in MOVES:
        click.echo("  ".join("─" * width for width in WIDTHS))
        click.echo(_line(_cells(move)))
    click.echo()
    click.echo("Việc không có trong bảng thì hệ thống từ chối. Quá hạn là số tính ra, không phải trạng thái.")


def _cells(move: Move) -> tuple[str, ...]:
    every = set(move.start) == set(State)
    return (
        ", ".join(role.vi for role in move.who),
        move.vi,
        "mọi trạng thái" if every else ", ".join(state.vi for state in move.start),
        move.to.vi if move.to else UNCHANGED,
        "\n".join(f"· {need.otherwise}" for need in move.needs),
        move.basis,
    )


def _line(cells: Sequence[str]) -> str:
    columns = [
        [line for part in cell.splitlines() for line in textwrap.wrap(part, width)]
        for cell, width in zip(cells, WIDTHS, strict=True)
    ]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, WIDTHS, strict=True)).rstrip()
        for row in zip_longest(*columns, fillvalue="")
    )
