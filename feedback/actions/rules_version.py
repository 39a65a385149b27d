"""Bringing the matrix to what it shall say, and keeping every state it was in as a numbered version."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.settings_permit import only_admin
from feedback.errors import N_, Missing, Refused
from feedback.models import Responsibility, RulesVersion
from feedback.queries import matrix
from feedback.queries.matrix import Line
from feedback.rules.lifecycle import Actor

NO_SUCH_VERSION = N_("Không có phiên bản này của bảng phân công.")
SAME_VERSION = N_("Bảng phân công đang đúng như phiên bản này.")
BACK_TO = N_("Quay lại phiên bản %(number)s")


def keep_version(session: Session, actor: Actor, why: str) -> RulesVersion:
    """The newest version, made now if the lines differ from the last one."""
    session.flush()
    lines = matrix.lines(session)
    held, here = matrix.newest_version(session), matrix.fingerprint(lines)
    if held is not None and held.fingerprint == here:
        return held
    made = RulesVersion(
        number=held.number + 1 if held else 1,
        made_at=clock.now(),
        made_by_id=actor.user_id,
        why=why[:300],
        lines=lines,
        fingerprint=here,
    )
    session.add(made)
    session.flush()
    return made


def put(session: Session, wanted: Sequence[Line]) -> None:
    """Bring the table to these lines. A line keeps its id; one without gets the next."""
    now = {line["id"]: line for line in matrix.lines(session)}
    kept = {line["id"] for line in wanted if now.get(line["id"]) == line}
    session.execute(delete(Responsibility).where(Responsibility.id.in_([key for key in now if key not in kept])))
    session.expire_all()
    changed = [line for line in wanted if line["id"] not in kept]
    known = [{"id": line["id"], **matrix.columns_of(line)} for line in changed if line["id"]]
    new = [matrix.columns_of(line) for line in changed if not line["id"]]
    for rows in (known, new):  # ids that stay first: the database counts on from the highest
        if rows:
            session.execute(insert(Responsibility), rows)


def roll_back(session: Session, actor: Actor, number: int) -> RulesVersion:
    """Let the lines of an older version hold again, as a new version. Raises Missing, NotYours, Refused."""
    only_admin(actor)
    older = matrix.version(session, number)
    if older is None:
        raise Missing(NO_SUCH_VERSION)
    if older.fingerprint == matrix.fingerprint(matrix.lines(session)):
        raise Refused(SAME_VERSION)
    put(session, older.lines)
    made = keep_version(session, actor, BACK_TO % {"number": number})
    ledger.record(session, actor, "setting.changed", made, what="rules_version", key=made.number)
    return made
