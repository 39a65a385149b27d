"""Hard sentences: what the law excludes, what only sounds like it, thanks and spam."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.rules.kinds import kind_hints, look_first
from feedback.rules.phrases import PhraseBook
from feedback.rules.text import fold
from feedback.terms import Kind
from tests.data.city_pack import rows

BOOK = PhraseBook((row["kind"], row["phrase"], float(row["weight"])) for row in rows("kind_words.csv"))

LOOK = [
    ("Tôi làm đơn khiếu nại quyết định thu hồi đất của UBND quận", "complaint"),
    ("Gia đình tôi khiếu nại về việc bồi thường giải tỏa không thỏa đáng", "complaint"),
    ("Tôi không đồng ý với quyết định xử phạt hành chính, xin khiếu nại", "complaint"),
    ("Xin khiếu nại việc cán bộ phường không cấp giấy chứng nhận cho tôi", "complaint"),
    ("Chúng tôi tố cáo ông chủ tịch xã ăn chặn tiền hỗ trợ", "denunciation"),
    ("Tôi xin tố cáo quán karaoke này bảo kê", "denunciation"),
    ("Cán bộ địa chính vòi tiền mới chịu đo đất", "denunciation"),
    ("Đơn tố cáo của tôi gửi từ tháng 3 chưa ai trả lời", "denunciation"),
    ("Tôi muốn tố giác nhóm người bán ma túy ở đầu hẻm", "crime_report"),
    ("có người tổ chức đánh bạc ăn tiền lớn mỗi đêm ở nhà hoang", "crime_report"),
    ("Cảm ơn tổng đài, nay tôi xin tố cáo cán bộ nhận hối lộ", "denunciation"),
    ("toi lam don to cao can bo phuong nhan hoi lo", "denunciation"),
]
ORDINARY = [
    "Tôi khiếu nại tiền điện tháng này tăng gấp đôi",
    "Muốn khiếu nại nhà mạng vì internet chập chờn cả tuần",
    "Bà con khiếu nại nhiều lần với công ty mà rác vẫn không ai gom",
    "Đường đầy ổ gà, dân khiếu nại hoài không ai sửa",
    "Xin hỏi muốn tố cáo doanh nghiệp trốn đóng bảo hiểm thì gửi đơn ở đâu?",
    "Thủ tục khiếu nại lần đầu như thế nào, nộp ở đâu?",
    "Mùi hôi nồng nặc tố cáo bãi rác chôn không đúng cách",
    "Quán nhậu hát karaoke ồn ào tới khuya, nhiều lần báo phường",
    "Báo chí tố cáo nạn xe dù nhưng bến cóc vẫn còn",
    "Người dân sợ bị trả thù nên không dám tố cáo",
    "Đề nghị tuyên truyền phòng chống tham nhũng cho học sinh",
    "Con nghiện hút chích bỏ kim tiêm đầy công viên",
    "Phòng tiếp dân giải quyết khiếu nại đóng cửa giờ hành chính",
    "Đây không phải khiếu nại, tôi chỉ phản ánh đèn đường hư",
    "Đèn đường hư, xin cảm ơn tổng đài",
    "Cảm ơn đã vá ổ gà nhưng mưa xong lại hư",
    "Rất hài lòng, tuy nhiên đoạn cuối hẻm vẫn chưa có đèn",
    "Tôi nhận được tin nhắn trúng thưởng, nghi lừa đảo, đề nghị xử lý",
    "Tờ rơi vay tiền nhanh dán kín cột điện",
]
NOT_A_REPORT = [
    ("Tôi rất hài lòng, xin cảm ơn tổng đài đã xử lý nhanh", "thanks"),
    ("Khen ngợi anh công nhân vệ sinh làm tốt lắm", "thanks"),
    ("Vay tiền nhanh, giải ngân trong ngày, liên hệ zalo", "spam"),
    ("Nhận quà miễn phí, bấm vào đường dẫn sau đây", "spam"),
    ("Casino uy tín, tỷ lệ cược cao, tuyển cộng tác viên", "spam"),
]


@pytest.mark.parametrize(("text", "kind"), [*LOOK, *NOT_A_REPORT])
def test_a_person_looks_first(text: str, kind: str) -> None:
    hint = look_first(text, BOOK)
    assert hint is not None, kind_hints(text, BOOK)
    assert hint.kind == kind
    assert all(word in text for word in hint.words)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_only_sounds_like_it_is_not_held_up(text: str) -> None:
    assert look_first(text, BOOK) is None, kind_hints(text, BOOK)


@pytest.mark.parametrize(("text", "kind"), LOOK)
def test_accents_do_not_decide_whether_a_person_looks(text: str, kind: str) -> None:
    hint = look_first(fold(text), BOOK)
    assert hint is not None, kind_hints(fold(text), BOOK)
    assert hint.kind == kind


def test_questions_are_hinted_at_as_questions() -> None:
    assert kind_hints("Xin hỏi muốn tố cáo thì gửi đơn ở đâu?", BOOK)[0].kind == Kind.QUESTION


def test_hints_come_strongest_first_with_the_words_as_written() -> None:
    hints = kind_hints("Tôi KHIẾU NẠI quyết định thu hồi đất và tố cáo ông A", BOOK)
    assert [hint.kind for hint in hints][:2] == ["complaint", "denunciation"]
    assert hints[0].words == ("KHIẾU NẠI quyết định", "quyết định thu hồi đất")
    assert kind_hints("Xin chào", BOOK) == []


PIECES = st.sampled_from(["tôi", "khiếu nại", "tố cáo", "quyết định", "cán bộ", "không", "cảm ơn", "ở đâu", ".", "rác"])


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=10).map(" ".join))
def test_any_order_of_words_is_read(text: str) -> None:
    hints = kind_hints(text, BOOK)
    assert [hint.score for hint in hints] == sorted((hint.score for hint in hints), reverse=True)
    assert all(word in text for hint in hints for word in hint.words)
