"""Looking up, following, answering, rating and reopening a report; the published list; small pages."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from config import Testing
from feedback import create_app
from feedback.actions import tracking
from feedback.actions.merge import merge
from feedback.actions.publish import publish
from feedback.actions.transaction import transaction
from feedback.models import Attachment, Case, Note
from feedback.queries.cases import NO_SUCH_REPORT
from feedback.rules import lookup_code
from feedback.terms import Dialogue, State
from tests.support.databases import count_statements
from tests.support.pages import BrowserLike, Page
from tests.support.world import ANSWER, World
from tests.web.test_public_report import jpeg

At = Any
WRONG = "1234 5678 90123"


def code_of(world: World, case: Case) -> str:
    return tracking.code_of(world.session, world.report(case).submission)


def look_up(client: BrowserLike, code: str) -> Page:
    return client.send(client.page("/lookup"), code=code)


def opened(client: BrowserLike, world: World, case: Case) -> Page:
    page = look_up(client, code_of(world, case))
    assert page.response.request.path == "/status"
    return page


def act(client: BrowserLike, page: Page, name: str, **fields: Any) -> Page:
    """Send one of the forms of a report's page."""
    return client.send(page, f'form[action$="{name}"]', **fields)


class TestLookup:
    def test_the_code_opens_it_however_it_is_typed(self, client: BrowserLike, world: World) -> None:
        case = world.received()
        code = code_of(world, case)
        for typed in (code, lookup_code.spoken(code), f" {code[:4]}-{code[4:8]}.{code[8:]} "):
            page = look_up(client, typed)
            assert case.number in page.text()
            assert code not in page.response.request.url

    def test_a_number_alone_opens_nothing(self, client: BrowserLike, world: World) -> None:
        page = look_up(client, world.received().number)
        assert page.response.status_code == 422
        assert "1022" in page.text(".ct-errors")

    def test_everything_wrong_gets_one_answer(self, client: BrowserLike, world: World) -> None:
        world.received()
        unknown = lookup_code.code_from_digest(b"x" * 32)
        answers = {
            (page.response.status_code, page.text(".ct-errors"))
            for page in (look_up(client, typed) for typed in (WRONG, unknown, "abc", "", "\x00", "9" * 5_000))
        }
        assert len(answers) == 1
        status, sentence = answers.pop()
        assert status == 422
        assert NO_SUCH_REPORT.rstrip(".") in sentence

    def test_guessing_is_slowed_down_and_right_codes_are_not_counted(self, client: BrowserLike, world: World) -> None:
        code = code_of(world, world.received())
        for _ in range(12):
            assert look_up(client, code).response.status_code == 200
        for _ in range(10):
            assert look_up(client, WRONG).response.status_code == 422
        assert look_up(client, code).response.status_code == 429

    def test_it_closes_by_itself(self, client: BrowserLike, world: World, at: At) -> None:
        opened(client, world, world.received())
        at("2026-07-06T08:29")
        assert client.get("/status").status_code == 200
        at("2026-07-06T08:58")
        assert client.get("/status").status_code == 200
        at("2026-07-06T09:29")
        assert client.get("/status").location == "/lookup"

    def test_nobody_has_opened_anything(self, client: BrowserLike) -> None:
        assert client.get("/status").location == "/lookup"
        token = client.page("/lookup").form().values["csrf_token"]
        for act in ("answer", "rate", "reopen"):
            assert client.post(f"/status/{act}", data={"csrf_token": token}).location == "/lookup"


