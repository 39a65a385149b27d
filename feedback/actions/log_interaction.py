"""Logging a call, chat or visit, whether or not it becomes a report."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.receive_report import NewReport, Receipt, receive_report
from feedback.errors import N_, Invalid, NotYours
from feedback.models import Interaction, Report
from feedback.queries.city import city
from feedback.queries.knowledge import knowledge
from feedback.queries.suggest import sure_field
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.text import tidy
from feedback.terms import CENTRE_ROLES, Channel, InteractionOutcome

TOPIC_MAX = 2_000


def log_interaction(
    session: Session,
    actor: Actor,
    *,
    channel: Channel,
    outcome: InteractionOutcome,
    started_at: datetime,
    caller_phone: str = "",
    topic: str = "",
    report: Report | None = None,
) -> Interaction:
    """Keep that somebody called and how it ended. Raises Invalid naming the field, NotYours."""
    if actor.role not in CENTRE_ROLES:
        raise NotYours(WRONG_ROLE)
    now = clock.now()
    if started_at > now:
        raise Invalid("started_at", N_("Cuộc gọi không thể bắt đầu ở tương lai."))
    topic = tidy(topic, "topic")
    if outcome is InteractionOutcome.ANSWERED and not topic:
        raise Invalid("topic", N_("Hãy ghi người gọi hỏi gì, một câu là đủ."))
    interaction = Interaction(
        channel=channel,
        operator_id=actor.user_id,
        started_at=started_at,
        started_on=clock.day(started_at),
        topic_code=report.case.field_code if report else _topic_code(session, topic),
        ended_at=now,
        caller_phone=contact.phone(caller_phone, "caller_phone"),
        topic=topic[:TOPIC_MAX],
        outcome=outcome,
        report_id=report.id if report else None,
    )
    session.add(interaction)
    case = report.case if report else None
    ledger.record(session, actor, "interaction.logged", interaction, case=case, outcome=outcome, channel=channel)
    return interaction


def _topic_code(session: Session, topic: str) -> str | None:
    """The field that the operator's words are surely about, for figures of what people ask."""
    known = knowledge(session) if topic else None
    return sure_field(topic, known, city(session)) if known is not None else None


def log_report(session: Session, actor: Actor, new: NewReport, key: str, started_at: datetime) -> Receipt:
    """A call that became a report: both rows at once; the same key again writes neither twice."""
    if actor.role not in CENTRE_ROLES:
        raise NotYours(WRONG_ROLE)
    receipt = receive_report(session, actor, new, key)
    if not receipt.is_repeat:
        session.flush()  # the call names the report by its id
        log_interaction(
            session,
            actor,
            channel=new.channel,
            outcome=InteractionOutcome.REPORTED,
            started_at=started_at,
            caller_phone=new.phone,
            report=receipt.report,
        )
    return receipt
