"""`clocks verify`: does every stored clock say what its ledger says?"""

from __future__ import annotations

import sys
from datetime import datetime

import click

from feedback import clock
from feedback.cli.plain import database, group
from feedback.queries.clock_replay import Difference, verify

clocks = group("clocks", "Kiểm tra đồng hồ thời hạn.")

WORDS = {
    "events": "sổ sự kiện",
    "started_at": "lúc bắt đầu",
    "due_at": "hạn",
    "budget_s": "quỹ thời gian (giây)",
    "due_version": "lần đổi hạn",
    "state": "trạng thái",
    "stopped_at": "lúc dừng",
    "outcome": "kết quả",
}


@clocks.command("verify")
def verify_command() -> None:
    """Tính lại mọi đồng hồ từ sổ sự kiện; chiếc đầu tiên khác với dòng đã lưu thì nêu rõ và kết thúc với mã 1."""
    with database().reading() as session:
        verdict = verify(session)
    if verdict.difference is None:
        click.echo(f"Mọi đồng hồ khớp với sổ sự kiện của nó: {verdict.clocks} đồng hồ.")
        return
    click.echo(_sentence(verdict.difference))
    sys.exit(1)


def _sentence(found: Difference) -> str:
    which = f"Đồng hồ số {found.clock_id} (“{found.kind.vi}”, vụ {found.case_number})"
    if found.what == "events":
        return f"{which} không đọc được sổ sự kiện: {found.replayed}."
    stored, said = _shown(found.stored), _shown(found.replayed)
    return f"{which} sai {WORDS[found.what]}: đã lưu {stored}, sổ sự kiện cho {said}."


def _shown(value: object) -> str:
    return clock.local(value).isoformat() if isinstance(value, datetime) else str(value or "không có")
