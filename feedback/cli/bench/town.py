"""What the made-up life of a city needs to know of it, read once: problems, places, agencies, people, limits."""

from __future__ import annotations

import json
import random
import tomllib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.cli.bench.timeline import Timeline, instant
from feedback.models import Account, Field, Landmark, Limit, Street, Ward
from feedback.queries import calendars, limits
from feedback.queries.city import city, thresholds
from feedback.queries.knowledge import Knowledge, knowledge
from feedback.queries.ladder import ladder
from feedback.rules import routing
from feedback.rules.gazetteer import Candidate
from feedback.rules.keywords import Guess
from feedback.rules.place_names import PlaceEvidence
from feedback.rules.rule_line import Situation
from feedback.terms import ClockKind, Level, Role, Unit

AHEAD = timedelta(days=200)  # clocks that start now end before that
BEFORE = timedelta(days=10)
SURE = 0.95
RARE_WEIGHT, RARE_STORM = 4.0, 1.0  # of a field that the pack's words do not name
RARE_TEXTS = ("Ở {place} có việc cần xem lại: {name}.", "Tôi phản ánh về {name} tại {place}.")
RARE_ANSWERS = ("Đơn vị đã cử người đến {place} kiểm tra và xử lý xong trong ngày.",)


@dataclass(frozen=True)
class Problem:
    """One field as people write about it."""

    field_code: str
    weight: float
    storm: float
    level: Level
    texts: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Spot:
    street: str
    ward_code: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Routed:
    """What routing said about a field at a place, with its explanation as the database keeps it."""

    agency_code: str
    short_name: str
    position: int | None
    guesses: str
    candidates: str
    place: str
    sentence: str


@dataclass
class Staff:
    """Numbers of accounts by agency."""

    officers: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    leaders: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    operators: list[int] = field(default_factory=list)
    dispatchers: list[int] = field(default_factory=list)


@dataclass
class Town:
    """One reading, outliving its session. What depends on field and place is worked out once for each pair."""

    now: int
    first: date
    today: date
    centre: str
    problems: list[Problem]
    spots: list[Spot]
    words: dict[str, Any]
    staff: Staff
    office: Timeline
    held: dict[Unit, calendars.Held]
    steps: list[Any]
    known: Knowledge
    limit_of: Callable[[ClockKind, str | None, Level, date], Limit | None]
    measures: routing.Thresholds
    _routed: dict[tuple[str, str, Level], Routed | None] = field(default_factory=dict)
    _limits: dict[tuple[ClockKind, str | None, Level], Limit | None] = field(default_factory=dict)

    @cached_property
    def calm(self) -> list[float]:
        return list(accumulate(problem.weight for problem in self.problems))

    @cached_property
    def stormy(self) -> list[float]:
        return list(accumulate(problem.weight * problem.storm for problem in self.problems))

    def problem(self, chance: random.Random, is_stormy: bool) -> Problem:
        return chance.choices(self.problems, cum_weights=self.stormy if is_stormy else self.calm)[0]

    def limit(self, kind: ClockKind, field_code: str | None, level: Level) -> Limit | None:
        key = (kind, field_code, level)
        if key not in self._limits:
            self._limits[key] = self.limit_of(kind, field_code, level, self.today)
        return self._limits[key]

    def route(self, field_code: str, ward_code: str, level: Level) -> Routed | None:
        key = (field_code, ward_code, level)
        if key not in self._routed:
            self._routed[key] = self._decide(*key)
        return self._routed[key]

    def _decide(self, field_code: str, ward_code: str, level: Level) -> Routed | None:
        guess, place = Guess(field_code, SURE, ()), PlaceEvidence(ward_candidates=(Candidate(ward_code, SURE, ""),))
        known, at = self.known, clock.local(instant(self.now))
        city_today = known.city_on(self.today)
        decided = routing.decide((guess,), place, Situation(level, at), known.rules, city_today, self.measures)
        if decided.agency_code is None:
            return None
        rule = next((row for row in known.rules if row.id == decided.rule_id), None)
        names = {agency.code: agency.short_name for agency in known.agencies}
        return Routed(
            decided.agency_code,
            names[decided.agency_code],
            rule.position if rule else None,
            _json([{"field": field_code, "probability": SURE, "words": []}]),
            _json([{"agency": c.agency_code, "probability": c.probability, "why": c.why} for c in decided.candidates]),
            _json({**asdict(place), "ward_candidates": [one._asdict() for one in place.ward_candidates], "danger": []}),
            decided.sentence_vi[:600],
        )


