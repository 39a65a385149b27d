"""Keeping the files of a form while its transaction runs; they are forgotten when the transaction fails."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from flask import current_app
from wtforms import MultipleFileField

from feedback.actions import attach
from feedback.actions.attach import BlobStore, Stored
from feedback.actions.evidence import read_evidence
from feedback.errors import N_, Invalid
from feedback.web.chosen_files import chosen_files

NO_ROOM = N_("Máy chủ chưa giữ được tệp. Hãy thử lại sau ít phút, hoặc báo quản trị.")


def blobs() -> BlobStore:
    return current_app.extensions["blobs"]


@contextmanager
def kept_evidence(field: MultipleFileField | None) -> Generator[list[Stored]]:
    """Read and store what was chosen, before a transaction begins. Raises Invalid naming the field.

    Unlike a citizen's report, which goes on without its pictures, evidence is all there or nothing is done.
    """
    chosen = chosen_files(field) if field is not None else []
    name = str(field.short_name) if field is not None else ""
    kept, lost = attach.store(blobs(), read_evidence(chosen, name))
    if lost:
        attach.discard(blobs(), kept)
        raise Invalid(name, NO_ROOM)
    try:
        yield kept
    except BaseException:
        attach.discard(blobs(), kept)
        raise
