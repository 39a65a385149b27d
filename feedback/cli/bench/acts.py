"""Acts and sweeps in a made-up city: one at a time, and by several clients side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from multiprocessing import get_context
from time import monotonic
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.accept import accept
from feedback.actions.accounts import actor_of
from feedback.actions.fire_clocks import fire_due
from feedback.actions.hand_in import submit_result
from feedback.actions.receive_report import NewReport, receive_report
from feedback.actions.transaction import transaction
from feedback.cli.bench.watch import Watch
from feedback.database import Database, Keys
from feedback.models import Account, Case, Clock, Field, Leg, Ward
from feedback.rules.lifecycle import CITIZEN, Actor
from feedback.terms import Channel, ClockState, LegState, Role, State

LEAST = 3  # times that give a middle
SWEEP_TURN = 40  # clocks in one transaction, as workers take them
ANSWER = "Đội duy tu đã làm xong việc này trong buổi sáng nay, mời bạn ra xem lại giúp chúng tôi."
NO_PICTURE = "Làm ban đêm nên không chụp được ảnh."


@dataclass(frozen=True)
class Rush:
    """What one client of several does, in plain values. `ids`: cases that are its own to change; none: new reports."""

    url: str
    keys: Keys
    seconds: float
    ids: tuple[int, ...] = ()


def measure_acts(watch: Watch, times: int) -> None:
    """New report, accept, submit result: each a transaction of its own; then a turn of the sweeper."""
    new = example(watch.database)
    watch.measure("phản ánh mới", times, lambda: receive(watch.database, new))
    kinds = (("tiếp nhận", State.FORWARDED, accept_next), ("trình kết quả", State.IN_PROGRESS, submit_next))
    for name, state, act in kinds:
        ids = _cases(watch.database, state, times + 1)
        if len(ids) > LEAST:  # a small city may have too few to say anything
            waiting = iter(ids)
            watch.measure(name, len(ids) - 1, lambda act=act, waiting=waiting: act(watch.database, waiting))


def measure_sweep(watch: Watch, times: int) -> int:
    """Turns of the sweeper over clocks that are due; how many clocks run in all."""
    with watch.database.reading() as session:
        running = session.scalar(select(func.count()).where(Clock.state == ClockState.RUNNING)) or 0
        at = _when_enough_is_due(session, SWEEP_TURN * (times + 2))

    def turn() -> None:
        with clock.as_of(at), transaction(watch.database) as session:
            fire_due(session, at, SWEEP_TURN)

    watch.measure(f"quét {SWEEP_TURN} đồng hồ đến bậc", times, turn)
    return running


def _when_enough_is_due(session: Session, wanted: int) -> datetime:
    """In working hours, after the wanted number of clocks have come to a step."""
    due = select(Clock.next_fire_at).where(Clock.next_fire_at.is_not(None)).order_by(Clock.next_fire_at)
    found = session.scalars(due.limit(wanted)).all()
    return max((at for at in found if at is not None), default=clock.now())


def example(database: Database) -> NewReport:
    """What a citizen might send."""
    with database.reading() as session:
        field_code = session.scalars(select(Field.code).where(Field.code.contains(".")).limit(1)).first()
        ward_code = session.scalars(select(Ward.code).limit(1)).first()
    return NewReport(
        text="Mặt đường có ổ gà lớn, xe máy qua lại rất nguy hiểm, nhờ tổng đài xem giúp.",
        channel=Channel.WEB, phone="0907123456", field_code=field_code, ward_code=ward_code,
    )  # fmt: skip


def receive(database: Database, new: NewReport) -> None:
    with transaction(database) as session:
        receive_report(session, CITIZEN, new, uuid4().hex)


def accept_next(database: Database, ids: Iterator[int]) -> None:
    number = next(ids, None)
    if number is not None:
        with transaction(database) as session:
            case = session.get_one(Case, number)
            accept(session, _officer(session, case.holder_code), case)


def submit_next(database: Database, ids: Iterator[int]) -> None:
    number = next(ids, None)
    if number is not None:
        with transaction(database) as session:
            case = session.get_one(Case, number)
            officer = _officer(session, case.holder_code)
            submit_result(session, officer, case, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE)


def rush(database: Database, keys: Keys, clients: int, seconds: float) -> tuple[float, float]:
    """New reports and status changes a second, with so many clients at once (each a process)."""
    url = database.engine.url.render_as_string(hide_password=False)
    ids = _cases(database, State.FORWARDED, 400 * clients)
    shares = [tuple(ids[first::clients]) for first in range(clients)]
    with get_context("spawn").Pool(clients) as pool:
        made = sum(pool.map(run_client, [Rush(url, keys, seconds)] * clients))
        changed = sum(pool.map(run_client, [Rush(url, keys, seconds, share) for share in shares if share]))
    return made, changed


def run_client(asked: Rush) -> float:
    """One client: how many of its acts succeeded a second, once warm."""
    database = Database(asked.url, asked.keys)
    ids, new = iter(asked.ids), example(database)
    left = count() if not asked.ids else iter(range(len(asked.ids) - 1))
    act: Callable[[], None] = (lambda: accept_next(database, ids)) if asked.ids else (lambda: receive(database, new))
    act()
    began, done = monotonic(), 0
    for _ in left:
        act()
        done += 1
        if monotonic() - began > asked.seconds:
            break
    spent = monotonic() - began
    database.engine.dispose()
    return done / spent


def _cases(database: Database, state: State, most: int) -> list[int]:
    with database.reading() as session:
        query = select(Case.id).join(Leg).where(Case.state == state, Leg.state.in_((LegState.SENT, LegState.ACCEPTED)))
        return list(session.scalars(query.order_by(Case.id.desc()).limit(most)))


def _officer(session: Session, agency_code: str) -> Actor:
    query = select(Account).where(Account.agency_code == agency_code, Account.role == Role.OFFICER)
    return actor_of(session.scalars(query.limit(1)).one())
