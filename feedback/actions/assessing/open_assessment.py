"""Opening an assessment: one unit, one catalogue, one period, a line for each indicator."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.assessing.refresh_live import refresh_live
from feedback.errors import N_, Invalid
from feedback.models import Agency, Assessment, AssessmentRow, Catalogue
from feedback.queries import catalogues
from feedback.rules import assessing
from feedback.rules.assessing import About, Step
from feedback.rules.lifecycle import Actor
from feedback.rules.period import Period, period
from feedback.terms import AgencyKind

KINDS = {"commune": (AgencyKind.WARD,), "province": (AgencyKind.COMMITTEE,)}
OUT_OF_FORCE = N_("Bộ chỉ số này không có hiệu lực trong kỳ đã chọn.")
WRONG_UNIT = N_("Bộ chỉ số này không dành cho đơn vị đã chọn, hoặc đơn vị không hoạt động trong kỳ.")
OPENED = N_("Đơn vị này đã có phiếu chấm điểm của bộ và kỳ này.")


def open_assessment(session: Session, actor: Actor, catalogue_code: str, period_code: str, agency: str) -> Assessment:
    """Raises Invalid naming `catalogue_code`, `period` or `agency_code`; NotYours, Missing."""
    catalogue = catalogues.catalogue(session, catalogue_code)
    assessing.check(Step.OPEN, actor, About(agency, catalogue.applies_to))
    wanted = period(period_code)
    if not _meet(catalogue, wanted):
        raise Invalid("period", OUT_OF_FORCE)
    _fit(session, catalogue, wanted, agency)
    made = Assessment(
        catalogue_code=catalogue.code, period=wanted.code, agency_code=agency, opened_at=clock.now(), closed_at=None
    )
    session.add(made)
    made.rows = [
        AssessmentRow(row_id=row.id, row=row, given={}, changed_at=clock.now())
        for row in catalogues.indicators(catalogue)
    ]
    session.flush()
    refresh_live(session, made)
    ledger.record(
        session, actor, "assessment.opened", made, catalogue=catalogue.code, period=wanted.code, agency=agency
    )
    return made


def _fit(session: Session, catalogue: Catalogue, wanted: Period, agency_code: str) -> None:
    agency = session.get(Agency, agency_code)
    kinds = KINDS.get(catalogue.applies_to, tuple(AgencyKind))
    if agency is None or agency.kind not in kinds or not _meet(agency, wanted):
        raise Invalid("agency_code", WRONG_UNIT)
    same = (
        Assessment.catalogue_code == catalogue.code,
        Assessment.period == wanted.code,
        Assessment.agency_code == agency_code,
    )
    if session.scalar(select(Assessment.id).where(*same)) is not None:
        raise Invalid("agency_code", OPENED)


def _meet(one: Catalogue | Agency, wanted: Period) -> bool:
    return one.valid_from <= wanted.last and (one.valid_to is None or one.valid_to >= wanted.first)
