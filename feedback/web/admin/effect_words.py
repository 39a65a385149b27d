"""What a change would do, in sentences."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions.effects import Effect, Move, moves
from feedback.rules import say
from feedback.web.languages import language


def moves_words(session: Session) -> list[str]:
    """How the running deadlines would move, with the first few of them."""
    effect = moves(session)
    if not effect.moved:
        return [_("Không đồng hồ đang chạy nào dời hạn.")]
    return [_moved(effect), *(_example(one) for one in effect.examples)]


def _moved(effect: Effect) -> str:
    moved = ngettext(
        "%(num)s đồng hồ đang chạy dời hạn: %(earlier)s sớm hơn, %(later)s muộn hơn.",
        "%(num)s đồng hồ đang chạy dời hạn: %(earlier)s sớm hơn, %(later)s muộn hơn.",
        effect.moved,
        earlier=effect.earlier,
        later=effect.later,
    )
    return _("%(moved)s Còn nữa: chỉ xem trước 2.000 đồng hồ.", moved=moved) if effect.is_more else moved


def _example(one: Move) -> str:
    now = clock.now()
    return _(
        "%(number)s, %(clock)s: %(before)s thành %(after)s",
        number=one.number,
        clock=one.kind.label(language()).lower(),
        before=say.moment(one.before, now, language()),
        after=say.moment(one.after, now, language()),
    )
