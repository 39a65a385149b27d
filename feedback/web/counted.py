"""How many, in the reader's language; a count that ended at its bound is "hơn 1.000"."""

from __future__ import annotations

from flask_babel import gettext as _

from feedback.queries.bounded import MOST
from feedback.rules import say
from feedback.web.languages import language


def counted(count: int) -> str:
    if count > MOST:
        return _("hơn %(count)s", count=say.number(MOST, 0, language()))
    return say.number(count, 0, language())
