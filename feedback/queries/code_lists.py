"""The coded reasons and the empty phrases as administrators see them, with what a change would touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, distinct, func, select
from sqlalchemy.orm import Session

from feedback.models import Case, Extension, Keyword, Leg, Question, Reason, Result, TextModule
from feedback.models.field import REASON_PURPOSES
from feedback.queries.reference import kept
from feedback.rules.lifecycle import OPEN
from feedback.rules.text import fold
from feedback.terms import State

LOOKED_AT = 500  # results that wait for approval at one time; a city has fewer


@dataclass(frozen=True)
class PhraseEffect:
    """How many answers that wait for approval, and how many ready texts, hold a phrase."""

    answers: int
    texts: int


def reasons_listed(session: Session, purpose: str = "") -> list[Reason]:
    """Every code, switched off or not, by purpose in the order in which cases meet them."""
    query = select(Reason).order_by(Reason.position, Reason.code)
    rows = session.scalars(query.where(Reason.purpose == purpose) if purpose else query).all()
    order = {one: place for place, one in enumerate(REASON_PURPOSES)}
    return sorted(rows, key=lambda row: order.get(row.purpose, len(order)))


def empty_phrases(session: Session) -> tuple[str, ...]:
    """The phrases in use that say nothing."""
    return kept(session, "empty phrases", _empty_phrases)


def _empty_phrases(session: Session) -> tuple[str, ...]:
    in_use = select(Keyword.phrase).where(Keyword.purpose == "empty", Keyword.is_active).order_by(Keyword.id)
    return tuple(session.scalars(in_use))


def open_cases_with(session: Session, purpose: str, code: str) -> int:
    """How many open cases (or answered ones, where the code is about publication) show this code."""
    return session.scalar(_uses(purpose, code)) or 0


def text_modules_with(session: Session, purpose: str, code: str) -> int:
    """How many ready texts go with this code."""
    query = select(func.count()).select_from(TextModule)
    return session.scalar(query.where(TextModule.purpose == purpose, TextModule.reason_code == code)) or 0


def phrases_listed(session: Session) -> Sequence[Keyword]:
    return session.scalars(select(Keyword).where(Keyword.purpose == "empty").order_by(Keyword.phrase)).all()


def phrase_effect(session: Session, phrase: str) -> PhraseEffect:
    wanted = fold(phrase)
    waiting = select(Result.text).join(Case, Case.result_id == Result.id)
    answers = session.scalars(waiting.where(Case.state == State.AWAITING_APPROVAL).limit(LOOKED_AT))
    texts = session.scalars(select(TextModule.text).where(TextModule.purpose == "result", TextModule.is_active))
    return PhraseEffect(sum(wanted in fold(text) for text in answers), sum(wanted in fold(text) for text in texts))


def _uses(purpose: str, code: str) -> Select[int]:
    is_open = Case.state.in_(OPEN)
    rows = {
        "result": (Result, Result.result_code),
        "return": (Leg, Leg.return_code),
        "question": (Question, Question.reason_code),
        "extension": (Extension, Extension.reason_code),
    }
    if purpose in rows:
        model, column = rows[purpose]
        query = select(func.count(distinct(Case.id))).join(model, model.case_id == Case.id)
        return query.where(is_open, column == code)
    column = Case.withheld_code if purpose == "withhold" else Case.refusal_code
    state = State.RESOLVED if purpose == "withhold" else State.REFUSED
    return select(func.count(Case.id)).where(Case.state == state, column == code)
