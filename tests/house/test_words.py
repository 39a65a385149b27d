"""English: said as carefully as the Vietnamese it stands for, and all that a reader of English meets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from babel.messages.catalog import Message

from feedback.errors import Refused
from feedback.rules.lifecycle import WRONG_STATE
from feedback.terms import Role, State
from tests.support.pages import BrowserLike, Page
from tests.support.world import World
from tools import catalogue

MARKED = re.compile("[à-ỹÀ-ỸđĐ]")
PLACE = re.compile(r"%\(\w+\)[sd]")
ENDS = (".", "?", ":", ",", ";", "…")
QUESTION_OR_SENTENCE = {".", "?"}  # "May I have your name?" asks where Vietnamese politely states
NAMES = ("Cần Thơ", "Tiếng Việt")
PROPER = (
    "3 Tháng 2",
    "%(ngày hẹn)s",  # how a place to fill in is written: an example, not a sentence
    "ngày 13/7/2026",
    "Chỉ tiêu",
    "Nhiệm vụ",
    "Chương trình",
    "Bắt đầu",
    "QĐ-TTg",
)  # as typed or cited
PUBLIC_PAGES = ("/", "/report", "/lookup", "/privacy", "/published", "/account/sign-in", "/nowhere")


def pairs() -> list[tuple[str, str]]:
    """Every sentence with its English; of the counted ones, each form."""
    return [pair for message in catalogue.english() if message.id for pair in _forms(message)]


def _forms(message: Message) -> list[tuple[str, str]]:
    one = message.id if isinstance(message.id, str) else message.id[0]
    english = (message.string or "",) if isinstance(message.string, str | None) else message.string
    return [(one, text) for text in english]


def edges(text: str) -> tuple[bool, bool, str]:
    """Space before, space after, and the mark at the end."""
    mark = text[-1] if text.endswith(ENDS) else ""
    return text[:1].isspace(), text[-1:].isspace(), "." if mark in QUESTION_OR_SENTENCE else mark


def without(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def test_the_same_values_stand_in_both_languages() -> None:
    assert [pair for pair in pairs() if sorted(PLACE.findall(pair[0])) != sorted(PLACE.findall(pair[1]))] == []


def test_both_languages_begin_and_end_alike() -> None:
    assert [pair for pair in pairs() if edges(pair[0]) != edges(pair[1])] == []


def test_english_keeps_the_tone() -> None:
    assert [english for _, english in pairs() if "!" in english or re.search(r"\b(SLA|OK|invalid)\b", english)] == []


def test_english_is_english() -> None:
    assert [english for _, english in pairs() if MARKED.search(without(english, (*NAMES, *PROPER)))] == []


def test_a_refusal_names_the_state_in_the_language_of_the_reader() -> None:
    refused = Refused(WRONG_STATE, state=State.RESOLVED)
    assert "Đã xử lý" in str(refused)
    assert refused.named("en") == {"state": "Resolved"}


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_public_pages_speak_english_when_asked(client: BrowserLike, address: str) -> None:
    client.set_cookie("lang", "en")
    assert spoken_in_vietnamese(Page(client.get(address))) == []


def test_the_staff_read_english_when_they_ask(world: World, as_staff: Callable[..., BrowserLike]) -> None:
    for role, address in (
        (Role.OPERATOR, "/hotline/call"),
        (Role.DISPATCHER, "/hotline/answers"),
        (Role.ADMIN, "/admin/"),
    ):
        browser = as_staff(role)
        browser.set_cookie("lang", "en")
        assert spoken_in_vietnamese(browser.page(address), "main h1, main h2, main label, main button, main p") == []


def spoken_in_vietnamese(
    page: Page, selector: str = "h1, h2, h3, p, label, legend, a, button, summary, li"
) -> list[str]:
    """What the page says in Vietnamese, names apart."""
    texts = [" ".join(node.to_text(separator=" ").split()) for node in page.all(selector)]
    texts += [
        value for node in page.all("*") for name, value in (node.attrs or {}).items()
        if value and (name in ("placeholder", "aria-label", "title", "alt") or name.startswith("data-"))
    ]  # fmt: skip
    return [text for text in texts if MARKED.search(without(text, NAMES))]
