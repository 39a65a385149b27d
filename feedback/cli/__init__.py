"""Flask commands: `./run cli …`. Each opens the database, calls one action or query, and prints."""

from __future__ import annotations

from flask import Flask

from feedback.cli.accounts import accounts
from feedback.cli.audit import audit
from feedback.cli.bench import bench
from feedback.cli.clocks import clocks
from feedback.cli.deadlines import deadlines
from feedback.cli.demo import demo
from feedback.cli.doctor import doctor
from feedback.cli.dossiers import dossiers
from feedback.cli.indicators import indicators
from feedback.cli.lifecycle import lifecycle
from feedback.cli.open_data import open_data
from feedback.cli.pack import pack
from feedback.cli.places import places
from feedback.cli.prepare import prepare
from feedback.cli.programme import programme
from feedback.cli.reports import reports
from feedback.cli.routing import routing
from feedback.cli.tasks import tasks
from feedback.cli.warehouse import warehouse

COMMANDS = (
    prepare,
    pack,
    doctor,
    lifecycle,
    audit,
    reports,
    clocks,
    deadlines,
    tasks,
    accounts,
    demo,
    indicators,
    places,
    open_data,
    warehouse,
    programme,
    dossiers,
    routing,
    bench,
)


def register(app: Flask) -> None:
    for command in COMMANDS:
        app.cli.add_command(command)