class TestStatus:
    @pytest.mark.parametrize("state", State)
    def test_every_state_has_a_page(self, client: BrowserLike, world: World, state: State) -> None:
        page = opened(client, world, world.case_in(state))
        assert "%(" not in page.html
        for private in ("Người gửi thử", "0907", "84907", "Cán bộ xử lý"):
            assert private not in page.html

    def test_the_promise_shows_its_sum(self, client: BrowserLike, world: World) -> None:
        page = opened(client, world, world.in_progress())
        assert "Cộng đủ" in page.text(".ct-promise")
        assert "Sở Xây dựng đang xử lý" in page.text()

    def test_the_title_hides_private_facts(self, client: BrowserLike, world: World) -> None:
        case = world.received(text="Tôi tên Nguyễn Văn Thử, nhà tôi số 132/8, gọi 0907 123 456 giúp.")
        page = opened(client, world, case)
        for private in ("Nguyễn Văn Thử", "132/8", "0907 123 456"):
            assert private not in page.html

    def test_an_excluded_matter_is_kept_close(self, client: BrowserLike, world: World) -> None:
        page = opened(client, world, world.referred(text="Tố cáo ông Nguyễn Văn Thử nhận tiền."))
        assert "Nguyễn Văn Thử" not in page.html
        assert "Thanh tra thành phố" in page.text()

    def test_a_merged_case_shows_the_other_progress_but_not_its_words(self, client: BrowserLike, world: World) -> None:
        into = world.in_progress(text="Nước ngập nhà bà Thử số 9 hẻm 5, gọi 0907 999 888.")
        page = opened(client, world, world.merged(into))
        assert "Gộp với phản ánh khác" in page.text()
        assert "bà Thử" not in page.html
        assert "Sở Xây dựng đang xử lý" in page.text()

    def test_the_answer_of_a_merged_case_hides_private_facts(self, client: BrowserLike, world: World) -> None:
        into, own = world.awaiting_approval(), world.received()
        with transaction(world.database) as session:
            found = session.get_one(Case, into.id)
            assert found.result is not None
            found.result.text = "Đã gọi người gửi số 0907 123 456 và vá xong mặt đường."
            merge(session, world.dispatcher, session.get_one(Case, own.id), found)
        world.look()
        from_leader = opened(client, world, own)
        assert "0907" not in from_leader.html

    def test_statements_do_not_grow(self, client: BrowserLike, world: World) -> None:
        opened(client, world, world.closed())
        with count_statements(world.database) as seen:
            client.page("/status")
        assert len(seen) <= 20, "\n".join(seen)


class TestDialogue:
    def test_answering_with_a_picture(self, client: BrowserLike, world: World) -> None:
        case = world.awaiting_info()
        page = opened(client, world, case)
        assert "Ổ gà ở chỗ nào?" in page.text()
        fields = {"answer-text": "Ngay trước cổng chợ.", "answer-pictures": (BytesIO(jpeg()), "a.jpg")}
        page = act(client, page, "answer", **fields)
        world.look()
        assert page.response.status_code == 200
        assert case.dialogue is Dialogue.ANSWERED
        assert world.session.scalars(select(Attachment)).one().report_id == world.report(case).id

    def test_an_answer_nobody_waits_for_is_kept_on_the_page(self, client: BrowserLike, world: World) -> None:
        page = opened(client, world, world.awaiting_info())
        first = act(client, page, "answer", **{"answer-text": "Trước cổng chợ."})
        assert first.response.status_code == 200
        again = act(client, page, "answer", **{"answer-text": "Viết thêm lần nữa."})
        assert again.response.status_code == 409
        assert "Viết thêm lần nữa." in again.text("textarea")

    def test_an_empty_answer_has_its_sentence(self, client: BrowserLike, world: World) -> None:
        page = act(client, opened(client, world, world.awaiting_info()), "answer")
        assert page.response.status_code == 422
        assert "Hãy viết nội dung" in page.text(".ct-errors")

    def test_rating_once(self, client: BrowserLike, world: World) -> None:
        case = world.resolved()
        page = opened(client, world, case)
        assert ANSWER in page.text()
        done = act(client, page, "rate", **{"rate-rating": "4", "rate-comment": "Cảm ơn"})
        world.look()
        assert world.report(case).rating == 4
        assert "Bạn đã đánh giá: hài lòng" in done.text()
        again = act(client, page, "rate", **{"rate-rating": "1"})
        assert again.response.status_code == 409
        assert "đánh giá phản ánh này rồi" in again.text(".ct-errors")

    @pytest.mark.parametrize("score", [None, "9", "x", "-1"])
    def test_a_rating_off_the_scale(self, client: BrowserLike, world: World, score: str | None) -> None:
        page = act(client, opened(client, world, world.resolved()), "rate", **{"rate-rating": score})
        assert page.response.status_code == 422

    def test_reopening(self, client: BrowserLike, world: World) -> None:
        case = world.closed()
        page = opened(client, world, case)
        page = act(client, page, "reopen", **{"reopen-reason": "Vẫn còn ổ gà bên kia đường."})
        world.look()
        assert case.state is State.FORWARDED
        assert "Đã mở lại theo yêu cầu của bạn" in page.text()
        assert "bên kia đường" in world.session.scalars(select(Note)).one().text

    def test_too_late_to_reopen(self, client: BrowserLike, world: World, at: At) -> None:
        case = world.closed()
        at("2026-07-13T07:59")
        page = opened(client, world, case)
        at("2026-07-13T08:01")
        late = act(client, page, "reopen", **{"reopen-reason": "Vẫn còn ổ gà."})
        assert late.response.status_code == 409
        assert "Vẫn còn ổ gà." in late.text('textarea[name="reopen-reason"]')
        assert not client.page("/status").all('form[action$="reopen"]')


