"""`indicators …`: catalogues of indicators and their scores."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import click

from feedback.cli.plain import database, group, table
from feedback.errors import Invalid
from feedback.queries import catalogues
from feedback.rules.scoring import BAD_VALUE

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
    given = [_value(one) for one in values.split(",")]
    with database().reading() as session:
        found = catalogues.catalogue(session, code)
        result = catalogues.composite(found, given)
        names = [row.name_vi for row in catalogues.main_indices(found)]
    for name, value in zip(names, given, strict=True):
        click.echo(f"{value:.4f}  {name}")
    click.echo(f"{result:.4f}")


def _value(words: str) -> Decimal:
    try:
        return Decimal(words.strip())
    except InvalidOperation as error:
        raise Invalid("values", BAD_VALUE, value=words.strip()) from error
