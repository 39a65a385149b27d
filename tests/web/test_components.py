"""Every component once: the gallery and the public templates, drawn with sample values and read as a browser would.

The application here is only a frame: templates are checked without a database or views.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace as View
from typing import Any

import pytest
from flask import Blueprint, Flask, get_template_attribute, render_template
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

ROOT = Path(__file__).parents[2]
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle", "use", "source"}
ENDPOINTS = {
    "public": "home report receipt lookup status answer rate reopen published language theme privacy open_data",
    "account": "sign_in sign_out password",
}


class Reader(HTMLParser):
    """Walks a page and keeps what the checks need; complains about a tag that does not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"attribute twice on <{tag}>: {names}"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def all(self, *names: str) -> Iterator[dict[str, str]]:
        return (attributes for tag, attributes in self.tags if tag in names)


WARDS = [SelectChoice("", "Chưa rõ"), SelectChoice("31135", "Phường Ninh Kiều")]
DANGER = [SelectChoice("no", "Không"), SelectChoice("yes", "Có")]
RATINGS = [SelectChoice("5", "Rất hài lòng"), SelectChoice("1", "Rất không hài lòng")]


class ReportForm(FlaskForm):
    key = HiddenField(default="k")
    place = StringField("Địa chỉ")
    ward = SelectField("Phường, xã", [Optional()], choices=WARDS)
    text = TextAreaField("Kể bằng lời của bạn", [DataRequired("Hãy kể bạn thấy gì ở đó")])
    danger = RadioField("Nguy hiểm", [DataRequired("Hãy chọn một câu")], choices=DANGER)
    consent = BooleanField("Tôi đồng ý", [DataRequired("Hãy đồng ý để chúng tôi báo lại được")])


class CodeForm(FlaskForm):
    code = StringField("Mã tra cứu")


class RatingForm(FlaskForm):
    rating = RadioField("Bạn hài lòng không?", choices=RATINGS)


class WordsForm(FlaskForm):
    text = TextAreaField("Lời")
    reason = TextAreaField("Lý do")


@pytest.fixture(name="app", scope="module")
def frame() -> Iterator[Flask]:
    app = Flask("frame", template_folder=ROOT / "templates", static_folder=ROOT / "static")
    app.config.update(SECRET_KEY="only for this test", BABEL_DEFAULT_LOCALE="vi")
    Babel(app)
    CSRFProtect(app)
    for name, endpoints in ENDPOINTS.items():
        blueprint = Blueprint(name, name)
        for endpoint in endpoints.split():
            blueprint.add_url_rule(f"/{name}/{endpoint}", endpoint, lambda: "")
        app.register_blueprint(blueprint)
    app.add_url_rule("/public/published/<number>", "public.published_case", lambda number: number)
    app.add_template_filter(str, "moment")
    app.add_template_filter(str, "counted")
    app.add_template_global(str, "label")
    app.add_template_global("/static/{}".format, "static_address")
    app.context_processor(names)
    with app.test_request_context("/public/home"):
        yield app


def names() -> dict[str, Any]:
    return {
        "city": View(name="Cần Thơ", hotline_number="1022"),
        "lang": "vi",
        "theme": "light",
        "csp_nonce": lambda: "n0nce",
        "now": datetime(2026, 7, 10, 2, 42, tzinfo=UTC),
        "navigation": [View(endpoint="public.home", label="Hộp việc", icon="inbox", count=3, is_late=True)],
        "current_user": View(is_authenticated=True, full_name="Trần Ngọc Diễm", role="operator"),
    }


PROMISE = {
    "lead": "Chúng tôi hẹn",
    "moment": "trước 17:00",
    "left": "còn 6 giờ",
    "used": 20,
    "tone": "ok",
    "because": "x",
}
ANSWER = {"agency_words": "Phường trả lời", "text": "Đã thay.\nCảm ơn.", "moment": "15:20", "pictures": []}
CASE = {"number": "2607-4102", "title": "Hố ga", "facts": ["a"], "state": "closed", "state_words": "Đã trả lời"}


def report_with_errors() -> ReportForm:
    form = ReportForm(meta={"csrf": False})
    form.validate()
    return form


def status(**forms: FlaskForm | None) -> dict[str, Any]:
    entry = {
        "tone": "now",
        "icon": "phone",
        "words": "Bạn gọi 1022",
        "at": datetime(2026, 7, 9, tzinfo=UTC),
        "moment": "15:30",
    }
    about = {"promise": PROMISE, "timeline": [entry], "answer": ANSWER, "question": {"asked_by": "Hỏi", "text": "Đâu?"}}
    return {"report": CASE | about, "answer_form": None, "rating_form": None, "reopen_form": None} | forms


