"""A case that another system has answered already: it comes in closed, with its answer and its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions import clocks, ledger, tasks
from feedback.models import Agency, Case, Field, Reason, Report, Result
from feedback.queries.city import city
from feedback.queries.code_lists import empty_phrases
from feedback.rules.hollow_words import is_hollow
from feedback.rules.lifecycle import Actor
from feedback.rules.text import fold
from feedback.terms import ClockKind, State

PROMISES = (ClockKind.RESPOND, ClockKind.RESOLVE, ClockKind.DISPATCH)
TEXT_MAX = 5_000


@dataclass(frozen=True)
class Answer:
    """What was answered and when (aware); field and agency as the other system names them."""

    text: str
    at: datetime
    field: str = ""
    agency: str = ""


def close_with_answer(session: Session, actor: Actor, report: Report, answer: Answer) -> Case:
    """Close a case that was received in this transaction. Nothing is routed, and nobody is told a second time."""
    case = report.case
    agency = _agency(session, answer.agency)
    result = Result(
        case_id=case.id, result_code=_result_code(session), text=answer.text[:TEXT_MAX], submitted_at=answer.at,
        is_hollow=is_hollow(answer.text, empty_phrases(session)),
    )  # fmt: skip
    session.add(result)
    session.flush()
    clocks.stop(session, case, PROMISES, answer.at)
    case.field_code = case.field_code or _field_code(session, answer.field)
    case.holder_code, case.result_id = agency, result.id
    case.state, case.resolved_at, case.closed_at = State.CLOSED, answer.at, answer.at
    tasks.forgive(session, case, report)
    ledger.record(session, actor, "case.result.approved", case, result=result, agency=agency)
    ledger.record(session, actor, "case.closed", case)
    return case


def _agency(session: Session, name: str) -> str:
    """The agency of that name, else the centre."""
    if name:
        found = session.scalars(select(Agency.code).where(Agency.folded == fold(name)).limit(1)).first()
        if found is not None:
            return found
    return city(session).centre_agency


def _field_code(session: Session, name: str) -> str | None:
    """The field of that name or code, if the city has it."""
    wanted = fold(name)
    rows = session.execute(select(Field.code, Field.name_vi).order_by(Field.parent_code.is_not(None), Field.position))
    return next((code for code, vi in rows if wanted in (code, fold(vi))), None) if wanted else None


def _result_code(session: Session) -> str:
    """The first result of the city's list: the plain "done"."""
    first = select(Reason.code).where(Reason.purpose == "result").order_by(Reason.position).limit(1)
    return session.scalars(first).one()
