"""Changing the matrix in steps: write a line down, try it on past reports, then let it hold.

A line that starts on a later day does not take the place of the one it changes: that one holds until the day before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.rules_version import keep_version, put
from feedback.actions.settings_permit import in_order, only_admin
from feedback.errors import N_, FeedbackError, Invalid, Refused
from feedback.models import RuleDraft
from feedback.queries import dry_run, matrix
from feedback.queries.knowledge import knowledge
from feedback.queries.matrix import Line
from feedback.rules.lifecycle import Actor
from feedback.rules.matrix_check import Fault, FaultKind, new_faults
from feedback.terms import DraftState

NO_BASIS = N_("Hãy ghi căn cứ: văn bản nào giao việc này.")
TAKEN = N_("Đã có dòng mang thứ tự này. Hãy chọn số khác.")
NO_ROOM = N_("Không còn số thứ tự trống ngay sau dòng này.")
NOTHING_NEW = N_("Dòng này chưa khác gì dòng đang áp dụng.")
NOT_A_DRAFT = N_("Bản nháp này đã được áp dụng hoặc đã bỏ.")
TRY_FIRST = N_("Hãy chạy thử trên các phản ánh đã qua trước khi áp dụng.")
TRY_AGAIN = N_("Bảng phân công đã đổi từ lần chạy thử. Hãy chạy thử lại rồi áp dụng.")
COLUMN_OF = {
    FaultKind.DATES: "valid_to",
    FaultKind.FIELD: "field_code",
    FaultKind.PLACE: "place",
    FaultKind.STREET: "street_code",
    FaultKind.FACT: "danger",
    FaultKind.TIME: "hours",
    FaultKind.AGENCY: "agency",
    FaultKind.UNREACHABLE: "position",
    FaultKind.CONFLICT: "position",
}


def draft_rule(session: Session, actor: Actor, line_id: int | None, line: Line, why: str = "") -> RuleDraft:
    """Write a changed or a new line down; nothing holds yet. Raises Invalid naming what is wrong, NotYours."""
    only_admin(actor)
    in_order(date.fromisoformat(line["valid_from"]), _day(line["valid_to"]))
    if not line["legal_basis"]:
        raise Invalid("legal_basis", NO_BASIS)
    held = matrix.lines(session)
    _look_over(session, held, applied(held, line_id, line))
    draft = RuleDraft(line_id=line_id, line=line, why=why[:300], made_at=clock.now(), made_by_id=actor.user_id)
    session.add(draft)
    session.flush()
    return draft


def try_rule(session: Session, actor: Actor, draft: RuleDraft) -> None:
    """Ask where the latest reports would go with this line. Raises NotYours, Refused, Invalid."""
    only_admin(actor)
    _open(draft)
    before = matrix.lines(session)
    after = applied(before, draft.line_id, draft.line)
    _look_over(session, before, after)
    draft.outcome = dry_run.dry_run(session, before, after, clock.now()).plain()
    draft.tried_at, draft.tried_against = clock.now(), _print(before, draft)


def activate_rule(session: Session, actor: Actor, draft: RuleDraft) -> None:
    """Let the line hold. Only what was tried against this very matrix may. Raises NotYours, Refused, Invalid."""
    only_admin(actor)
    _open(draft)
    before = matrix.lines(session)
    if draft.tried_against is None:
        raise Refused(TRY_FIRST)
    if draft.tried_against != _print(before, draft):
        raise Refused(TRY_AGAIN)
    after = applied(before, draft.line_id, draft.line)
    _look_over(session, before, after)
    put(session, after)
    version = keep_version(session, actor, draft.why)
    draft.state, draft.activated_at, draft.activated_by_id = DraftState.ACTIVE, clock.now(), actor.user_id
    draft.version_number = version.number
    ledger.record(session, actor, "setting.changed", version, what="responsibility", key=draft.line["position"])


def drop_rule(session: Session, actor: Actor, draft: RuleDraft) -> None:
    """Give a draft up. Raises NotYours, Refused."""
    only_admin(actor)
    _open(draft)
    draft.state = DraftState.DROPPED


def applied(held: Sequence[Line], line_id: int | None, line: Line) -> list[Line]:
    """The matrix as it would be with this line. Raises Invalid when there is no place for it."""
    old = next((one for one in held if one["id"] == line_id), None) if line_id else None
    others = [one for one in held if one is not old]
    if old is None:
        return _with(others, {**line, "id": None})
    if {**line, "id": old["id"]} == old:
        raise Invalid("", NOTHING_NEW)
    begins = date.fromisoformat(line["valid_from"])
    if begins <= clock.today() or begins <= date.fromisoformat(old["valid_from"]):
        return _with(others, {**line, "id": old["id"]})
    ended = {**old, "valid_to": _earlier(old["valid_to"], begins - timedelta(days=1))}
    position = line["position"] if line["position"] != old["position"] else _next_free(held, old["position"])
    return _with([*others, ended], {**line, "id": None, "position": position})


def _with(others: Sequence[Line], line: Line) -> list[Line]:
    if any(one["position"] == line["position"] for one in others):
        raise Invalid("position", TAKEN)
    return sorted([*others, line], key=lambda one: one["position"])


def _next_free(held: Sequence[Line], position: int) -> int:
    following = min((one["position"] for one in held if one["position"] > position), default=position + 2)
    if following == position + 1:
        raise Invalid("position", NO_ROOM)
    return position + 1


def _earlier(valid_to: str | None, day: date) -> str:
    return min(valid_to, day.isoformat()) if valid_to else day.isoformat()


def _look_over(session: Session, before: Sequence[Line], after: Sequence[Line]) -> None:
    """Raises Invalid naming the first fault that the change makes."""
    known = knowledge(session).nameable
    found = new_faults([matrix.rule_of(one) for one in before], [matrix.rule_of(one) for one in after], known)
    if found:
        raise _refusal(found[0])


def _refusal(fault: Fault) -> FeedbackError:
    return Invalid(COLUMN_OF[fault.kind], fault.sentence, line=fault.line, what=fault.what)


def _open(draft: RuleDraft) -> None:
    if draft.state is not DraftState.DRAFT:
        raise Refused(NOT_A_DRAFT)


def _print(held: Sequence[Line], draft: RuleDraft) -> str:
    return matrix.fingerprint([*held, draft.line])[:40]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
