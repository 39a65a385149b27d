"""What a file holds: the cases of a list in its order, or the figures of agencies. Never a citizen's words or name.

The cases come from the very lists that the pages show, and each line is asked for again with the reader's predicate
when it is written: whoever lost sight of a case meanwhile does not get it in a file either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.errors import N_, Missing
from feedback.models import Agency, Case, Field, Ward
from feedback.queries import figures766, inbox
from feedback.queries.measures import AsOf, Scope
from feedback.queries.scope_figures import behind
from feedback.queries.standing_cases import FIGURES as FIGURES_NOW
from feedback.queries.standing_cases import inside, standing_condition, standing_of
from feedback.queries.visible import visible_cases
from feedback.queries.wanted import wanted_of
from feedback.rules.index766 import Ratio
from feedback.rules.lifecycle import OPEN, Actor
from feedback.rules.period import period
from feedback.rules.plain_cells import Cell
from feedback.terms import AGENCY_ROLES, ExportKind, State

Row = Sequence[Cell]
NO_SUCH_AGENCY = N_("Không có cơ quan này.")
CASE_COLUMNS = (
    "Số vụ việc", "Trạng thái", "Loại", "Mức độ", "Lĩnh vực", "Phường, xã", "Cơ quan đang giữ", "Nhận lúc",
    "Hẹn trả lời trước", "Trả lời lúc", "Đang quá hạn", "Số người báo", "Lần bị trả lại", "Lần mở lại",
)  # fmt: skip
FIGURE_COLUMNS = (
    "Cơ quan", "Vụ việc", "Đang mở", "Quá hạn", "Được tính đúng hạn (766)", "Đúng hạn (766)", "Đúng hạn (766), %",
    "Được tính hài lòng (766)", "Hài lòng (766)", "Hài lòng (766), %", "Hẹn đã đến hạn", "Giữ hẹn", "Giữ hẹn, %",
)  # fmt: skip
WHOLE_CITY = "Toàn thành phố"


@dataclass(frozen=True)
class Source:
    """What was asked for: `query` as in the address of the page, `at` the instant of asking."""

    kind: ExportKind
    query: str
    at: datetime

    def one(self, name: str) -> str:
        return parse_qs(self.query, max_num_fields=60).get(name, [""])[0]

    @property
    def columns(self) -> tuple[str, ...]:
        return FIGURE_COLUMNS if self.kind is ExportKind.FIGURES else CASE_COLUMNS


def case_ids(session: Session, actor: Actor, source: Source, most: int) -> list[int]:
    """The cases of the list in its order, at most so many. Raises Missing, Invalid as the page does."""
    if source.kind is ExportKind.INBOX:
        return inbox.ids_of(session, actor, wanted_of(source.query), source.at, most)
    figure = source.one("figure")
    scope, part = _scope(session, actor, source), source.one("part") or "denominator"
    if figure in FIGURES_NOW:
        return _ids_now(session, actor, scope, standing_condition(figure, part, source.at), most)
    return behind(session, scope, figure, part)[:most]


def case_rows(session: Session, actor: Actor, ids: Sequence[int], now: datetime) -> list[Row]:
    """These cases as rows, in this order. One statement."""
    query = (
        select(
            Case.id, Case.number, Case.state, Case.kind.label("sort"), Case.level, Field.name_vi.label("field"),
            Ward.kind.label("ward_kind"), Ward.name.label("ward"), Agency.short_name.label("agency"),
            Case.received_at, Case.resolve_due_at, Case.resolved_at, Case.report_count, Case.return_count,
            Case.reopen_count,
        )
        .join(Agency, Agency.code == Case.holder_code)
        .outerjoin(Field, Field.code == Case.field_code)
        .outerjoin(Ward, Ward.code == Case.ward_code)
        .where(Case.id.in_(ids), visible_cases(actor))
    )  # fmt: skip
    found = {row.id: _row(row, now) for row in session.execute(query)}
    return [found[one] for one in ids if one in found]


def figure_rows(session: Session, actor: Actor, source: Source) -> list[Row]:
    """The whole first, then every agency of the table; agency people get their own line only."""
    scope = _scope(session, actor, source)
    whole = figures766.counts(session, scope)
    standing = standing_of(session, actor, scope, clock.now()).counts
    agency = session.get(Agency, scope.agency_code) if scope.agency_code else None
    name = agency.short_name if agency else WHOLE_CITY
    first = figures766.Line("", name, whole, standing["open"], standing["overdue"])
    others = [] if scope.agency_code else figures766.lines(session, scope)
    return [_figures(one) for one in (first, *others)]


def _scope(session: Session, actor: Actor, source: Source) -> Scope:
    """The period, agency, ward and field of the page. Raises Missing for an agency that is not theirs to see."""
    code = source.one("agency")
    if actor.role in AGENCY_ROLES:
        if code not in ("", actor.agency_code):
            raise Missing(NO_SUCH_AGENCY)
        code = actor.agency_code
    if code and session.get(Agency, code) is None:
        raise Missing(NO_SUCH_AGENCY)
    return Scope(period(source.one("period")), AsOf(source.at), code, source.one("field"), source.one("ward"))


def _ids_now(session: Session, actor: Actor, scope: Scope, stands: ColumnElement[bool], most: int) -> list[int]:
    fits = and_(inside(scope), visible_cases(actor), stands)
    query = select(Case.id).where(fits).order_by(Case.resolve_due_at.is_(None), Case.resolve_due_at, Case.id)
    return list(session.scalars(query.limit(most)))


def _row(row: Any, now: datetime) -> Row:
    runs = row.state in OPEN and row.state is not State.AWAITING_INFO
    is_late = runs and row.resolve_due_at is not None and row.resolve_due_at < now
    return (
        row.number, row.state.vi, row.sort.vi, row.level.vi, row.field,
        f"{row.ward_kind.capitalize()} {row.ward}" if row.ward else None, row.agency, row.received_at,
        row.resolve_due_at, row.resolved_at, "có" if is_late else "không", row.report_count, row.return_count,
        row.reopen_count,
    )  # fmt: skip


def _figures(one: figures766.Line) -> Row:
    received = one.counts.count("received")
    return (
        one.name,
        received,
        one.in_hand,
        one.late,
        *(_ratio(one.on_time)),
        *_ratio(one.satisfied),
        *_ratio(one.promise),
    )


def _ratio(ratio: Ratio) -> tuple[int, int, float | None]:
    return ratio.denominator, ratio.numerator, None if ratio.percent is None else float(ratio.percent)
