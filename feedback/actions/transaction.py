"""The one place that commits: a request or a job is one transaction, and the bell rings only after it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from feedback.actions import ledger, report_numbers, tasks
from feedback.database import Database
from feedback.errors import N_, Outdated

CHANGED_MEANWHILE = N_("%(changed_by)s vừa thay đổi vụ việc này. Hãy xem lại rồi gửi lần nữa; phần bạn viết vẫn còn.")
SOMEONE = N_("Người khác")


@contextmanager
def transaction(database: Database) -> Generator[Session]:
    """Write, seal the entries, commit once, then ring. Any error rolls everything back.

    Raises Outdated when another person changed the same case first (optimistic version).
    """
    with database.writing() as session:
        try:
            yield session
            tasks.hand_in(session)
            ledger.seal(session)
        except BaseException as error:
            report_numbers.give_back(session)
            if isinstance(error, StaleDataError):
                raise Outdated(CHANGED_MEANWHILE, changed_by=SOMEONE) from error
            raise
        session.commit()  # sealing has flushed: from here on nobody can know whether a failure came too late
    database.ring(tasks.queues_to_ring(session))