PAGES: dict[str, Any] = {
    "layout/gallery.html": dict,
    "public/home.html": lambda: {"form": CodeForm()},
    "public/lookup.html": lambda: {"form": CodeForm()},
    "public/report.html": lambda: {"form": report_with_errors(), "place_source": "/places"},
    "public/receipt.html": lambda: {"receipt": {"number": "2607-4102", "code": "1", "promise": PROMISE, "advice": "x"}},
    "public/status.html": lambda: status(
        answer_form=WordsForm(prefix="answer"),
        rating_form=RatingForm(prefix="rate"),
        reopen_form=WordsForm(prefix="again"),
    ),
    "public/published.html": lambda: {"cases": [CASE], "page_words": "1–1", "next_url": "/n"},
    "public/published_case.html": lambda: {"case": CASE | {"text": "Lời", "answer": ANSWER}},
} | {f"errors/page.html#{code}": lambda code=code: {"code": code} for code in (403, 404, 409, 413, 429, 500, 503)}


@pytest.fixture(name="page", params=PAGES, scope="module")
def drawn(request: pytest.FixtureRequest, app: Flask) -> str:
    return render_template(request.param.split("#")[0], **PAGES[request.param]())


def test_page_is_whole(page: str) -> None:
    read = Reader(page)
    assert len(list(read.all("h1"))) == 1
    assert len(list(read.all("main"))) == 1
    assert page.count("<title>") == 1
    assert "· 1022 Cần Thơ</title>" in page


def test_ids_are_unique_and_named_ids_exist(page: str) -> None:
    read = Reader(page)
    counted = Counter(attributes["id"] for _, attributes in read.tags if "id" in attributes)
    assert [name for name, count in counted.items() if count > 1] == []
    for _, attributes in read.tags:
        for role in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "data-dialog"):
            missing = [name for name in attributes.get(role, "").split() if name not in counted]
            assert not missing, f"{role} names {missing}"


def test_every_control_has_a_name(page: str) -> None:
    read = Reader(page)
    labelled = {attributes.get("for") for attributes in read.all("label")}
    for attributes in read.all("input", "select", "textarea"):
        in_label = attributes.get("type") == "radio"
        named = attributes.get("id") in labelled or "aria-label" in attributes
        assert named or in_label or attributes.get("type") == "hidden", attributes


def test_page_keeps_the_strict_policy(page: str) -> None:
    read = Reader(page)
    for tag, attributes in read.tags:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith(("on", "hx-on"))], tag
        assert not attributes.get("src", attributes.get("href", "")).startswith(("data:", "javascript:"))
    for script in read.all("script"):
        assert script["nonce"] == "n0nce"
        assert script["src"].startswith("/static/")


def test_forms_are_posted_with_a_token(page: str) -> None:
    read = Reader(page)
    posts = [form for form in read.all("form") if form.get("method") == "post"]
    tokens = [one for one in read.all("input") if one.get("name") == "csrf_token"]
    assert len(posts) == len(tokens)
    assert all("action" in form for form in read.all("form"))


def test_icons_are_hidden_from_readers(page: str) -> None:
    for svg in Reader(page).all("svg"):
        assert svg.get("aria-hidden") == "true" or (svg.get("role") == "img" and svg.get("aria-label"))


def test_errors_stand_in_title_summary_and_field(app: Flask) -> None:
    page = render_template("public/report.html", form=report_with_errors())
    assert "<title>Lỗi: Gửi phản ánh" in page
    assert "Cần sửa 3 chỗ" in page
    assert '<a href="#danger-0">Hãy chọn một câu</a>' in page
    assert 'aria-describedby="text-goi-y text-loi"' in page


def test_words_of_citizens_are_never_markup(app: Flask) -> None:
    evil = "<script>alert(1)</script>"
    case = CASE | {"title": evil, "facts": [evil], "text": evil, "answer": ANSWER | {"text": evil}}
    page = render_template("public/published_case.html", case=case)
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_action_that_is_off_says_why(app: Flask) -> None:
    draw = get_template_attribute("components/buttons.html", "actions")
    page = str(draw([{"words": "Trả lại", "reason": "Đã hết lúc 09:14"}], "thu"))
    assert 'aria-disabled="true" aria-describedby="thu-ly-do-1"' in page
    assert 'id="thu-ly-do-1"' in page
    assert "Đã hết lúc 09:14" in page
