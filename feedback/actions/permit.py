"""Asking the lifecycle table before anything is written."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.transaction import CHANGED_MEANWHILE, SOMEONE
from feedback.database import is_postgres, lock
from feedback.errors import N_, Invalid, Outdated
from feedback.models import Account, Agency, Case, Entry, Reason, Report
from feedback.queries.case_facts import case_facts
from feedback.rules import lifecycle
from feedback.rules.fill_in import unfilled
from feedback.rules.lifecycle import Act, Actor, Move
from feedback.rules.needs import in_whose_place
from feedback.rules.text import tidy

TEXT_MAX = 5_000
VERSIONS = select(Case.id, Case.version).where(Case.id.in_(bindparam("ids", expanding=True))).order_by(Case.id)
WRITE_SOMETHING = N_("Hãy viết nội dung.")
FILL_IN = N_("Còn chỗ chưa điền: “%(place)s”. Hãy điền rồi gửi.")
TOO_LONG = N_("Nội dung dài quá %(most)s ký tự.")
NO_SUCH_REASON = N_("Hãy chọn một dòng trong danh sách.")
NO_SUCH_AGENCY = N_("Không có cơ quan này, hoặc cơ quan đã giải thể.")


def permit(session: Session, actor: Actor, case: Case, act: Act, report: Report | None = None) -> Move:
    """The line of the table that allows this act now, with the state it leads to already set on the case.

    Raises NotYours or Refused with the reason, Outdated when somebody changed the case since it was read. Whatever
    the act writes, the case row changes with it, so that the optimistic version sees every act.
    """
    hold(session, case)
    facts = case_facts(session, case, report)
    move = lifecycle.check(act, facts, actor)
    instead_of = in_whose_place(move.who, actor, but_not=facts.submitted_by if act is Act.APPROVE else None)
    if instead_of is not None:
        ledger.record(session, actor, "case.on_behalf", case, officer=instead_of, act=act)
    case.changed_at = clock.now()
    if move.to is not None:
        case.state = move.to
    return move


def hold(session: Session, *cases: Case) -> None:
    """Let nobody else change these cases until this transaction ends. Raises Outdated when somebody already has.

    Rows are locked in the order of their ids, so that two acts on two cases cannot wait for each other.
    """
    if not is_postgres(session):  # SQLite has one writer at a time, and this is the one
        return
    rows = session.execute(lock(session, VERSIONS), {"ids": [case.id for case in cases]})
    versions = {row.id: row.version for row in rows}
    for case in cases:
        expect_version(session, case, versions[case.id])


def refreshed(session: Session, case: Case) -> None:
    """Wait for whoever changes this case and read it anew: for what is right whatever they have done to it."""
    if is_postgres(session):
        session.refresh(case, with_for_update={"key_share": True})


def expect_version(session: Session, case: Case, version: int) -> None:
    """Refuse a form that was filled in before somebody else changed the case. Raises Outdated naming them."""
    if case.version == version:
        return
    last = (
        select(Account.full_name)
        .join(Entry, Entry.actor_id == Account.id)
        .where(Entry.case_id == case.id)
        .order_by(Entry.seq.desc())
        .limit(1)
    )
    raise Outdated(CHANGED_MEANWHILE, changed_by=session.scalars(last).first() or SOMEONE)


def written(text: str, field: str) -> str:
    """A person's own words, tidied. Raises Invalid naming the field when there are none or too many."""
    text = tidy(text, field)
    if not text:
        raise Invalid(field, WRITE_SOMETHING)
    if len(text) > TEXT_MAX:
        raise Invalid(field, TOO_LONG, most="5.000")
    return text


def sendable(text: str, field: str) -> str:
    """Words that others will read: `written`, with no place of a ready text left open. Raises Invalid naming it."""
    return filled(written(text, field), field)


def filled(text: str, field: str) -> str:
    """Raises Invalid naming the first place that nobody filled in."""
    still_open = unfilled(text)
    if still_open:
        raise Invalid(field, FILL_IN, place=still_open[0])
    return text


def reason(session: Session, purpose: str, code: str, field: str = "reason_code") -> Reason:
    """A coded reason from the city's list that is still in use. Raises Invalid naming the field."""
    found = session.get(Reason, (purpose, code))
    if found is None or not found.is_active:
        raise Invalid(field, NO_SUCH_REASON)
    return found


def valid_agency(session: Session, code: str, field: str = "agency_code") -> Agency:
    """An agency in force today. Raises Invalid naming the field."""
    agency = session.get(Agency, code)
    if agency is None or not agency.is_valid_on(clock.today()):
        raise Invalid(field, NO_SUCH_AGENCY)
    return agency