def read_town(session: Session, words_path: Path, now: datetime, days: int) -> Town:
    """Everything, in some twenty statements; the session answers later questions from what it remembers."""
    today = clock.day(now)
    first = today - timedelta(days=days)
    in_force = calendars.in_force(session, today)
    settings = city(session)
    words = tomllib.loads(words_path.read_text(encoding="utf-8"))
    limits.applicable(session, ClockKind.RESOLVE, None, Level.NORMAL, today)  # from now on it remembers them
    return Town(
        now=int(now.timestamp()),
        first=first,
        today=today,
        centre=settings.centre_agency,
        problems=_problems(session, words),
        spots=_spots(session),
        words=words,
        staff=_staff(session),
        office=Timeline(in_force[calendars.OFFICE].calendar, first - BEFORE, today + AHEAD),
        held={unit: calendars.for_clock(session, today, unit) for unit in Unit},
        steps=ladder(session),
        known=knowledge(session),
        limit_of=partial(limits.applicable, session),
        measures=thresholds(settings),
    )


def _problems(session: Session, words: dict[str, Any]) -> list[Problem]:
    """Fields that the pack has words for, then the long tail of the others."""
    told = {one["field"]: one for one in words["problem"]}
    rows = session.scalars(select(Field).where(Field.parent_code.is_not(None)).order_by(Field.code)).all()
    return [_problem(row, told.get(row.code, {})) for row in rows]


def _problem(row: Field, told: dict[str, Any]) -> Problem:
    texts = told.get("texts") or [text.replace("{name}", row.name_vi.lower()) for text in RARE_TEXTS]
    return Problem(
        row.code,
        float(told.get("weight", RARE_WEIGHT)),
        float(told.get("storm", RARE_STORM)),
        row.default_level,
        tuple(texts),
        tuple(told.get("answers", RARE_ANSWERS)),
    )


def _spots(session: Session) -> list[Spot]:
    """Streets and landmarks where the pack knows their ward, and once every ward by its name: a long tail."""
    spots = []
    for street in session.scalars(select(Street).order_by(Street.code)):
        spots += [Spot(street.name, code, street.lat, street.lon) for code in street.ward_codes.split(";") if code]
    for mark in session.scalars(select(Landmark).where(Landmark.ward_code.is_not(None)).order_by(Landmark.code)):
        spots.append(Spot(mark.street or mark.name, mark.ward_code or "", mark.lat, mark.lon))
    wards = session.scalars(select(Ward).order_by(Ward.code)).all()
    spots += [Spot(f"đường liên xóm {ward.name}", ward.code, ward.lat, ward.lon) for ward in wards]
    known = {ward.code for ward in wards}
    return [spot for spot in spots if spot.ward_code.strip() in known]


def _staff(session: Session) -> Staff:
    staff = Staff()
    for account in session.scalars(select(Account).where(Account.is_active).order_by(Account.id)):
        if account.role is Role.OFFICER:
            staff.officers[account.agency_code].append(account.id)
        elif account.role is Role.AGENCY_LEADER:
            staff.leaders[account.agency_code].append(account.id)
        elif account.role is Role.OPERATOR:
            staff.operators.append(account.id)
        elif account.role is Role.DISPATCHER:
            staff.dispatchers.append(account.id)
    return staff


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