class TestPublished:
    def published(self, world: World, copy: str = "Mặt đường có ổ gà lớn.", **fields: Any) -> Case:
        case = world.resolved(**fields)
        world.act(publish, world.dispatcher, case, public_text=copy, public_answer="Đã vá xong mặt đường sáng nay.")
        return case

    def test_found_without_marks_by_the_copy_only(self, client: BrowserLike, world: World) -> None:
        case = self.published(
            world, copy="Mặt đường có ổ gà lớn.", text="Mặt đường có ổ gà lớn, xe máy nguy hiểm, gọi 0907 555 444."
        )
        assert case.number in client.page("/published").html
        for typed in ("o ga", "Mặt đường", case.number):
            assert case.number in client.page(f"/published?q={typed}").html
        for typed in ("nguy hiem", "xe may", "0907", "zzz"):  # said by the citizen, not in the copy
            assert client.page(f"/published?q={typed}").all(".ct-empty")

    def test_one_case_as_everybody_reads_it(self, client: BrowserLike, world: World) -> None:
        case = self.published(world)
        page = client.page(f"/published/{case.number}")
        assert "Đã vá xong" in page.text()
        assert "12 Đường 30 Tháng 4" not in page.html
        assert "Người gửi thử" not in page.html

    @pytest.mark.parametrize("number", ["2607-9999", "x", "%00", "1' OR 1=1", "../secrets"])
    def test_what_is_not_published_is_not_there(self, client: BrowserLike, number: str) -> None:
        assert client.get(f"/published/{number}").status_code == 404

    def test_a_case_that_is_not_published(self, client: BrowserLike, world: World) -> None:
        assert client.get(f"/published/{world.resolved().number}").status_code == 404

    def test_walking_by_key(self, client: BrowserLike, world: World) -> None:
        numbers = [self.published(world).number for _ in range(21)]
        first = client.page("/published")
        second = client.page(first.all('a[rel="next"]')[0].attrs["href"] or "")
        shown = [number for number in numbers if number in first.html]
        assert len(shown) == 20
        assert [number for number in numbers if number in second.html] == [n for n in numbers if n not in shown]
        with count_statements(world.database) as seen:
            client.page("/published?q=o+ga")
        assert len(seen) <= 10

    @pytest.mark.parametrize("key", ["x", "9" * 80, "1_x", "\x00"])
    def test_a_broken_key_shows_the_first_page(self, client: BrowserLike, key: str) -> None:
        assert client.get("/published", query_string={"after": key, "q": "\x00"}).status_code == 200


class TestSmallPages:
    def test_home_privacy_and_life(self, client: BrowserLike) -> None:
        client.page("/")
        client.page("/privacy")
        answer = client.get("/healthz")
        assert (answer.status_code, answer.text) == (200, "ok")

    def test_switches_come_back_here_only(self, client: BrowserLike) -> None:
        page = client.page("/published?q=den")
        back = client.send(page, "footer form", follow=False, lang="en")
        assert back.response.location == "/published?q=den"
        assert 'lang="en"' in client.page("/").html
        token = page.form("footer form").values["csrf_token"]
        for bad in (
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/status/rate",
            "",
        ):
            answer = client.post("/theme", data={"csrf_token": token, "theme": "dark", "next": bad})
            assert answer.location == "/"
        assert 'data-bs-theme="dark"' in client.page("/").html
        client.post("/language", data={"csrf_token": token, "lang": "<x>", "next": "/"})
        assert 'lang="en"' in client.page("/").html

    def test_pages_are_drawn_without_a_database(self, app: Flask, tmp_path: Any) -> None:
        environ = {"FEEDBACK_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/none/x.sqlite3"}
        settings = Testing(environ | {"REDIS_URL": f"unix://{tmp_path}/none.sock"})
        settings.TESTING = False
        broken = create_app(settings)
        broken.test_client_class = BrowserLike
        browser = broken.test_client()
        with browser.session_transaction() as cookie:
            cookie["sid"] = "somebody"
        assert browser.get("/healthz").status_code == 503
        answer = browser.get("/report")
        assert answer.status_code == 503
        assert "1022" in answer.text
        assert "sqlite" not in answer.text
        assert browser.get("/nope").status_code in (404, 503)
