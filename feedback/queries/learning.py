"""How well the system finds fields, by what people said afterwards: by week, by what it mixes up, by model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.models import Case, FieldModelRow, LabelledExample
from feedback.rules.keywords import top_level
from feedback.rules.model_verdict import Marks, Score, count
from feedback.terms import Lesson

WEEKS = 12
MOST = 20_000
SHOWN = 15


@dataclass(frozen=True)
class Week:
    """The reports about which people spoke in one week, and of how many the system had found the field."""

    monday: date
    score: Score


@dataclass(frozen=True)
class Correction:
    """One example: what the system said (None: nothing), what is right, and how that became known."""

    number: str
    guessed: str | None
    right: str
    lesson: Lesson
    at: datetime


@dataclass(frozen=True)
class Learning:
    """`weeks` come newest first; `confusion` counts (right, found)."""

    weeks: list[Week]
    confusion: list[tuple[tuple[str, str], int]]
    examples: list[Correction]
    total: int
    models: Sequence[FieldModelRow]


def learning(session: Session, now: datetime) -> Learning:
    """Three statements, over the last twelve weeks."""
    since = now - timedelta(weeks=WEEKS)
    query = (
        select(LabelledExample.case_id, LabelledExample.field_code, LabelledExample.guessed_code,
               LabelledExample.noted_at)
        .where(LabelledExample.noted_at >= since)
        .order_by(LabelledExample.noted_at.desc(), LabelledExample.id.desc())
        .limit(MOST)
    )  # fmt: skip
    whole, weeks, seen = Marks(), dict[date, Marks](), set[int]()
    rows = session.execute(query).all()
    for case_id, right, guessed, at in rows:
        if case_id not in seen and guessed is not None:
            seen.add(case_id)
            for made in (whole, weeks.setdefault(_monday(at), Marks())):
                count(made, top_level(right), top_level(guessed))
    return Learning(
        weeks=[Week(monday, made.whole) for monday, made in sorted(weeks.items(), reverse=True)],
        confusion=Counter(whole.confusion).most_common(SHOWN),
        examples=_examples(session),
        total=len({row.case_id for row in rows}),
        models=session.scalars(select(FieldModelRow).order_by(FieldModelRow.id.desc()).limit(SHOWN)).all(),
    )


def _examples(session: Session) -> list[Correction]:
    query = (
        select(Case.number, LabelledExample)
        .join(Case, Case.id == LabelledExample.case_id)
        .order_by(LabelledExample.noted_at.desc(), LabelledExample.id.desc())
        .limit(SHOWN)
    )
    return [
        Correction(number, row.guessed_code, row.field_code, row.lesson, row.noted_at)
        for number, row in session.execute(query)
    ]


def _monday(at: datetime) -> date:
    day = clock.day(at)
    return day - timedelta(days=day.weekday())
