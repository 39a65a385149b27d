"""Who acts on a made-up case and how soon: people of the right role, instants of working time."""

from __future__ import annotations

from feedback.cli.bench.file import File, Who
from feedback.cli.bench.town import Routed
from feedback.terms import ClockKind, Role, Unit

HOUR_S = 3600
ON_TIME = 0.83  # of answers; the others come up to two times too late
LATE = (1.03, 1.3, 3.0)


def dispatcher(file: File) -> Who:
    return Who(Role.DISPATCHER, file.chance.choice(file.town.staff.dispatchers), file.town.centre)


def leader(file: File) -> Who:
    agency = file.turn.agency
    return Who(Role.AGENCY_LEADER, file.chance.choice(file.town.staff.leaders[agency]), agency)


def officer(file: File) -> Who:
    agency = file.turn.agency
    return Who(Role.OFFICER, file.chance.choice(file.town.staff.officers[agency]), agency)


def holder(file: File) -> Who:
    """Whoever handles the case at the agency that has it."""
    number = file.turn.officer
    return officer(file) if number is None else Who(Role.OFFICER, number, file.turn.agency)


def another_agency(file: File) -> Routed:
    """Where a returned case goes: what another problem of the same place would lead to."""
    while True:
        problem = file.chance.choice(file.town.problems)
        routed = file.town.route(problem.field_code, file.spot.ward_code, file.level)
        if routed is not None and routed.agency_code != file.turn.agency:
            return routed


def finish_of(file: File) -> int:
    """When the case will be answered: mostly within the promise, sometimes long after it."""
    chance, promise = file.chance, file.promised()
    share = chance.uniform(0.12, 0.93) if chance.random() < ON_TIME else chance.triangular(LATE[0], LATE[2], LATE[1])
    return _spend(file, promise.started, int(promise.budget * share), promise.unit)


def soon(file: File, at: int, least: float, most: float, kind: ClockKind) -> int:
    """After such a share of the time that the newest clock of a kind gives."""
    clock = file.clock(kind)
    if clock is None:
        return file.town.office.advance(at, HOUR_S)
    return _spend(file, at, int(clock.budget * file.chance.uniform(least, most)), clock.unit)


def between(file: File, start: int, end: int, least: float, most: float) -> int:
    """After such a share of the time between two instants, in the office where there is working time."""
    share = file.chance.uniform(least, most)
    worked = file.town.office.worked(start, end)
    if file.clocks[0].unit is Unit.MINUTES or worked < HOUR_S // 2:
        return start + max(1, int((end - start) * share))
    return file.town.office.advance(start, max(1, int(worked * share)))


def _spend(file: File, at: int, seconds: int, unit: Unit) -> int:
    return at + seconds if unit is Unit.MINUTES else file.town.office.advance(at, seconds)
