"""What a background process is made of: its settings, its database, its gateway."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

import structlog

from config import Config, chosen
from feedback.actions.attach import BlobStore
from feedback.bell import Bell
from feedback.database import Database, Keys
from feedback.gateways.blob_store import LocalBlobStore
from feedback.gateways.messages import LocalGateway, MessageGateway

JOB_STATEMENT_TIMEOUT_MS = 60_000


@dataclass(frozen=True)
class Process:
    """One worker's or the ticker's means."""

    redis_url: str
    database: Database
    bell: Bell
    messages: MessageGateway
    blobs: BlobStore
    warehouse: Path
    public_url: str = ""  # what links in mails begin with


def open_process(config: Config | None = None) -> Process:
    """Open what the settings name. Raises MissingSecret, ValueError."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    settings = config or chosen()
    if not isinstance(settings, Config):
        raise TypeError(f"not settings: {settings!r}")
    bell = Bell(settings.REDIS_URL)
    keys = Keys(codes=settings.CODE_KEY, audit=settings.AUDIT_KEY)
    database = Database(settings.DATABASE_URL, keys, ring=bell.ring, statement_timeout_ms=JOB_STATEMENT_TIMEOUT_MS)
    os.register_at_fork(after_in_child=lambda: database.engine.dispose(close=False))
    blobs = LocalBlobStore(settings.DATA_DIR / "files")
    return Process(
        redis_url=settings.REDIS_URL,
        database=database,
        bell=bell,
        messages=LocalGateway(database),
        blobs=blobs,
        warehouse=settings.DATA_DIR / "warehouse",
        public_url=settings.PUBLIC_URL,
    )
