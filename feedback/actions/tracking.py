"""Secret codes for looking up (security.md §5.4).

The lookup code is never stored. It is derived from the submission's key with a key outside the database, so the same
submission always shows the same code, and a copy of the database opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy.orm import Session

from feedback.models import Report, Submission
from feedback.rules import lookup_code


def code_of(session: Session, submission: Submission) -> str:
    """The 13 digits that open this report's page."""
    return derive(session, submission.key, submission.attempt)


def derive(session: Session, key: str, attempt: int) -> str:
    digest = hmac.digest(session.info["keys"].codes, f"code:{attempt}:{key}".encode(), hashlib.sha256)
    return lookup_code.code_from_digest(digest)


def hash_of(session: Session, code: str) -> str:
    """What the database keeps of a code: HMAC-SHA256, so that equality can be looked up."""
    return hmac.new(session.info["keys"].codes, f"hash:{code}".encode(), hashlib.sha256).hexdigest()


def spoken_code(session: Session, report: Report) -> str:
    """The code as it is shown and read aloud: 4-4-5."""
    return lookup_code.spoken(code_of(session, report.submission))
