"""The few exceptions raised on purpose. Each becomes one answer to a person, in their language.

Messages are Vietnamese sentences marked with `N_`; English stands beside them in the catalogue.
A message says what to do next and never shows what is inside the system.
"""

from __future__ import annotations

from feedback.terms import Term


def N_(message: str) -> str:  # the conventional name for "collect this string, translate it later"
    """Mark a sentence for the catalogue without translating it here."""
    return message


class FeedbackError(Exception):
    """A sentence for a person, with its named values.

    `message` is a Vietnamese msgid with %(name)s places; `values` fills them.
    """

    status = 400

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message % self.named() if values else message)

    def named(self, language: str = "vi") -> dict[str, object]:
        """The values as this language says them: words of the vocabulary by their label, the rest as they are."""
        return {
            name: value.label(language) if isinstance(value, Term) else value for name, value in self.values.items()
        }


class Refused(FeedbackError):
    """The rules do not allow this now; the sentence says why. HTTP 409."""

    status = 409


class NotYours(FeedbackError):
    """This person may not do this. HTTP 403; across agencies the web answers 404 instead."""

    status = 403


class Missing(FeedbackError):
    """There is no such thing, or not for this person. HTTP 404."""

    status = 404


class Invalid(FeedbackError):
    """One named field cannot be accepted as it is. HTTP 422."""

    status = 422

    def __init__(self, field: str, message: str, **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class Outdated(FeedbackError):
    """Someone else changed the case first. HTTP 409; the draft is kept and shown again."""

    status = 409

    def __init__(self, message: str, *, changed_by: str, **values: object) -> None:
        super().__init__(message, changed_by=changed_by, **values)
        self.changed_by = changed_by


class Conflicting(FeedbackError):
    """The same idempotency key came with another text. HTTP 422 (Stripe's rule)."""

    status = 422
