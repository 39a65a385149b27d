"""Every page a test meets is looked over, and forms are filled in as a browser would."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from justhtml import Element, JustHTML
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

NOT_LABELLED = {"hidden", "submit", "button", "reset", "image"}
REFERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-errormessage", "list", "form")
INLINE = re.compile(r"style|on[a-z]+")
ERROR_MARK = re.compile(r"^(Lỗi|Error): ")


@dataclass
class Form:
    """A form as it stands on the page: `values` are what a browser would send untouched."""

    action: str
    method: str
    values: dict[str, Any]


class Page:
    """The parsed page of an answer."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.html = response.get_data(as_text=True)
        self.is_fragment = "<html" not in self.html[:300].lower()

    @cached_property
    def document(self) -> JustHTML:
        return JustHTML(self.html, sanitize=False, collect_errors=True, fragment=self.is_fragment)

    @cached_property
    def nodes(self) -> list[Element]:
        """Every element in order: one walk instead of a search for each question of the watch."""
        return self.all("*")

    def named(self, *names: str, having: str = "") -> list[Element]:
        """The elements of these names (of any name, if none is given) that have an attribute."""
        return [
            node
            for node in self.nodes
            if (not names or node.name in names) and (not having or having in (node.attrs or {}))
        ]

    def all(self, selector: str) -> list[Element]:
        return [node for node in self.document.query(selector) if isinstance(node, Element)]

    def one(self, selector: str) -> Element:
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} × {selector} on {self.response.request.path}"
        return found[0]

    def text(self, selector: str = "main") -> str:
        """The words of the first match, spaces evened out."""
        found = self.all(selector)
        assert found, f"no {selector} on {self.response.request.path}"
        return words(found[0])

    def form(self, selector: str = "main form") -> Form:
        """The first form that matches."""
        found = self.all(selector)
        assert found, f"no {selector} on {self.response.request.path}"
        return _form(found[0], self.response.request.path)


def words(node: Element) -> str:
    return " ".join(node.to_text(separator=" ").split())


def inside(node: Element, selector: str) -> list[Element]:
    return [found for found in node.query(selector) if isinstance(found, Element)]


def attribute(node: Element, name: str) -> str:
    return (node.attrs or {}).get(name) or ""


