"""Keeping a filter of the inbox under a name, sharing it with the agency, and letting it go."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.errors import N_, Invalid, Missing, NotYours, Refused
from feedback.models import SavedFilter
from feedback.queries.visible import visible_filters
from feedback.queries.wanted import Wanted, wanted_of
from feedback.rules.lifecycle import Actor
from feedback.rules.text import tidy_line
from feedback.terms import Role

NAME_MAX = 60
MOST = 12  # of one person; the line of queues must stay readable
QUERY_MAX = 1000
NO_NAME = N_("Hãy đặt tên cho bộ lọc.")
LONG_NAME = N_("Tên dài quá %(most)s ký tự.")
TAKEN = N_("Bạn đã có bộ lọc tên này.")
NOTHING_CHOSEN = N_("Hãy chọn ít nhất một điều kiện lọc rồi lưu.")
TOO_MANY = N_("Bạn đã lưu đủ %(most)s bộ lọc. Hãy xóa bớt rồi lưu.")
TOO_LONG = N_("Bộ lọc này quá dài để lưu.")
NO_SUCH_FILTER = N_("Không có bộ lọc này.")
NOT_YOUR_FILTER = N_("Bộ lọc này của người khác, bạn chỉ dùng được.")
ONLY_LEADERS_SHARE = N_("Chỉ lãnh đạo đơn vị dùng chung bộ lọc cho cả đơn vị.")


def save_filter(session: Session, actor: Actor, name: str, wanted: Wanted) -> SavedFilter:
    """Keep a wish for the actor alone. Raises Invalid naming `name`, Refused."""
    query = wanted.query()
    if not query:
        raise Refused(NOTHING_CHOSEN)
    if len(query) > QUERY_MAX:
        raise Refused(TOO_LONG)
    owned = select(func.count()).select_from(SavedFilter).where(SavedFilter.owner_id == actor.user_id)
    if session.scalars(owned).one() >= MOST:
        raise Refused(TOO_MANY, most=MOST)
    saved = SavedFilter(
        owner_id=actor.user_id,
        agency_code=actor.agency_code,
        name=_named(session, actor, name),
        query=wanted_of(query).query(),
        is_shared=False,
        created_at=clock.now(),
    )
    session.add(saved)
    session.flush()
    return saved


def rename_filter(session: Session, actor: Actor, filter_id: int, name: str) -> SavedFilter:
    """Raises Missing, NotYours for somebody else's, Invalid naming `name`."""
    saved = _own(session, actor, filter_id)
    saved.name = _named(session, actor, name, saved)
    return saved


def share_filter(session: Session, actor: Actor, filter_id: int, *, is_shared: bool) -> SavedFilter:
    """Let everybody in the agency use it, or no longer. Raises Missing, NotYours for all but agency leaders."""
    saved = _own(session, actor, filter_id)
    if actor.role is not Role.AGENCY_LEADER:
        raise NotYours(ONLY_LEADERS_SHARE)
    if saved.is_shared != is_shared:
        saved.is_shared = is_shared
        ledger.record(session, actor, "setting.changed", saved, what="saved_filter", key=saved)
    return saved


def delete_filter(session: Session, actor: Actor, filter_id: int) -> None:
    """Raises Missing, NotYours for somebody else's."""
    saved = _own(session, actor, filter_id)
    if saved.is_shared:
        ledger.record(session, actor, "setting.changed", saved, what="saved_filter", key=saved.id)
    session.delete(saved)


def _own(session: Session, actor: Actor, filter_id: int) -> SavedFilter:
    """The actor's own filter; a leader also rules over what the agency shares."""
    query = select(SavedFilter).where(SavedFilter.id == filter_id, visible_filters(actor))
    saved = session.scalars(query).first()
    if saved is None:
        raise Missing(NO_SUCH_FILTER)
    if saved.owner_id != actor.user_id and actor.role is not Role.AGENCY_LEADER:
        raise NotYours(NOT_YOUR_FILTER)
    return saved


def _named(session: Session, actor: Actor, name: str, saved: SavedFilter | None = None) -> str:
    name = tidy_line(name, "name")
    if not name:
        raise Invalid("name", NO_NAME)
    if len(name) > NAME_MAX:
        raise Invalid("name", LONG_NAME, most=NAME_MAX)
    owner = saved.owner_id if saved is not None else actor.user_id
    same = session.scalars(select(SavedFilter).where(SavedFilter.owner_id == owner, SavedFilter.name == name)).first()
    if same is not None and same is not saved:
        raise Invalid("name", TAKEN)
    return name
