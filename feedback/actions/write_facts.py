"""Writing changes of facts: a line that is no more so is ended, the one that is so begins at the same instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.database import Load, load, unload
from feedback.models import Fact
from feedback.queries.fact_changes import COLUMNS, Change

TABLE = inspect(Fact).local_table


@dataclass(frozen=True)
class Written:
    """Changes in plain values, so that one process may work them out and another one write them."""

    at: datetime
    cases: list[int]
    ended: list[int]
    begun: Load


def written(session: Session, changes: list[Change]) -> Written:
    at = clock.now()
    begun = [(*one.line, at, None) for one in changes if one.line is not None]
    ended = [one.row[0] for one in changes if one.row is not None]
    cases = sorted({one.key[0] for one in changes})
    return Written(at, cases, ended, load(session, TABLE, (*COLUMNS, "since_at", "until_at"), begun))


def write_facts(session: Session, what: Written) -> None:
    if what.ended:
        ending = update(Fact).where(Fact.id.in_(what.ended)).values(until_at=what.at)
        session.execute(ending, execution_options={"synchronize_session": False})
    unload(session, what.begun)
