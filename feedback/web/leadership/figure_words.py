"""Values of indicators in words: per cent, hours or a count."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from feedback.models import Indicator
from feedback.queries import indicators
from feedback.web.leadership import board


def value(what: Indicator, one: Decimal | None) -> str:
    if what.kind in indicators.SHARES:
        return board.percent(one)
    if one is None:
        return "–"
    words = board.number(float(one), 0 if what.kind == "count" else 2)
    return _("%(hours)s giờ", hours=words) if what.kind in indicators.RANKS else words
