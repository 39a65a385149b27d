"""`demo load`: a week of believable activity, written by us and played through the real actions."""

from __future__ import annotations

import sys

import click
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.cli.demo.player import Player
from feedback.cli.demo.script import read_script
from feedback.cli.pack import DATA
from feedback.cli.plain import database, group
from feedback.errors import Refused
from feedback.models import Report, Submission

KEY = "demo:"  # how submissions of the demonstration are told apart

demo = group("demo", "Dữ liệu mẫu để dùng thử.")


@demo.command("load")
def load_command() -> None:
    """Nạp một tuần hoạt động mẫu vào hệ thống chưa có phản ánh nào. Chạy lại thì không thêm gì."""
    with database().reading() as session:
        if _is_loaded(session):
            click.echo("Dữ liệu mẫu đã có sẵn.")
            return
    script = read_script(DATA / current_app.config["CITY"] / "demo.toml")
    player = Player(database(), script, clock.now(), KEY)
    with click.progressbar(length=len(script.stories), label="Nạp dữ liệu mẫu", file=sys.stderr) as bar:
        played = player.play(on_story_end=lambda: bar.update(1))
    click.echo(f"Đã nạp {played.reports} phản ánh mẫu, {played.calls} cuộc gọi, {played.acts} việc đã làm.")
    for sentence in played.refused:
        click.echo(sentence, err=True)


def _is_loaded(session: Session) -> bool:
    """Whether the demonstration is there. Raises Refused when real reports are."""
    loaded = session.scalar(select(func.count()).select_from(Submission).where(Submission.key.startswith(KEY)))
    if not loaded and session.scalar(select(func.count()).select_from(Report)):
        raise Refused("Hệ thống đã có phản ánh thật nên không nạp dữ liệu mẫu. Hãy dùng thư mục dữ liệu khác.")
    return bool(loaded)
