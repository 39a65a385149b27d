"""The citizen's rating of an answer: five words, the two lowest count as dissatisfied (Decision 766, group 5)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.permit import permit
from feedback.errors import N_, Invalid
from feedback.models import Report
from feedback.queries.case_of_report import answering_case
from feedback.queries.city import city
from feedback.rules.lifecycle import Act, Actor
from feedback.rules.text import tidy

COMMENT_MAX = 1_000


def rate(session: Session, actor: Actor, report: Report, score: int, comment: str = "") -> None:
    """Rate the answer to one report, once. Raises Invalid, Refused (not answered yet, rated already)."""
    if score not in {value for value, _, _ in city(session).rating_words}:
        raise Invalid("rating", N_("Hãy chọn một mức trong năm mức."))
    comment = tidy(comment, "comment")
    if len(comment) > COMMENT_MAX:
        raise Invalid("comment", N_("Lời nhắn dài quá 1.000 ký tự. Hãy rút gọn."))
    case = answering_case(report)
    permit(session, actor, case, Act.RATE, report)
    report.rating, report.rating_comment, report.rated_at = score, comment, clock.now()
    ledger.record(session, actor, "report.rated", case, report=report, rating=score)
