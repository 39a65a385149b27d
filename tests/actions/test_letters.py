"""Official letters: the parts that Decree 30/2020/NĐ-CP asks for, one number once, a PDF that holds the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from feedback import clock
from feedback.actions.issue_letter import issue_letter
from feedback.actions.letter_pdf import draw
from feedback.errors import Invalid, NotYours, Refused
from feedback.models import Case, Letter
from feedback.queries.letters import letters_of, proposed
from feedback.rules.letter import LetterText, dated_place, number_line
from feedback.rules.lifecycle import Actor
from feedback.terms import Role, State
from tests.support.files import Shelf
from tests.support.pages import BrowserLike
from tests.support.world import ANSWER, WATER, World

SignIn = Callable[..., BrowserLike]


def issue(world: World, case: Case, actor: Actor | None = None, shelf: Shelf | None = None, **changes: Any) -> Letter:
    draft = replace(proposed(world.session, case), **changes)
    return world.act(issue_letter, actor or world.officer, case, shelf or Shelf(), draft)


def test_a_letter_says_what_the_result_said(world: World) -> None:
    case, shelf = world.resolved(), Shelf()
    letter = issue(world, case, shelf=shelf)
    assert (letter.full_number, letter.year, letter.signed_on) == ("1/SXD-PA", 2026, date(2026, 7, 6))
    assert ANSWER in letter.body
    assert letter.abstract == f"trả lời phản ánh số {case.number}"
    content = shelf.read(letter.stored_as)
    assert content.startswith(b"%PDF-")
    assert len(content) == letter.size_bytes
    assert world.events(case)[-1] == "case.letter.issued"
    assert [one.id for one in letters_of(world.session, case)] == [letter.id]


def test_a_number_is_given_once_per_agency_and_year(world: World) -> None:
    first, second = world.resolved(), world.resolved()
    issue(world, first)
    assert proposed(world.session, second).number == 2
    with pytest.raises(Invalid) as refused:
        issue(world, second, number=1)
    assert refused.value.field == "number"
    issue(world, second)
    elsewhere = world.resolved(WATER)
    assert issue(world, elsewhere, world.actor(Role.OFFICER, WATER), number=1).number == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("number", {"number": None}),
        ("number", {"number": 0}),
        ("signed_on", {"signed_on": None}),
        ("signed_on", {"signed_on": date(2026, 7, 7)}),
        ("signed_on", {"signed_on": date(2026, 7, 5)}),
        ("symbol", {"symbol": " "}),
        ("abstract", {"abstract": "x" * 301}),
        ("signer_name", {"signer_name": "……"}),
        ("body", {"body": "Hẹn ngày ……"}),
        ("recipients", {"recipients": ""}),
    ],
)
def test_every_part_is_there(world: World, field: str, changes: dict[str, Any]) -> None:
    case = world.resolved()
    with pytest.raises(Invalid) as refused:
        issue(world, case, **changes)
    assert refused.value.field == field
    assert letters_of(world.session, case) == []


def test_only_the_answering_agency_issues_it_once_answered(world: World) -> None:
    case = world.resolved()
    with pytest.raises(NotYours):
        issue(world, case, world.actor(Role.OFFICER, WATER))
    with pytest.raises(NotYours):
        issue(world, case, world.dispatcher)
    with pytest.raises(Refused):
        issue(world, world.case_in(State.IN_PROGRESS), signer_name="Lê Thị Thử")


def test_numbers_and_dates_are_written_as_the_decree_writes_them() -> None:
    assert number_line(5, "SXD-PA") == "Số: 05/SXD-PA"
    assert dated_place("Cần Thơ", date(2026, 2, 3)) == "Cần Thơ, ngày 03 tháng 02 năm 2026"
    assert dated_place("Cần Thơ", date(2026, 11, 23)) == "Cần Thơ, ngày 23 tháng 11 năm 2026"


def test_words_are_only_drawn() -> None:
    """Markup, addresses and long words do nothing but stand on the page; a long letter takes more pages."""
    text = LetterText(
        authority="", agency="UBND phường Ninh Kiều", number=7, symbol="UBND-PA", place="Ninh Kiều",
        signed_on=date(2026, 7, 6), abstract="**đậm** <b>thử</b>", addressee="file:///etc/passwd",
        body="\n".join(["<img src='/etc/passwd'> " + "a" * 300, *["Một đoạn văn dài. " * 20] * 30]),
        signer_position="Chủ tịch", signer_name="Lê Thị Thử 🙂", recipients="- Như trên;",
    )  # fmt: skip
    drawn = draw(text, clock.now())
    assert drawn.count(b"/Type /Page\n") > 2
    assert b"passwd" not in drawn
    assert b"/Link" not in drawn


def test_clerk_issues_and_downloads(world: World, as_staff: SignIn) -> None:
    case, officer = world.resolved(), as_staff(Role.OFFICER)
    page = officer.page(f"/cases/{case.number}?act=letter")
    page = officer.send(page, 'form[action$="/letter"]', number="không")
    assert "từ 1 đến 99.999" in page.text("#number-loi")
    page = officer.send(page, 'form[action$="/letter"]', number="12")
    assert "Đã phát hành công văn." in page.text()
    assert "Số 12/SXD-PA" in page.text()
    world.look()
    (letter,) = letters_of(world.session, world.case(case.id))
    address = f"/cases/{case.number}/letters/{letter.id}"
    answer = officer.get(address)
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")
    assert "filename=cong-van-12-SXD-PA-2026.pdf" in answer.headers["Content-Disposition"]
    assert as_staff(Role.OFFICER, WATER).get(address).status_code == 404
    assert officer.get(f"/cases/{world.resolved().number}/letters/{letter.id}").status_code == 404
