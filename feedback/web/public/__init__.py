"""Pages for everyone: report, receipt, status, answer, rating, reopening, what was published."""

from __future__ import annotations

from feedback.web.public import (
    files,
    lookup,
    open_data,
    places,
    published,
    receipt,
    report,
    status,
    switches,
    tasks,
    unsubscribe,
)
from feedback.web.public.frame import blueprint

__all__ = [
    "blueprint",
    "files",
    "lookup",
    "open_data",
    "places",
    "published",
    "receipt",
    "report",
    "status",
    "switches",
    "tasks",
    "unsubscribe",
]
