"""Running several transactions at once, as several people would."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import time_machine
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.transaction import transaction
from feedback.errors import FeedbackError
from feedback.models import Case
from tests.support.world import World


def at_once(world: World, *acts: Callable[[Session], object]) -> list[Exception]:
    """Run each act in a thread and a transaction of its own; the errors meant for people that they met.

    Any other error is raised here.
    """
    errors: list[Exception] = []

    def run(act: Callable[[Session], object]) -> None:
        try:
            with transaction(world.database) as session:
                act(session)
        except Exception as error:  # noqa: BLE001 a thread's error must reach the test
            errors.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    with time_machine.travel(clock.now(), tick=True):  # time goes on while people race
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    world.look()
    for error in errors:
        if not isinstance(error, FeedbackError):
            raise error
    return errors


def on_case(world: World, case_id: int, *acts: Callable[[Session, Case], object]) -> list[Exception]:
    """Acts on one case, all of which have read it before any writes (SQLite has one writer at a time anyway)."""
    ready = Barrier(len(acts))
    together = world.database.engine.dialect.name == "postgresql"

    def begin(session: Session, act: Callable[[Session, Case], object]) -> None:
        case = session.get_one(Case, case_id)
        if together:
            ready.wait(5)
        act(session, case)

    return at_once(world, *(lambda session, act=act: begin(session, act) for act in acts))
