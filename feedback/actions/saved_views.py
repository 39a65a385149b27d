"""Keeping a page of figures under a name, sharing it with the other leaders, having it sent, letting it go."""

from __future__ import annotations

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger, tasks
from feedback.errors import N_, Invalid, Missing, NotYours, Refused
from feedback.models import SavedView
from feedback.queries.visible import visible_views
from feedback.rules.lifecycle import Actor
from feedback.rules.text import tidy_line
from feedback.rules.view_report import MAILS, SCHEDULES, next_at, tidy_address

NAME_MAX, MOST = 60, 20
MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+", re.ASCII)
NO_NAME = N_("Hãy đặt tên cho cách xem này.")
LONG_NAME = N_("Tên dài quá %(most)s ký tự.")
TAKEN = N_("Bạn đã có cách xem tên này.")
TOO_MANY = N_("Bạn đã lưu đủ %(most)s cách xem. Hãy xóa bớt rồi lưu.")
NO_MAIL = N_("Muốn gửi đều đặn thì cần địa chỉ thư, ví dụ ten@cantho.gov.vn.")
NO_SUCH_VIEW = N_("Không có cách xem này.")
NOT_YOUR_VIEW = N_("Cách xem này của người khác, bạn chỉ dùng được.")


def save_view(
    session: Session,
    actor: Actor,
    name: str,
    address: str,
    *,
    is_shared: bool,
    schedule: str,
    mail_to: str,
    language: str = "vi",
) -> SavedView:
    """Raises Invalid naming `name`, `address`, `schedule` or `mail_to`; Refused when the actor has kept enough."""
    owned = select(func.count()).select_from(SavedView).where(SavedView.owner_id == actor.user_id)
    if session.scalars(owned).one() >= MOST:
        raise Refused(TOO_MANY, most=MOST)
    mail_to = tidy_line(mail_to, "mail_to")
    if schedule not in SCHEDULES or (schedule and not MAIL.fullmatch(mail_to)):
        raise Invalid("mail_to", NO_MAIL)
    now = clock.now()
    view = SavedView(
        owner_id=actor.user_id,
        name=_named(session, actor, name),
        address=tidy_address(address),
        is_shared=is_shared,
        schedule=schedule,
        mail_to=mail_to if schedule else "",
        language=language if language in MAILS else "vi",
        next_at=next_at(schedule, now),
        created_at=now,
    )
    session.add(view)
    session.flush()
    ledger.record(session, actor, "view.saved", view, view=view, schedule=schedule)
    return view


def delete_view(session: Session, actor: Actor, view_id: int) -> None:
    """Raises Missing, NotYours for somebody else's."""
    view = session.scalars(select(SavedView).where(SavedView.id == view_id, visible_views(actor))).first()
    if view is None:
        raise Missing(NO_SUCH_VIEW)
    if view.owner_id != actor.user_id:
        raise NotYours(NOT_YOUR_VIEW)
    ledger.record(session, actor, "view.deleted", view, view=view.id)
    session.delete(view)


def owe_reports(session: Session) -> int:
    """Owe the report of every view whose hour has come, once; what was missed while all was down goes out once."""
    now = clock.now()
    due = session.scalars(select(SavedView).where(SavedView.next_at <= now).with_for_update(skip_locked=True)).all()
    for view in due:
        view.owed_for, view.next_at = view.next_at, next_at(view.schedule, now)
        tasks.owe(session, "send_view", view, dedup=f"{view.owed_for:%Y-%m-%d}")
    return len(due)


def _named(session: Session, actor: Actor, name: str) -> str:
    name = tidy_line(name, "name")
    if not name:
        raise Invalid("name", NO_NAME)
    if len(name) > NAME_MAX:
        raise Invalid("name", LONG_NAME, most=NAME_MAX)
    same = select(SavedView.id).where(SavedView.owner_id == actor.user_id, SavedView.name == name)
    if session.scalars(same).first() is not None:
        raise Invalid("name", TAKEN)
    return name
