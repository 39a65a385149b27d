"""The centre at a case file: not publishing, and a new lookup code for a caller who lost theirs."""

from __future__ import annotations

from collections.abc import Callable

from feedback.actions.tracking import spoken_code
from feedback.terms import Publication, Role
from tests.support.pages import BrowserLike
from tests.support.world import World

SignIn = Callable[..., BrowserLike]
PHONE = "0907123456"


def test_a_dispatcher_withholds_and_the_file_shows_why(world: World, as_staff: SignIn) -> None:
    case, dispatcher = world.resolved(), as_staff(Role.DISPATCHER)
    page = dispatcher.send(
        dispatcher.page(f"/cases/{case.number}?act=withhold"),
        'form[action$="/withhold"]',
        reason_code="dang-dieu-tra",
        note="Công an quận đang xác minh.",
    )
    assert "Đang thanh tra, điều tra hoặc tranh chấp" in page.text("#khong-cong-khai")
    assert "Công an quận đang xác minh." in page.text("#khong-cong-khai")
    assert "Quyết định không công khai: Đang thanh tra, điều tra hoặc tranh chấp" in page.text("ol.ct-time")
    world.look()
    assert world.case(case.id).publication is Publication.WITHHELD
    answers = dispatcher.page("/hotline/answers?which=unpublished")
    assert case.number not in answers.text()


def test_an_operator_issues_a_code_without_seeing_it(world: World, as_staff: SignIn) -> None:
    case, _code = world.receive(phone=PHONE)
    operator = as_staff(Role.OPERATOR)
    address, form = f"/cases/{case.number}?act=reissue_code", 'form[action$="/reissue_code"]'
    wrong = operator.send(operator.page(address), form, said="0907 999 999")
    assert wrong.response.status_code == 422
    assert "Không đúng số hoặc thư" in wrong.text("#said-loi")
    page = operator.send(operator.page(address), form, said="0907 123 456")
    assert "Mã cũ không dùng được nữa." in page.text("body")
    world.look()
    code = spoken_code(world.session, world.report(case))
    assert code not in page.html
    assert PHONE not in page.html
