"""What was published: a list to search without marks, and one case as everybody may read it."""

from __future__ import annotations

from types import SimpleNamespace

from flask import render_template, request, url_for
from flask_babel import gettext as _

from feedback import clock
from feedback.errors import Missing
from feedback.queries.cases import NO_SUCH_CASE
from feedback.queries.published import PublishedCase, PublishedRow, published_case, published_page
from feedback.rules import say
from feedback.rules.lookup_code import normalise_number
from feedback.terms import State
from feedback.web.context import city_words
from feedback.web.doors import open_to_all
from feedback.web.languages import language
from feedback.web.public.frame import blueprint
from feedback.web.public.status_words import rating_label
from feedback.web.request_session import reading

QUERY_MAX = 200


@blueprint.get("/published")
@open_to_all
def published() -> str:
    query = "".join(c for c in request.args.get("q", "")[:QUERY_MAX] if c.isprintable())
    after = request.args.get("after", "")
    page = published_page(reading(), query, after)
    return render_template(
        "public/published.html",
        cases=[_row(row) for row in page.rows],
        query=query,
        page_words=_shown(len(page.rows)),
        previous_url=url_for("public.published", q=query or None) if after else None,
        next_url=url_for("public.published", q=query or None, after=page.next_key) if page.next_key else None,
    )


@blueprint.get("/published/<number>", endpoint="published_case")
@open_to_all
def one_case(number: str) -> str:
    asked = normalise_number(number)
    found = published_case(reading(), asked) if asked else None
    if found is None:
        raise Missing(NO_SUCH_CASE)
    return render_template("public/published_case.html", case=_case(found))


def _shown(count: int) -> str:
    return _("%(count)s phản ánh, mới nhất trước", count=count)


def _row(row: PublishedRow) -> SimpleNamespace:
    return SimpleNamespace(
        number=row.number,
        title=row.title,
        facts=_facts(row),
        excerpt=row.excerpt,
        state=State.RESOLVED,
        state_words=_("Đã trả lời"),
    )


def _facts(row: PublishedRow) -> list[str]:
    field = row.field.label(language()) if row.field else ""
    day = say.day(row.published_at, clock.now(), language())
    return [words for words in (field, row.ward, _("đăng %(day)s", day=day)) if words]


def _case(found: PublishedCase) -> SimpleNamespace:
    kept = {True: _("đúng hẹn"), False: _("trễ hơn hẹn"), None: ""}
    rated = rating_label(city_words(), found.rating).lower() if found.rating else ""
    answer = SimpleNamespace(
        agency_words=_("%(agency)s trả lời", agency=found.agency),
        text=found.answer,
        moment=say.moment(found.answered_at, clock.now(), language()) if found.answered_at else "",
        pictures=[],  # pictures show faces and number plates; only words are redacted
    )
    return SimpleNamespace(
        **vars(_row(found.row)),
        text=found.text,
        answer=answer,
        outcome=kept[found.kept],
        rating_words=_("Người gửi đánh giá: %(rating)s", rating=rated) if rated else "",
    )
