"""What is added up of facts, and adding it up: how many lines fit each condition, and the durations of them.

Sums stand for the verdicts of one instant, for every stretch of days and every division (agency, ward, field …).
Conditions are those of queries/measures.py, said in SQL once; here they are only asked of many lines together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, String, case, literal, select, type_coerce
from sqlalchemy.orm import Session

from feedback.models import Fact
from feedback.queries import definitions, indicators
from feedback.queries.call_figures import CALLS
from feedback.queries.fact_projection import WHOLE
from feedback.queries.figures766 import COUNTS
from feedback.queries.measures import CONDITIONS, DIMENSIONS, MEASURES, AsOf
from feedback.queries.scope_figures import TIMES
from feedback.queries.sums import CITY, DAYS, parts_of, spread_name
from feedback.rules.stretches import stretch_of

SumKey = tuple[date, str, str, str]  # stretch, dimension, name, key
SpreadKey = tuple[date, str, str, str, int]  # and part
Seconds = list[int]
BITS = 60  # conditions in one whole number of the database
NEAR = 12  # cases whose ids agree but for so many bits share a row of durations …
FEW_KEYS = (CITY, "kind", "level", "channel")  # … where a stretch has very many of them
NO_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Sums:
    """What some lines add up to."""

    counts: Counter[SumKey] = field(default_factory=Counter)
    spreads: dict[SpreadKey, Seconds] = field(default_factory=dict)


def wanted(session: Session) -> dict[str, str]:
    """Every name that is to be added up, of all definitions (older versions too: a period may be counted by one) and
    the 766 figures, with the digest of its meaning."""
    names = {*COUNTS, *DAYS.values(), TIMES}
    for one in (one for one in definitions.every(session) if one.population not in CALLS):
        is_rank = one.kind in indicators.RANKS
        names |= {spread_name(one.measure, one.population)} if is_rank else set(indicators.summed_names(one) or ())
    return {name: _meaning(name) for name in sorted(names)}


def add_up(session: Session, of: ColumnElement[bool], as_of: AsOf, names: Iterable[str]) -> Sums:
    """What the lines that fit a condition add up to. One statement."""
    reading = _Reading(names)
    rows = session.execute(select(*reading.columns(as_of)).where(of).execution_options(yield_per=5_000))
    return reading.sums(rows)


@lru_cache(maxsize=1_000)
def _meaning(name: str) -> str:
    """A digest of the conditions as SQL, so that sums of an older meaning are found."""
    as_of = AsOf(NO_INSTANT)
    said = []
    for part in parts_of(name):
        words = (CONDITIONS[part](as_of) if part in CONDITIONS else MEASURES[part]).compile()
        said.append(f"{words} {sorted(words.params.items())}")
    said.append(",".join(sorted(DIMENSIONS)))
    return sha256("\n".join(said).encode()).hexdigest()


class Marks:
    """Which of some conditions a line fits, as one whole number: asked of the database all at once."""

    def __init__(self, conditions: Iterable[str]) -> None:
        self.conditions = sorted(set(conditions))

    def columns(self, as_of: AsOf) -> Iterator[Any]:
        for first in range(0, len(self.conditions), BITS):
            bits = [
                case((CONDITIONS[name](as_of), literal(1 << place, BigInteger)), else_=literal(0, BigInteger))
                for place, name in enumerate(self.conditions[first : first + BITS])
            ]
            yield sum(bits[1:], bits[0]).label(f"marks_{first}")

    def of(self, line: Mapping[Any, Any]) -> int:
        return sum(line[f"marks_{first}"] << first for first in range(0, len(self.conditions), BITS))

    def mask(self, conditions: Iterable[str]) -> int:
        return sum(1 << self.conditions.index(name) for name in set(conditions))


class _Reading:
    """Lines into sums. Lines with the same marks are counted together."""

    def __init__(self, names: Iterable[str]) -> None:
        asked = {name: [part for part in parts_of(name) if part in CONDITIONS] for name in names}
        self.marks = Marks(part for parts in asked.values() for part in parts)
        masks = {name: self.marks.mask(parts) for name, parts in asked.items()}
        self.spreads = {name: (mask, parts_of(name)[0]) for name, mask in masks.items() if "@" in name}
        self.weights = {name: (mask, parts_of(name)[0]) for name, mask in masks.items() if "*" in name}
        self.counts = {name: mask for name, mask in masks.items() if "@" not in name and "*" not in name}
        self.measures = sorted({measure for _, measure in (*self.spreads.values(), *self.weights.values())})

    def columns(self, as_of: AsOf) -> Iterator[Any]:
        yield from (Fact.case_id, Fact.leg_id, Fact.received_on, Fact.answered_on, Fact.due_on)
        yield from (type_coerce(column, String).label(f"by_{name}") for name, column in DIMENSIONS.items())
        yield from (MEASURES[name].label(name) for name in self.measures)
        yield from self.marks.columns(as_of)

    def sums(self, rows: Iterable[Row[Any]]) -> Sums:
        found = Sums()
        alike: Counter[tuple[date, str, str, int]] = Counter()
        stretches: dict[date, date] = {}
        for row in rows:
            line = row._mapping
            on = line["received_on"]
            stretch = stretches.get(on) or stretches.setdefault(on, stretch_of(on))
            marks = self.marks.of(line)
            divisions = _divisions(line)
            alike.update([(stretch, dimension, key, marks) for dimension, key in divisions])
            self._weigh(found, stretch, marks, divisions, line)
            if line["leg_id"] == WHOLE:
                alike.update([(stretch, name, line[name].isoformat(), marks) for name in DAYS if line[name]])
                self._spread(found, stretch, marks, divisions, line)
        self._count(found, alike)
        return found

    def _count(self, found: Sums, alike: Mapping[tuple[date, str, str, int], int]) -> None:
        fitting: dict[int, list[str]] = {}
        for (stretch, dimension, key, marks), n in alike.items():
            if marks not in fitting:
                fitting[marks] = [name for name, mask in self.counts.items() if marks & mask == mask]
            for name in fitting[marks]:
                if DAYS.get(dimension, name) == name:
                    found.counts[stretch, dimension, name, key] += n

    def _weigh(
        self, found: Sums, stretch: date, marks: int, divisions: list[tuple[str, str]], line: Mapping[Any, Any]
    ) -> None:
        for name, (mask, measure) in self.weights.items():
            if marks & mask == mask:
                for dimension, key in divisions:
                    found.counts[stretch, dimension, name, key] += line[measure] or 0

    def _spread(
        self, found: Sums, stretch: date, marks: int, divisions: list[tuple[str, str]], line: Mapping[Any, Any]
    ) -> None:
        for name, (mask, measure) in self.spreads.items():
            seconds = line[measure]
            if seconds is None or marks & mask != mask:
                continue
            for dimension, key in divisions:
                part = line["case_id"] >> NEAR if dimension in FEW_KEYS else 0
                found.spreads.setdefault((stretch, dimension, name, key, part), []).append(seconds)


def _divisions(line: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Where a line counts: a turn that was passed on counts for its agency alone."""
    if line["leg_id"] != WHOLE:
        return [("agency", line["by_agency"])]
    return [(CITY, ""), *((name, _key(line[f"by_{name}"])) for name in DIMENSIONS)]


def _key(value: object) -> str:
    return "" if value is None else str(value)
