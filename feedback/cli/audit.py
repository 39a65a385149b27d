"""`audit verify`: does the chain of entries hold?"""

from __future__ import annotations

import sys

import click

from feedback.cli.plain import database, group
from feedback.queries.audit import verify

audit = group("audit", "Kiểm tra nhật ký chỉ ghi thêm.")


@audit.command("verify")
def verify_command() -> None:
    """Đi hết chuỗi nhật ký; dòng nào không khớp thì nêu số dòng và kết thúc với mã 1."""
    with database().reading() as session:
        verdict = verify(session)
    if verdict.holds:
        click.echo(f"Nhật ký nguyên vẹn: {verdict.entries} dòng, không thiếu, không bị sửa.")
        return
    click.echo(f"Nhật ký sai từ dòng {verdict.first_bad}: {verdict.why}. Trước đó {verdict.entries} dòng nguyên vẹn.")
    sys.exit(1)
