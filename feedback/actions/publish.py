"""Publishing a redacted copy: the raw words stay restricted (Law 91/2025/QH15; Decision 766: within 2 working days)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import clocks, ledger
from feedback.actions.permit import permit, written
from feedback.errors import N_, Invalid
from feedback.models import Case
from feedback.rules.lifecycle import Act, Actor
from feedback.rules.redaction import find_private
from feedback.terms import ClockKind, Publication

STILL_PRIVATE = N_("Bản công khai còn thông tin riêng: “%(words)s”. Hãy che rồi công khai.")


def publish(session: Session, actor: Actor, case: Case, *, public_text: str, public_answer: str) -> None:
    """Show a redacted copy to everyone. Raises Invalid naming the field that still holds private data."""
    public_text = _harmless(public_text, "public_text")
    public_answer = _harmless(public_answer, "public_answer")
    permit(session, actor, case, Act.PUBLISH)
    case.public_text, case.public_answer = public_text, public_answer
    now = case.published_at = clock.now()
    case.publication = Publication.PUBLISHED
    case.withheld_code, case.withheld_note = None, ""
    clocks.stop(session, case, (ClockKind.PUBLISH,), now)
    ledger.record(session, actor, "case.published", case)


def _harmless(text: str, field: str) -> str:
    text = written(text, field)
    found = find_private(text)
    if found:
        raise Invalid(field, STILL_PRIVATE, words=text[found[0].start : found[0].end])
    return text
