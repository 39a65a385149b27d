"""Whether the sums are what the facts add up to: every row, stretch by stretch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from feedback.models import Fact, FactSpread, FactSum, Summed
from feedback.queries.fact_progress import known_at
from feedback.queries.measures import AsOf
from feedback.queries.summing import Sums, add_up
from feedback.rules import spread
from feedback.rules.stretches import last_day, stretch_of


def sum_differences(session: Session) -> Iterator[str]:
    """Every sum that differs from adding up the facts anew, by its key."""
    for stretch in stretches_of_sums(session):
        yield from differences_of(session, stretch)


def stretches_of_sums(session: Session) -> list[date]:
    """Every stretch of days that has lines or sums; none while nothing is added up."""
    if session.scalar(select(Summed.name).limit(1)) is None:
        return []
    received = session.scalars(select(Fact.received_on).where(Fact.until_at.is_(None)).distinct())
    kept = session.scalars(union(select(FactSum.stretch_on), select(FactSpread.stretch_on)))
    return sorted({*(stretch_of(day) for day in received), *kept})


def differences_of(session: Session, stretch: date) -> list[str]:
    """Those of one stretch."""
    days = Fact.received_on.between(stretch, last_day(stretch)) & Fact.until_at.is_(None)
    fresh = add_up(session, days, AsOf(known_at(session)), session.scalars(select(Summed.name)).all())
    there = _kept(session, stretch)
    counts = [
        f"{_words(key)}: {there.counts[key]} ≠ {fresh.counts[key]}"
        for key in sorted({*fresh.counts, *there.counts})
        if fresh.counts[key] != there.counts[key]
    ]
    spreads = [
        f"{_words(key)}: thời lượng khác"
        for key in sorted({*fresh.spreads, *there.spreads})
        if sorted(fresh.spreads.get(key, ())) != there.spreads.get(key, [])
    ]
    return counts + spreads


def _kept(session: Session, stretch: Any) -> Sums:
    found = Sums()
    columns = (FactSum.stretch_on, FactSum.dimension, FactSum.name, FactSum.key, FactSum.n)
    for on, dimension, name, key, n in session.execute(select(*columns).where(FactSum.stretch_on == stretch)):
        found.counts[on, dimension, name, key] = n
    spreads = (FactSpread.stretch_on, FactSpread.dimension, FactSpread.name, FactSpread.key, FactSpread.part)
    rows = session.execute(select(*spreads, FactSpread.seconds).where(FactSpread.stretch_on == stretch))
    for on, dimension, name, key, part, seconds in rows:
        if seconds:
            found.spreads[on, dimension, name, key, part] = list(spread.unpack(seconds))
    return found


def _words(key: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in key if part != "")
