"""Reporting: from the form to the receipt, once; with everything that people and machines send."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from feedback.actions import attach
from feedback.actions.attach import NotStored
from feedback.models import Attachment, Report
from feedback.terms import Channel, Level, Role
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page
from tests.support.world import NINH_KIEU, POTHOLE, World

At = Any
SAID: dict[str, Any] = {"text": POTHOLE, "place": "12 Đường 30 Tháng 4", "ward": NINH_KIEU, "danger": "no"}
CONTACT: dict[str, Any] = {"name": "Người gửi thử", "phone": "0907 123 456", "consent": "y"}


def jpeg(width: int = 640, height: int = 480) -> bytes:
    image, out = Image.new("RGB", (width, height), (30, 90, 120)), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home, 132/8"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(client: BrowserLike, **fields: Any) -> Page:
    return again(client, client.page("/report"), **fields)


def again(client: BrowserLike, page: Page, **fields: Any) -> Page:
    """Send this very page, so with the key that it holds."""
    return client.send(page, **(SAID | fields))


def the_report(world: World) -> Report:
    world.look()
    return world.session.scalars(select(Report)).one()


def code_on(page: Page) -> str:
    return page.text(".ct-code strong")


class TestSending:
    def test_a_report_gets_number_code_and_promise(self, client: BrowserLike, world: World) -> None:
        page = send(client, **CONTACT)
        report = the_report(world)
        assert page.response.request.path == "/receipt"
        assert page.response.headers["Cache-Control"] == "no-store"
        assert report.number in page.text()
        assert len(code_on(page).replace(" ", "")) == 13
        assert code_on(page).replace(" ", "") not in page.response.request.url
        assert "trước" in page.text(".ct-promise")
        assert (report.channel, report.language) == (Channel.WEB, "vi")
        assert report.submitter_phone == "+84907123456"
        assert report.is_hidden_from_agency
        assert report.consent_version
        assert (report.case.ward_code, report.case.level) == (NINH_KIEU, Level.NORMAL)

    def test_danger_is_a_hint_that_it_is_urgent(self, client: BrowserLike, world: World) -> None:
        page = send(client, danger="yes")
        assert the_report(world).case.level is Level.URGENT
        assert "113" in page.text()

    def test_without_contact_no_consent_is_needed(self, client: BrowserLike, world: World) -> None:
        page = send(client)
        assert "giữ mã để tự xem" in page.text()
        assert the_report(world).consent_version == ""

    def test_the_receipt_is_shown_once(self, client: BrowserLike) -> None:
        code = code_on(send(client))
        again = client.get("/receipt", follow_redirects=True)
        assert again.request.path == "/status"
        assert code not in again.text

    def test_the_same_submission_three_times_is_one_report(self, client: BrowserLike, world: World) -> None:
        page = client.page("/report")
        codes = {code_on(again(client, page)) for _ in range(3)}
        assert len(codes) == 1
        assert the_report(world).number

    def test_the_same_key_with_other_words_is_refused(self, client: BrowserLike, world: World) -> None:
        page = client.page("/report")
        again(client, page)
        other = again(client, page, text="Một chuyện khác hẳn ở chỗ khác")
        assert other.response.status_code == 422
        assert "nội dung khác" in other.text(".ct-errors")
        assert "Một chuyện khác hẳn" in other.text("textarea")
        assert the_report(world).text == POTHOLE

    def test_statements_and_commits(self, client: BrowserLike, world: World) -> None:
        send(client)
        page = client.page("/report")
        with count_statements(world.database) as seen:
            again(client, page, follow=False, **CONTACT)
        assert seen.count("COMMIT") == 1
        assert len(seen) - 1 <= 14, "\n".join(seen)

    @pytest.mark.parametrize(
        ("lat", "lon", "kept"), [("10.03", "105.77", 10.03), ("nan", "105", None), ("999", "1", None)]
    )
    def test_coordinates_are_kept_or_left_out(
        self, client: BrowserLike, world: World, lat: str, lon: str, kept: float | None
    ) -> None:
        send(client, latitude=lat, longitude=lon)
        assert the_report(world).case.lat == kept


class TestMistakes:
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"text": ""}, "ít nhất 5 ký tự"),
            ({"text": "ổ gà lớn\x00 ở đây"}, "ký tự hỏng"),
            ({"place": "hẻm\x005"}, "ký tự hỏng"),
            ({"name": "A\x00", "consent": "y"}, "ký tự hỏng"),
            ({"phone": "0907", "consent": "y"}, "10 chữ số"),
            ({"mail": "khong-phai-thu", "consent": "y"}, "ten@vidu.vn"),
            ({"phone": "0907 123 456"}, "Hãy đồng ý"),
            ({"ward": "99999"}, "trong danh sách"),
            ({"field": "'; DROP TABLE report"}, "trong danh sách"),
            ({"key": "khong-phai-khoa"}, "mở lại trang"),
        ],
    )
    def test_each_has_its_sentence_and_keeps_the_draft(
        self, client: BrowserLike, world: World, fields: dict[str, str], sentence: str
    ) -> None:
        page = send(client, **fields)
        assert page.response.status_code == 422
        assert sentence in page.text(".ct-errors")
        assert page.form().values["place"].startswith(fields.get("place", SAID["place"])[:3])
        assert world.session.scalars(select(Report)).all() == []

    def test_a_million_characters(self, client: BrowserLike) -> None:
        values = client.page("/report").form().values
        page = Page(client.post("/report", data=values | SAID | {"text": "ổ gà " * 200_000}))
        assert page.response.status_code == 422
        assert "dài quá 5.000 ký tự" in page.text(".ct-errors")

    def test_a_page_kept_open_can_be_sent_after_a_bad_key(self, client: BrowserLike, world: World) -> None:
        client.send(send(client, key="x"))
        assert the_report(world).text == POTHOLE

    def test_markup_stays_text(self, client: BrowserLike) -> None:
        evil = "<script>alert(1)</script> ổ gà"
        assert "<script>alert" not in send(client, text=evil, phone="x").html
        send(client, text=evil)
        assert "<script>alert" not in client.page("/status").html

    def test_without_token_a_page_says_what_to_do(self, client: BrowserLike) -> None:
        answer = client.post("/report", data=SAID)
        assert answer.status_code == 400
        assert "Trang đã mở quá lâu" in answer.text

    def test_a_filled_trap_is_asked_to_send_once_more(self, client: BrowserLike, world: World) -> None:
        page = send(client, website="http://spam.example")
        assert page.response.status_code == 422
        client.send(page, website="")
        assert the_report(world).text == POTHOLE

    def test_hasty_and_many_submissions_are_slowed_down(self, client: BrowserLike, at: At) -> None:
        for _ in range(5):
            assert send(client).response.request.path == "/receipt"
        assert send(client).response.status_code == 429
        page = client.page("/report")
        at("2026-07-06T08:01")
        assert again(client, page).response.request.path == "/receipt"


class TestPictures:
    def test_a_picture_is_drawn_anew_and_kept_apart(self, client: BrowserLike, world: World, app: Flask) -> None:
        send(client, pictures=(BytesIO(jpeg()), "hố ga\u202egpj.jpg"))
        row = world.session.scalars(select(Attachment)).one()
        kept = app.extensions["blobs"].read(row.stored_as)
        assert row.report_id == the_report(world).id
        assert row.size_bytes == len(kept)
        assert b"132/8" not in kept
        assert "\u202e" not in row.original_name

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
            (b"<html><script>alert(1)</script>", "a.jpg"),
            (b"\xff\xd8\xff" + b"<script>alert(1)</script>", "a.jpg"),
            (jpeg(), "a.jpg.php"),
            (jpeg()[:200], "a.jpg"),
            (b"RIFF\x00\x00\x00\x00WAVE", "a.webp"),
        ],
    )
    def test_what_is_no_picture_is_refused(self, client: BrowserLike, world: World, content: bytes, name: str) -> None:
        page = send(client, pictures=(BytesIO(content), name))
        assert page.response.status_code == 422
        assert "không phải ảnh" in page.text(".ct-errors")

    def test_too_many_pixels_are_not_even_decoded(self, client: BrowserLike) -> None:
        out = BytesIO()
        Image.new("1", (9_000, 9_000)).save(out, "PNG")
        assert "không phải ảnh" in send(client, pictures=(BytesIO(out.getvalue()), "a.png")).text(".ct-errors")

    def test_too_large_a_file(self, client: BrowserLike, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(attach, "BYTES_MAX", 1_000)
        assert "10 MB" in send(client, pictures=(BytesIO(jpeg()), "a.jpg")).text(".ct-errors")

    def test_too_many_files(self, client: BrowserLike) -> None:
        files = [(BytesIO(jpeg()), f"{number}.jpg") for number in range(6)]
        assert "nhiều nhất 5 ảnh" in send(client, pictures=files).text(".ct-errors")

    def test_a_full_disk_loses_the_picture_not_the_report(
        self, client: BrowserLike, world: World, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_room(content: bytes) -> str:
            raise NotStored("No space left on device")

        monkeypatch.setattr(app.extensions["blobs"], "put", no_room)
        page = send(client, pictures=(BytesIO(jpeg()), "a.jpg"))
        assert "chưa giữ được 1 ảnh" in page.text()
        assert the_report(world).text == POTHOLE

    def test_only_those_who_may_see_the_case_get_it(
        self, client: BrowserLike, world: World, app: Flask, as_staff: Any
    ) -> None:
        send(client, pictures=(BytesIO(jpeg()), "a.jpg"))
        address = f"/files/{world.session.scalars(select(Attachment)).one().stored_as}"
        mine = client.get(address)
        assert mine.status_code == 200
        assert mine.mimetype == "image/jpeg"
        assert mine.headers["Content-Disposition"].startswith("attachment")
        assert mine.headers["X-Content-Type-Options"] == "nosniff"
        assert mine.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert app.test_client().get(address).status_code == 404
        assert as_staff(Role.DISPATCHER).get(address).status_code == 200
        assert as_staff(Role.OFFICER).get(address).status_code == 404
        assert client.get("/files/..%2f..%2fsecrets").status_code == 404
        assert client.get("/files/" + "a" * 32).status_code == 404

    def test_nothing_is_left_of_a_refused_report(self, client: BrowserLike, app: Flask) -> None:
        folder: Path = app.extensions["blobs"].folder
        before = set(folder.rglob("*"))
        page = client.page("/report")
        again(client, page)
        again(client, page, text="Chuyện khác hẳn", pictures=(BytesIO(jpeg()), "a.jpg"))
        assert {path for path in set(folder.rglob("*")) - before if path.is_file()} == set()


class TestPlaces:
    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("cai khe", "Phường Cái Khế"),
            ("cho cai khe", "Phường Cái Khế"),
            ("phuong ninh kieu", "Phường Ninh Kiều"),
            ("30/4", "Đường 30 Tháng 4"),
            ("An Hòa", "Phường An Hòa, Quận Ninh Kiều (cũ)"),
        ],
    )
    def test_any_name_finds_it(self, client: BrowserLike, typed: str, found: str) -> None:
        answer = client.get("/places", query_string={"q": typed})
        assert found in [one["words"] for one in answer.json or []]
        assert len(answer.json or []) <= 8

    @pytest.mark.parametrize("typed", ["", "a", "\x00", "%", "_" * 50, "x" * 5_000, "<script>"])
    def test_nonsense_finds_nothing(self, client: BrowserLike, typed: str) -> None:
        assert client.get("/places", query_string={"q": typed}).json == []
