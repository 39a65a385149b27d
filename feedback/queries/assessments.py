"""Assessments: the list with its totals, one with its groups and rows, and whether a closed one is what was sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, func, select, type_coerce
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from feedback.errors import Missing
from feedback.models import (
    Account,
    Agency,
    Assessment,
    AssessmentFile,
    AssessmentRow,
    Catalogue,
    CatalogueRow,
    Evidence,
)
from feedback.queries import live_rows
from feedback.queries.live_rows import Live
from feedback.queries.measures import Scope
from feedback.queries.visible import visible_assessments
from feedback.rules import assessing, chain, scoring
from feedback.rules.assessing import NO_SUCH
from feedback.rules.chain import Field
from feedback.rules.lifecycle import Actor
from feedback.rules.period import period
from feedback.terms import AssessmentState

PAGE = 50


@dataclass(frozen=True)
class Totals:
    """Points of some rows: maximum, claimed, appraised, final, and by the word that counts most; how many have one."""

    maximum: Decimal
    claimed: Decimal
    appraised: Decimal
    final: Decimal
    points: Decimal
    rows: int
    claimed_rows: int
    appraised_rows: int

    @property
    def lost(self) -> Decimal:
        return self.maximum - self.points


@dataclass(frozen=True)
class Listed:
    """One assessment as the list shows it."""

    id: int
    catalogue: Catalogue
    agency: Agency
    period: str
    state: AssessmentState
    totals: Totals


@dataclass(frozen=True)
class Page:
    """One page of assessments, and how many there are in all."""

    lines: list[Listed]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Group:
    """A group with its rows; `row` is None where a set has none."""

    row: CatalogueRow | None
    lines: list[AssessmentRow]

    @property
    def totals(self) -> Totals:
        return totals(self.lines)


@dataclass(frozen=True)
class Sheet:
    """One assessment with everything on it. `live` is what facts say now (or said then), by metric."""

    assessment: Assessment
    lines: list[AssessmentRow]
    groups: list[Group]
    live: dict[str, Live]
    scope: Scope

    @property
    def totals(self) -> Totals:
        return totals(self.lines)

    def live_of(self, line: AssessmentRow) -> Live | None:
        """What this system counts for a row, where there is something to count."""
        one = self.live.get(line.row.metric)
        return one if one is not None and one.value.n else None


def totals(lines: Sequence[AssessmentRow]) -> Totals:
    return Totals(
        assessing.total(line.row.max_points for line in lines),
        assessing.total(line.self_points for line in lines),
        assessing.total(line.appraised_points for line in lines),
        assessing.total(line.final_points for line in lines),
        assessing.total(line.points for line in lines),
        len(lines),
        sum(line.self_points is not None for line in lines),
        sum(line.appraised_points is not None for line in lines),
    )


def listed(
    session: Session, actor: Actor, catalogue: str = "", period_code: str = "", state: str = "", page: int = 1
) -> Page:
    """The newest period first. Two statements."""
    fits = [visible_assessments(actor)]
    for column, wanted in (
        (Assessment.catalogue_code, catalogue),
        (Assessment.period, period_code),
        (Assessment.state, state),
    ):
        if wanted:
            fits.append(column == wanted)
    total = session.scalar(select(func.count(Assessment.id)).where(*fits)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    shown = select(Assessment.id).where(*fits).order_by(Assessment.period.desc(), Assessment.id)
    ids = shown.limit(PAGE).offset((page - 1) * PAGE).subquery()
    query = (
        select(Assessment, *_sums())
        .join(ids, ids.c.id == Assessment.id)
        .join(Assessment.agency)
        .join(Assessment.catalogue)
        .join(AssessmentRow, AssessmentRow.assessment_id == Assessment.id)
        .join(CatalogueRow, CatalogueRow.id == AssessmentRow.row_id)
        .group_by(Assessment.id, Agency.code, Catalogue.code)
        .order_by(Assessment.period.desc(), Agency.short_name, Assessment.id)
        .options(contains_eager(Assessment.agency), contains_eager(Assessment.catalogue))
    )
    return Page([_listed(*row) for row in session.execute(query)], total, page)


def periods(session: Session, actor: Actor) -> list[str]:
    """The periods that any assessment is about, the newest first."""
    query = select(Assessment.period).where(visible_assessments(actor)).distinct().order_by(Assessment.period.desc())
    return list(session.scalars(query))


def sheet(session: Session, actor: Actor, assessment_id: int) -> Sheet:
    """One assessment. Raises Missing. While it is open, live rows show what facts say now. Eight statements at most."""
    query = (
        select(Assessment)
        .where(Assessment.id == assessment_id, visible_assessments(actor))
        .options(
            joinedload(Assessment.agency),
            joinedload(Assessment.catalogue).selectinload(Catalogue.rows),
            selectinload(Assessment.rows).selectinload(AssessmentRow.evidence),
        )
    )
    found = session.scalars(query).first()
    if found is None:
        raise Missing(NO_SUCH)
    lines = sorted(found.rows, key=lambda line: line.row.position)
    scope = live_rows.scope_of(session, period(found.period), found.agency_code)
    live = live_rows.live(session, found.catalogue.rows, scope)
    return Sheet(found, lines, _groups(found.catalogue, lines), live, scope)


def line(session: Session, actor: Actor, assessment_id: int, row_id: int) -> AssessmentRow:
    """One row with its evidence and files. Raises Missing."""
    query = (
        select(AssessmentRow)
        .join(AssessmentRow.assessment)
        .where(AssessmentRow.id == row_id, Assessment.id == assessment_id, visible_assessments(actor))
        .options(
            contains_eager(AssessmentRow.assessment).options(
                joinedload(Assessment.agency), joinedload(Assessment.catalogue)
            ),
            joinedload(AssessmentRow.row),
            selectinload(AssessmentRow.evidence).selectinload(Evidence.files),
        )
    )
    found = session.scalars(query).first()
    if found is None:
        raise Missing(NO_SUCH)
    return found


def people(session: Session, line: AssessmentRow) -> dict[int, str]:
    """Who entered, approved and appraised a row, and who added its evidence, by id. One statement."""
    ids = {line.entered_by_id, line.approved_by_id, line.appraised_by_id, *(one.added_by_id for one in line.evidence)}
    named = select(Account.id, Account.full_name).where(Account.id.in_([one for one in ids if one is not None]))
    return dict(session.execute(named).all())


def file(session: Session, actor: Actor, name: str) -> AssessmentFile:
    """The file kept under this name, for who may see its assessment. Raises Missing."""
    query = (
        select(AssessmentFile)
        .join(Evidence, Evidence.id == AssessmentFile.evidence_id)
        .join(Evidence.row)
        .join(AssessmentRow.assessment)
        .where(AssessmentFile.stored_as == name, visible_assessments(actor))
    )
    found = session.scalars(query).first()
    if found is None:
        raise Missing(NO_SUCH)
    return found


def seal_of(session: Session, assessment: Assessment, closed_at: datetime | None) -> str:
    """The digest over everything a closed assessment says: points, what they came from, words, documents, files."""
    query = (
        select(AssessmentRow)
        .where(AssessmentRow.assessment_id == assessment.id)
        .order_by(AssessmentRow.id)
        .options(joinedload(AssessmentRow.row), selectinload(AssessmentRow.evidence).selectinload(Evidence.files))
    )
    heading: list[Field] = [assessment.catalogue_code, assessment.period, assessment.agency_code, closed_at]
    return assessing.seal(heading, [tuple(_sealed(line)) for line in session.scalars(query)])


def lost_most(lines: Sequence[AssessmentRow]) -> list[AssessmentRow]:
    """Rows that cost points, the costliest first."""
    losing = [line for line in lines if lost(line)]
    return sorted(losing, key=lambda line: (-lost(line), line.row.position))


def lost(line: AssessmentRow) -> Decimal:
    return scoring.lost(line.row.max_points or Decimal(0), line.points)


def _sealed(line: AssessmentRow) -> Iterator[Field]:
    yield from (line.row.code, chain.stable_json(line.given), line.agrees, line.explanation, line.final_note)
    for points in (line.row.max_points, line.self_points, line.appraised_points, line.final_points):
        yield None if points is None else f"{points:.2f}"
    yield from (line.owner, line.entered_by_id, line.approved_by_id, line.appraised_by_id)
    for one in line.evidence:
        yield from (one.document_number, str(one.document_on), one.abstract, *(file.sha256 for file in one.files))


def _sums() -> tuple[Any, ...]:
    maximum, *words = (
        type_coerce(column, Integer)
        for column in (
            CatalogueRow.max_points,
            AssessmentRow.self_points,
            AssessmentRow.appraised_points,
            AssessmentRow.final_points,
        )
    )
    points = (maximum, *words, func.coalesce(*reversed(words)))
    counts = (AssessmentRow.id, AssessmentRow.self_points, AssessmentRow.appraised_points)
    return (
        *(func.coalesce(func.sum(column), 0) for column in points),
        *(func.count(column) for column in counts),
    )


def _listed(one: Assessment, *sums: int) -> Listed:
    maximum, claimed, appraised, final, points = (Decimal(one).scaleb(-2) for one in sums[:5])
    counted = Totals(maximum, claimed, appraised, final, points, *sums[5:])
    return Listed(one.id, one.catalogue, one.agency, one.period, one.state, counted)


def _groups(catalogue: Catalogue, lines: Sequence[AssessmentRow]) -> list[Group]:
    heads = [row for row in catalogue.rows if row.is_group]
    named = [Group(head, [line for line in lines if line.row.parent_code == head.code]) for head in heads]
    codes = {head.code for head in heads}
    alone = [line for line in lines if line.row.parent_code not in codes]
    return [*named, *([Group(None, alone)] if alone else [])]
