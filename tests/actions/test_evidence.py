"""What proves a result: photographs, documents, the place, and the reason where nothing could be shown."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select

from feedback.actions.attach import Stored, store
from feedback.actions.evidence import PDF as PDF_TYPE
from feedback.actions.evidence import read_evidence
from feedback.actions.hand_in import submit_result
from feedback.errors import Invalid
from feedback.models import Attachment, Case, Reason
from feedback.terms import State
from tests.support.files import PDF, Shelf, picture
from tests.support.world import ANSWER, NO_PICTURE, World


def kept(*files: tuple[str, BytesIO]) -> list[Stored]:
    return store(Shelf(), read_evidence(files))[0]


def hand_in(world: World, case: Case, **changes: Any) -> None:
    given: dict[str, Any] = {"result_code": "da-xu-ly", "text": ANSWER}
    world.act(submit_result, world.officer, case, **(given | changes))


def test_work_at_a_site_shows_a_picture(world: World) -> None:
    case = world.in_progress()
    with pytest.raises(Invalid) as refused:
        hand_in(world, case)
    assert refused.value.field == "pictures"
    hand_in(world, case, evidence=kept(("sau-khi-va.jpg", picture())))
    assert case.state is State.AWAITING_APPROVAL
    row = world.session.scalars(select(Attachment)).one()
    assert case.result is not None
    assert (row.result_id, row.case_id, row.media_type) == (case.result.id, case.id, "image/jpeg")


def test_or_says_why_there_is_none(world: World) -> None:
    case = world.in_progress()
    with pytest.raises(Invalid) as refused:
        hand_in(world, case, no_picture_reason="Không có")
    assert refused.value.field == "no_picture_reason"
    hand_in(world, case, no_picture_reason=NO_PICTURE)
    assert case.result is not None
    assert case.result.no_picture_reason == NO_PICTURE


def test_a_document_alone_is_no_picture(world: World) -> None:
    case = world.in_progress()
    with pytest.raises(Invalid) as refused:
        hand_in(world, case, evidence=kept(("bien-ban.pdf", BytesIO(PDF))))
    assert refused.value.field == "pictures"


@pytest.mark.parametrize(("code", "field"), [("da-huong-dan", "giao-thong.o-ga"), ("da-xu-ly", "thu-tuc-hanh-chinh")])
def test_what_is_not_done_at_a_site_needs_none(world: World, code: str, field: str) -> None:
    case = world.in_progress(field_code=field)
    hand_in(world, case, result_code=code)
    assert case.state is State.AWAITING_APPROVAL


def test_the_city_says_which_results_need_a_picture(world: World) -> None:
    codes = world.session.scalars(select(Reason).where(Reason.purpose == "result"))
    assert {row.code for row in codes if row.needs_picture} == {"da-xu-ly", "da-xu-ly-mot-phan"}


def test_the_place_is_kept_when_it_was_measured(world: World) -> None:
    case = world.in_progress()
    with pytest.raises(Invalid) as refused:
        hand_in(world, case, no_picture_reason=NO_PICTURE, spot=(105.7689, 190.0))
    assert refused.value.field == "spot"
    hand_in(world, case, no_picture_reason=NO_PICTURE, spot=(10.0312, 105.7689))
    assert case.result is not None
    assert (case.result.lat, case.result.lon) == (10.0312, 105.7689)


def test_documents_are_kept_as_they_are() -> None:
    (document,) = read_evidence([("bien-ban.pdf", BytesIO(PDF))])
    assert (document.media_type, document.content) == (PDF_TYPE, PDF)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<script>alert(1)</script>"),
        ("a.pdf", PDF.replace(b"%%EOF", b"")),
        ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog /JavaScript (app.alert)")),
        ("a.pdf", PDF.replace(b"/Catalog", b"/EmbeddedFile")),
        ("a.docx", b"PK\x03\x04"),
        ("a.jpg", PDF),
        ("a.svg", b"<svg/>"),
    ],
)
def test_other_files_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_evidence([(name, BytesIO(content))])
    assert refused.value.field == "pictures"


def test_no_more_than_five_and_none_above_ten_megabytes() -> None:
    with pytest.raises(Invalid):
        read_evidence([(f"{number}.jpg", picture()) for number in range(6)])
    with pytest.raises(Invalid):
        read_evidence([("lon.pdf", BytesIO(PDF + bytes(10 * 1024 * 1024)))])