class BrowserLike(FlaskClient):
    """A client that looks over every page it gets, and can send forms with what is already in them."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data and response.location is None:
            look_over(Page(response), self.application)
        return response

    def page(self, address: str, **kwargs: Any) -> Page:
        """GET that must succeed."""
        response = self.get(address, **kwargs)
        assert response.status_code == 200, f"{response.status_code} {address} → {response.location}"
        return Page(response)

    def send(self, page: Page, selector: str = "main form", /, *, follow: bool = True, **fields: Any) -> Page:
        """Send a form of the page with these fields changed (None takes one out), and follow where it leads."""
        form = page.form(selector)
        values = {name: value for name, value in (form.values | fields).items() if value is not None}
        if form.method == "get":
            return Page(self.get(form.action, query_string=values, follow_redirects=follow))
        return Page(self.post(form.action, data=values, follow_redirects=follow, content_type="multipart/form-data"))

    def decide(self, page: Page, selector: str = "main form", /, **fields: Any) -> Page:
        """Send a form whose effect is shown first, and then once more as it stands."""
        shown = self.send(page, selector, **fields)
        return self.send(shown, selector) if shown.all("#tac-dong") else shown


def look_over(page: Page, app: Flask) -> None:
    """What every page promises. Raises AssertionError naming what is wrong."""
    faults = [*_markup(page), *_names(page), *_forms(page), *_links(page, app)]
    if not page.is_fragment:
        faults += [*_frame(page), *_policy(page)]
    assert not faults, f"{page.response.request.method} {page.response.request.path}: " + "; ".join(faults)


def _markup(page: Page) -> list[str]:
    lines = page.html.splitlines()
    faults = [
        f"invalid HTML: {error.code} at line {error.line}: {lines[error.line - 1].strip()[:80] if error.line else ''}"
        for error in page.document.errors
    ]
    faults += [
        f"inline {name} on <{node.name}>" for node in page.nodes for name in node.attrs or {} if INLINE.fullmatch(name)
    ]
    faults += ["a <style> element"] * len(page.named("style"))
    faults += [
        f"<img {attribute(node, 'src')}> without alt" for node in page.named("img") if "alt" not in (node.attrs or {})
    ]
    return faults


def _names(page: Page) -> list[str]:
    ids = Counter(attribute(node, "id") for node in page.named(having="id"))
    faults = [f"id {name!r} {count} times" for name, count in ids.items() if count > 1 or not name.strip()]
    if page.is_fragment:
        return faults
    for refers in REFERS:
        for node in page.named(having=refers):
            missing = [name for name in attribute(node, refers).split() if name not in ids]
            faults += [f"{refers}={name!r} points nowhere" for name in missing]
    return faults


def _forms(page: Page) -> list[str]:
    faults = []
    labels = {attribute(node, "for") for node in page.named("label", having="for")}
    for node in page.named("input", "select", "textarea"):
        if attribute(node, "type") in NOT_LABELLED or attribute(node, "id") in labels or _is_named(node):
            continue
        faults.append(f"<{node.name} name={attribute(node, 'name')!r}> has no label")
    faults += [
        f"<{node.name}> without a name: {node.to_html()[:80]}"
        for node in [*page.named("button"), *page.named("a", having="href")]
        if not words(node) and not attribute(node, "aria-label") and not node.query("[aria-label], img[alt]")
    ]
    for node in page.named("form"):
        method = attribute(node, "method").lower()
        if method not in ("get", "post", "dialog") or (method != "dialog" and "action" not in (node.attrs or {})):
            faults.append(f"a form without action or method: {attribute(node, 'id') or node.to_html()[:80]}")
        if method == "post" and not node.query("input[name=csrf_token]"):
            faults.append(f"a POST form without csrf_token: {attribute(node, 'action')}")
        if method == "get" and node.query("input[name=csrf_token]"):
            faults.append(f"a GET form that puts csrf_token into the address: {attribute(node, 'action')}")
    return faults


def _is_named(node: Element) -> bool:
    if attribute(node, "aria-label") or attribute(node, "aria-labelledby"):
        return True
    parent = node.parent
    while parent is not None:
        if parent.name == "label":
            return True
        parent = parent.parent
    return False


def _links(page: Page, app: Flask) -> list[str]:
    faults = []
    targets = app.url_map.bind("localhost")
    used = [(node, "href") for node in page.named("a", "link", having="href")]
    used += [(node, "src") for node in page.named("img", "script", having="src")]
    for node, name in used:
        address = urlsplit(attribute(node, name))
        if address.scheme in ("mailto", "tel", "sms") or (not address.path and address.fragment):
            continue
        if address.scheme or address.netloc:
            if node.name != "a":
                faults.append(f"{attribute(node, name)} comes from elsewhere")
            continue
        try:
            targets.match(address.path or page.response.request.path, method="GET")
        except RequestRedirect:
            continue
        except HTTPException as error:
            faults.append(f"link {attribute(node, name)!r} leads nowhere ({error.code})")
    return faults


def _frame(page: Page) -> list[str]:
    faults = []
    headings, titles = page.named("h1"), page.all("head title")
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    elif len(titles) != 1 or not ERROR_MARK.sub("", words(titles[0])).startswith(words(headings[0])):
        faults.append(f"title {[words(title) for title in titles]} does not begin with h1 {words(headings[0])!r}")
    if attribute(page.one("html"), "lang") not in ("vi", "en"):
        faults.append("no lang")
    if len(page.named("main")) != 1:
        faults.append(f"{len(page.all('main'))} main")
    return faults


def _policy(page: Page) -> list[str]:
    policy = page.response.headers.get("Content-Security-Policy", "")
    nonce = re.search(r"'nonce-([^']+)'", policy)
    if nonce is None or "unsafe" in policy or "default-src 'none'" not in policy:
        return [f"weak content security policy: {policy!r}"]
    faults = [
        f"<script src={attribute(node, 'src')!r}> without this page's nonce"
        for node in page.named("script")
        if attribute(node, "nonce") != nonce[1] and attribute(node, "type") != "application/json"
    ]
    return faults + [
        f"inline script: {words(node)[:60]}" for node in page.named("script") if not attribute(node, "src")
    ]


def _form(node: Element, path: str) -> Form:
    values: dict[str, Any] = {}
    for field in inside(node, "input[name], select[name], textarea[name]"):
        name, value = attribute(field, "name"), _value(field)
        if value is None or "disabled" in (field.attrs or {}):
            continue
        values[name] = [*values[name], value] if isinstance(values.get(name), list) else value
    return Form(attribute(node, "action") or path, attribute(node, "method").lower() or "get", values)


def _value(field: Element) -> str | None:
    if field.name == "textarea":
        return field.to_text(separator="").removeprefix("\n")
    if field.name == "select":
        chosen = inside(field, "option[selected]") or inside(field, "option")[:1]
        return attribute(chosen[0], "value") if chosen else None
    kind = attribute(field, "type")
    if kind in ("checkbox", "radio"):
        return (attribute(field, "value") or "on") if "checked" in (field.attrs or {}) else None
    return None if kind in ("submit", "button", "reset", "file", "image") else attribute(field, "value")
