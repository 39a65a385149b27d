"""Taking in a list of dossiers: new ones are added, changed ones get a new line, the same ones stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.import_rows import BadLine
from feedback.actions.read_dossiers import DossierLine, Reading, read_dossiers
from feedback.errors import N_, NotYours
from feedback.models import Dossier, DossierList
from feedback.queries import dossiers
from feedback.queries.city import city
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.text import fold
from feedback.terms import Role

BATCH = 500
BAD_SHOWN = 200
IMPORTERS = (Role.CITY_LEADER, Role.DISPATCHER, Role.SYSTEM)
TWICE = N_("mã hồ sơ này đã có ở dòng trên")


@dataclass
class Taken:
    """What a list brought; of the bad lines the first BAD_SHOWN are told."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad_count: int = 0
    bad: list[BadLine] = field(default_factory=list)

    def refuse(self, one: BadLine) -> None:
        self.bad_count += 1
        if len(self.bad) < BAD_SHOWN:
            self.bad.append(one)


def import_dossiers(session: Session, actor: Actor, name: str, content: BinaryIO) -> Taken:
    """Read and keep a list. Raises Invalid naming `file`, NotYours."""
    if actor.role not in IMPORTERS:
        raise NotYours(WRONG_ROLE)
    taken, seen = Taken(), set[str]()
    listed = DossierList(file_name=name[-200:], imported_at=clock.now(), imported_by_id=actor.user_id)
    session.add(listed)
    session.flush()
    lines = read_dossiers(name, content, _reading(session))
    good = _good(lines, taken, seen)
    while batch := list(islice(good, BATCH)):
        _keep(session, listed, batch, taken)
    listed.new, listed.changed, listed.same = taken.new, taken.changed, taken.same
    ledger.record(
        session, actor, "dossiers.imported", listed, new=taken.new, changed=taken.changed, bad=taken.bad_count
    )
    return taken


def _good(lines: Iterable[DossierLine | BadLine], taken: Taken, seen: set[str]) -> Iterator[DossierLine]:
    for one in lines:
        if isinstance(one, BadLine):
            taken.refuse(one)
        elif one.values["number"] in seen:
            taken.refuse(BadLine(one.line, TWICE))
        else:
            seen.add(one.values["number"])
            yield one


def _keep(session: Session, listed: DossierList, lines: Sequence[DossierLine], taken: Taken) -> None:
    now = clock.now()
    there = dossiers.held(session, (one.values["number"] for one in lines))
    fresh = []
    for one in lines:
        old = there.get(one.values["number"])
        if old is not None and all(getattr(old, name) == value for name, value in one.values.items()):
            taken.same += 1
            continue
        if old is None:
            taken.new += 1
        else:
            old.until_at = now
            taken.changed += 1
        fresh.append(Dossier(list_id=listed.id, since_at=now, until_at=None, **one.values))
    session.flush()  # what ends goes before what begins: only one line holds
    session.add_all(fresh)
    session.flush()


def _reading(session: Session) -> Reading:
    settings = city(session)
    ratings = {fold(word): score for score, vi, en in settings.rating_words for word in (vi, en)}
    return Reading(dossiers.agencies_by_name(session), ratings, settings.dissatisfied_at_most)
