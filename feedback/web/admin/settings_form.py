"""What the administrators' forms share: dates and numbers with Vietnamese errors, saving, and drawing again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, SelectField, ValidationError

from feedback.actions.effects import tried
from feedback.errors import FeedbackError
from feedback.web.form_errors import put_on
from feedback.web.request_session import database, writing

NOT_SAID = ("csrf_token", "confirmed")
Answer = str | tuple[str, int] | Response


class Day(DateField):
    """A date as browsers send it, and as people type it where there is no picker: 2/9/2026."""

    data: Any  # a date once the form is valid, None where it may be left out

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if typed:
            try:
                self.data = _day(typed)
            except ValueError as error:
                raise ValueError(_("Hãy viết ngày như 2/9/2026.")) from error


class Whole(IntegerField):
    """A whole number."""

    data: Any  # an int once the form is valid

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            self.data = int(valuelist[0].replace(".", "")) if valuelist and valuelist[0].strip() else None
        except ValueError as error:
            self.data = None
            raise ValueError(_("Hãy viết một số nguyên.")) from error


class Chosen(SelectField):
    """One of a list."""

    data: Any  # what `coerce` made of the chosen value

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Hãy chọn một dòng trong danh sách.")) from error

    def pre_validate(self, form: Any) -> None:
        if not any(chosen for _value, _label, chosen, *_more in self.iter_choices()):
            raise ValidationError(_("Hãy chọn một dòng trong danh sách."))


def drawn(form: FlaskForm, **context: Any) -> str:
    """The page of one form: `title`, `crumbs`, `verb`, and what else admin/form.html takes."""
    return render_template("admin/form.html", form=form, **preview(), **context)


def preview() -> dict[str, Any]:
    """What a page needs of a change shown before it is saved: `previews`, `effects` (sentences), `confirmed`."""
    return {"previews": "previews" in g, "effects": g.get("effects"), "confirmed": g.get("confirmed", "")}


def answered(
    form: FlaskForm,
    page: Callable[[], str],
    save: Callable[[Session], object],
    done: str,
    next_url: str,
    effect: Callable[[Session], list[str]] | None = None,
) -> Answer:
    """Draw the form; when it was sent, save in one transaction and go on. Errors keep everything that was typed.

    With `effect`, what saving would do is shown first, and only the same form sent again is saved.
    """
    if effect is not None:
        g.previews = True
    if not form.is_submitted():
        return page()
    if not form.validate():
        return page(), 422
    try:
        if effect is not None and request.form.get("confirmed") != _sent():
            g.effects, g.confirmed = tried(database(), save, effect), _sent()
            return page()
        with writing() as session:
            save(session)
    except FeedbackError as error:
        status = put_on(form, error)
        return page(), status
    flash(done)
    return redirect(next_url)


def _sent() -> str:
    """A mark of everything that this form says: another word makes another mark."""
    said = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NOT_SAID)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _day(typed: str) -> date:
    if "/" in typed:
        day, month, year = typed.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(typed)
