"""The watch over pages sees what it should: each fault planted here is named, and a good page passes."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from tests.support.pages import BrowserLike

GOOD = (
    '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Việc mới · 1022</title>'
    '<script src="/static/a.js" nonce="n1"></script></head>'
    '<body><main><h1>Việc mới</h1><form action="/" method="post"><input type="hidden" name="csrf_token" value="t">'
    '<label for="a">Tên</label><input id="a" name="a"><button>Gửi</button></form>'
    '<a href="/">Về</a></main></body></html>'
)
POLICY = "default-src 'none'; script-src 'self' 'nonce-n1'"
FAULTS = [
    ("<h1>Việc mới</h1>", "", "0 h1"),
    ("<h1>Việc mới</h1>", "<h1>Việc mới</h1><h1>Hai</h1>", "2 h1"),
    ("<title>Việc mới", "<title>Trang khác", "does not begin"),
    (' lang="vi"', "", "no lang"),
    ("<main>", "<main></p>", "invalid HTML"),
    ("<h1>", '<h1 style="color:red">', "inline style"),
    ("<button>", '<button onclick="x()">', "inline onclick"),
    ('<label for="a">Tên</label>', "", "has no label"),
    ('for="a"', 'for="b"', "points nowhere"),
    ("<h1>", '<h1 id="a">', "2 times"),
    ('action="/"', "", "without action"),
    ('<input type="hidden" name="csrf_token" value="t">', "", "without csrf_token"),
    ('method="post"', 'method="get"', "csrf_token into the address"),
    (' nonce="n1"', "", "without this page's nonce"),
    ("<main>", '<main><script nonce="n1">x()</script>', "inline script"),
    ("<main>", "<main><style>p{}</style>", "<style>"),
    ("<main>", '<main><img src="/static/a.png">', "without alt"),
    ("<main>", '<main><img src="https://elsewhere.vn/a.png" alt="">', "elsewhere"),
    ('<a href="/">', '<a href="/khong-co">', "leads nowhere"),
    (">Gửi</button>", "></button>", "without a name"),
]


@pytest.fixture
def page() -> dict[str, str]:
    return {"html": GOOD, "policy": POLICY}


@pytest.fixture
def watched(page: dict[str, str]) -> BrowserLike:
    app = Flask("watched")
    app.test_client_class = BrowserLike

    @app.route("/")
    def home() -> Response:
        return Response(page["html"], mimetype="text/html", headers={"Content-Security-Policy": page["policy"]})

    browser = app.test_client()
    assert isinstance(browser, BrowserLike)
    return browser


def test_a_good_page_passes(watched: BrowserLike) -> None:
    assert watched.page("/").text("h1") == "Việc mới"


@pytest.mark.parametrize(("good", "bad", "named"), FAULTS)
def test_a_fault_is_named(watched: BrowserLike, page: dict[str, str], good: str, bad: str, named: str) -> None:
    assert good in GOOD
    page["html"] = GOOD.replace(good, bad, 1)
    with pytest.raises(AssertionError, match=named):
        watched.get("/")


@pytest.mark.parametrize("policy", ["", "default-src 'none'; script-src 'self' 'unsafe-inline' 'nonce-n1'"])
def test_a_weak_policy_is_named(watched: BrowserLike, page: dict[str, str], policy: str) -> None:
    page["policy"] = policy
    with pytest.raises(AssertionError, match="weak content security policy"):
        watched.get("/")


def test_a_form_is_read_as_a_browser_would_send_it(watched: BrowserLike) -> None:
    form = watched.page("/").form()
    assert (form.action, form.method, form.values) == ("/", "post", {"csrf_token": "t", "a": ""})
