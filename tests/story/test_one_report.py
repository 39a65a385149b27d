"""One report from a phone to a figure, through the real system: web, workers, ticker, Valkey and database."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.story.parts import (
    CALL,
    CALLERS_NUMBER,
    NAME,
    PHONE_NUMBER,
    Filed,
    Staff,
    file_report,
    log_call,
    look_up,
    open_case,
    press,
    write,
)
from tests.support.browsing import People
from tests.support.running import System

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

QUESTION = "Ổ gà nằm ở làn nào, cách cột đèn chừng mấy mét vậy bạn?"
REPLY = "Dạ làn sát lề bên phải, cách cột đèn số 14 chừng 5 mét."
ANSWER = "Đội duy tu đã vá ổ gà bằng bê tông nhựa nguội lúc 15 giờ, mặt đường đã bằng phẳng."
AGAIN = "Hôm nay miếng vá đã bong, ổ gà lại như cũ."
BETTER = "Đã cào bóc và vá lại bằng bê tông nhựa nóng, lu kỹ, có giám sát của phường."
NO_PICTURE = "Máy ảnh của đội hỏng đúng hôm đó."
HELP_IS_OPEN = "Còn đơn vị phối hợp chưa trả lời."
NOT_NEEDED = "Phường tự vá được, không cần thêm đơn vị."
NOT_YOUR_OWN = "Người trình kết quả không tự duyệt kết quả của mình."


def test_one_report_from_a_phone_to_a_figure(people: People, system: System) -> None:
    staff = Staff(people, system)
    phone = people.citizen()

    filed = file_report(phone)
    it_is_routed_with_its_reasons(staff["canbo"], filed, system)

    called = log_call(staff["dienthoai"])
    the_dispatcher_merges(staff["dieuphoi"], called, filed)

    the_officer_accepts_and_asks(staff["canbo"], filed)
    the_citizen_answers(phone, filed)
    the_officer_hands_in(staff["canbo"], filed)
    the_leader_does_without_the_helper(staff["lanhdaodonvi"], filed)
    press(open_case(staff["lanhdaodonvi"], filed.number), "Duyệt kết quả", "Đã duyệt.")

    the_citizen_rates_and_reopens(phone, filed)
    nobody_approves_their_own(staff["lanhdaodonvi"], filed)
    press(open_case(staff["lanhdaophuong"], filed.number), "Duyệt kết quả", "Đã duyệt.")
    both_citizens_see_the_answer(people.citizen(), filed, called)

    the_dispatcher_publishes_and_closes(staff["dieuphoi"], filed)
    anybody_reads_it_without_private_facts(people.citizen(), filed)
    the_figure_opens_to_it(staff["lanhdao"], system, filed)
    nothing_is_left_over(staff["quantri"], system)
    what_was_sent_can_be_read(people.somebody(), filed, called)


def it_is_routed_with_its_reasons(desk: Page, filed: Filed, system: System) -> None:
    def has_arrived() -> bool:
        desk.goto("/agency/")
        return desk.get_by_text(filed.number, exact=True).is_visible()

    system.wait_until(has_arrived, "the workers route the report")
    open_case(desk, filed.number)
    reasons = desk.locator("section", has=desk.get_by_role("heading", name="Vì sao chuyển đến đây?"))
    expect(reasons).to_contain_text("UBND phường Tân An")
    expect(reasons).to_contain_text("Ổ gà")
    expect(desk.get_by_text(PHONE_NUMBER, exact=True)).to_have_count(0)
    expect(desk.get_by_text(NAME)).to_have_count(0)


def the_dispatcher_merges(desk: Page, called: Filed, into: Filed) -> None:
    desk.goto(f"/hotline/tray?case={called.number}")
    same = desk.locator("#trung li", has_text=into.number)
    same.get_by_role("link", name="Gộp").click()
    desk.get_by_role("button", name="Gộp hai phiếu").click()
    expect(desk.get_by_text(f"Đã gộp {called.number} vào {into.number}.")).to_be_visible()


def the_officer_accepts_and_asks(desk: Page, filed: Filed) -> None:
    open_case(desk, filed.number)
    expect(desk.get_by_text(CALL)).to_be_visible()
    press(desk, "Tiếp nhận", "Đã tiếp nhận vụ việc.")
    choice = ("Cần hỏi gì", "Hỏi địa điểm")
    write(desk, "Hỏi người dân", "Đã gửi câu hỏi. Thời hạn tạm dừng.", choice, text=QUESTION)


def the_citizen_answers(phone: Page, filed: Filed) -> None:
    look_up(phone, filed.code)
    expect(phone.get_by_text(QUESTION)).to_be_visible()
    phone.get_by_label("Trả lời của bạn").fill(REPLY)
    phone.get_by_role("button", name="Gửi trả lời").click()
    expect(phone.get_by_text("Đã gửi trả lời của bạn.")).to_be_visible()


def hand_in(desk: Page, answer: str) -> None:
    done = ("Kết quả", "Đã xử lý xong")
    write(desk, "Trình kết quả", "Đã trình kết quả", done, text=answer, no_picture_reason=NO_PICTURE)


def the_officer_hands_in(desk: Page, filed: Filed) -> None:
    open_case(desk, filed.number)
    expect(desk.get_by_text(REPLY)).to_be_visible()
    write(
        desk,
        "Trình kết quả",
        "Đã trình kết quả",
        ("Kết quả", "Đã xử lý xong"),
        text=ANSWER,
        no_picture_reason=NO_PICTURE,
    )
    expect(desk.get_by_role("button", name="Duyệt kết quả")).to_have_count(0)


def the_leader_does_without_the_helper(desk: Page, filed: Filed) -> None:
    """The matrix has called another agency to help; nothing is approved over its head without a reason."""
    open_case(desk, filed.number)
    expect(desk.get_by_text(HELP_IS_OPEN)).to_be_visible()
    write(desk, "Kết thúc phối hợp", "Đã kết thúc phần phối hợp", why=NOT_NEEDED)


def the_citizen_rates_and_reopens(phone: Page, filed: Filed) -> None:
    look_up(phone, filed.code)
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    phone.get_by_label("Không hài lòng", exact=True).check()
    phone.get_by_role("button", name="Gửi đánh giá").click()
    expect(phone.get_by_text("Bạn đã đánh giá: không hài lòng")).to_be_visible()
    phone.get_by_text("Chưa xong, xử lý lại giúp tôi").click()
    phone.get_by_label("Còn điều gì chưa xong?").fill(AGAIN)
    phone.get_by_role("button", name="Nhờ xử lý lại").click()
    expect(phone.get_by_text("Đã nhờ xử lý lại.")).to_be_visible()


def nobody_approves_their_own(desk: Page, filed: Filed) -> None:
    open_case(desk, filed.number)
    press(desk, "Tiếp nhận", "Đã tiếp nhận vụ việc.")
    write(
        desk,
        "Trình kết quả",
        "Đã trình kết quả",
        ("Kết quả", "Đã xử lý xong"),
        text=BETTER,
        no_picture_reason=NO_PICTURE,
    )
    expect(desk.get_by_text(NOT_YOUR_OWN)).to_be_visible()
    expect(desk.get_by_role("button", name="Duyệt kết quả")).to_have_attribute("aria-disabled", "true")


def both_citizens_see_the_answer(phone: Page, filed: Filed, called: Filed) -> None:
    for reporter in (called, filed):
        look_up(phone, reporter.code)
        expect(phone.get_by_text(BETTER)).to_be_visible()


def the_dispatcher_publishes_and_closes(desk: Page, filed: Filed) -> None:
    desk.goto("/hotline/answers")
    desk.locator("tr", has_text=filed.number).get_by_role("link").click()
    write(desk, "Công khai", "Đã công khai bản đã che.")
    press(desk, "Đóng vụ việc", "Đã đóng vụ việc.")


def anybody_reads_it_without_private_facts(phone: Page, filed: Filed) -> None:
    phone.goto("/published")
    phone.get_by_role("link", name="Ổ gà sâu giữa đường").click()
    expect(phone.get_by_text(BETTER)).to_be_visible()
    everything = phone.content()
    assert "[đã ẩn]" in everything
    for private in (PHONE_NUMBER, PHONE_NUMBER.replace(" ", ""), NAME, CALLERS_NUMBER, filed.code):
        assert private not in everything


def the_figure_opens_to_it(desk: Page, system: System, filed: Filed) -> None:
    assert "đều khớp" in system.cli("indicators", "verify")
    desk.goto("/leadership/")
    desk.get_by_role("link", name="Đúng hạn (Bộ chỉ số 766)").click()
    expect(desk.get_by_text(filed.number, exact=True)).to_be_visible()


def nothing_is_left_over(desk: Page, system: System) -> None:
    system.wait_until(lambda: system.doctor()["tasks_undone"] == 0, "all background work is done")
    desk.goto("/admin/tasks")
    expect(desk.get_by_text("Không có việc nào hỏng")).to_be_visible()
    found = system.doctor()
    wanted = {"reports": 2, "unrouted": 0, "tasks_dead": 0, "audit_ok": True, "database": "ok", "redis": "ok"}
    assert found | wanted == found
    assert "Nhật ký nguyên vẹn" in system.cli("audit", "verify")


def what_was_sent_can_be_read(desk: Page, filed: Filed, called: Filed) -> None:
    desk.goto("/developer/messages")
    for words in (
        f"Đã nhận phản ánh {filed.number}. Mã tra cứu: {filed.code}.",
        f"cần hỏi thêm về phản ánh {filed.number}",
        f"đã trả lời phản ánh {filed.number}",
        f"Vụ việc của phản ánh {filed.number}",
        f"Phản ánh {called.number} được xử lý chung",
        f"đã trả lời phản ánh {called.number}",
    ):
        expect(desk.get_by_text(words).first).to_be_visible()
