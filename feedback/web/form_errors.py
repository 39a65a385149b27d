"""Showing an error where it belongs: on its field, or on top of the form. What was typed stays as it is."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import Form, HiddenField

from feedback.errors import FeedbackError, Invalid
from feedback.web.error_pages import translated


def put_on(form: Form, error: FeedbackError, names: Mapping[str, str] | None = None) -> int:
    """Put the sentence on the field that the error names (`names`: field of the action → field of the form).

    Any other error, or one about a field that the form does not draw, goes on top. Returns the HTTP status.
    """
    name = (names or {}).get(error.field, error.field) if isinstance(error, Invalid) else ""
    field = form._fields.get(name)
    if field is None or isinstance(field, HiddenField):
        form.form_errors.append(translated(error))
    else:
        field.errors = [*field.errors, translated(error)]
    return error.status
