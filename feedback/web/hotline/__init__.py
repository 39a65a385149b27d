"""Pages of the 1022 centre: logging calls, finding cases, the dispatcher's tray."""

from __future__ import annotations

from feedback.web.hotline import answers, call, ends, extensions, find, logged, reviews, tray
from feedback.web.hotline.desk import blueprint

__all__ = ["answers", "blueprint", "call", "ends", "extensions", "find", "logged", "reviews", "tray"]
