"""Commands that answer a mistake with one sentence on stderr and exit status 2, never with a traceback."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click
from flask import current_app
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from feedback.database import Database
from feedback.errors import FeedbackError

Rows = Sequence[Sequence[object]]


class Sentence(click.ClickException):
    """A mistake as one sentence."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), file=file, err=file is None)


@contextmanager
def in_one_sentence() -> Generator[None]:
    try:
        yield
    except FeedbackError as error:
        raise Sentence(str(error)) from error
    except click.UsageError as error:
        raise Sentence(error.format_message()) from error
    except DBAPIError as error:
        first_line = str(error.orig).strip().splitlines()[:1]
        raise Sentence(f"Cơ sở dữ liệu không trả lời được: {' '.join(first_line)}") from error
    except BrokenPipeError:
        raise  # the reader of a pipe went away; click ends quietly
    except (SQLAlchemyError, LookupError, OSError) as error:
        raise Sentence(f"Không làm được: {error}") from error


class PlainCommand(click.Command):
    """A command inside the application's context."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with in_one_sentence():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with in_one_sentence(), ctx.ensure_object(ScriptInfo).load_app().app_context():
            return super().invoke(ctx)


class PlainGroup(click.Group):
    """A group whose commands are plain."""

    command_class = PlainCommand
    group_class = type

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        with in_one_sentence():
            return super().resolve_command(ctx, args)


def group(name: str, help_text: str) -> PlainGroup:
    return PlainGroup(name, help=help_text)


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A plain command at the top level."""
    return click.command(name, cls=PlainCommand)


def database() -> Database:
    return current_app.extensions["database"]


def table(rows: Rows, header: Sequence[str]) -> str:
    """Columns as wide as their widest cell, two spaces apart."""
    lines = [tuple(map(str, row)) for row in (header, *rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
