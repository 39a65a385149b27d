"""Hard sentences: what is dangerous now, and what only speaks of danger."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.rules.text import fold
from feedback.rules.urgency import alarms, danger, danger_book
from tests.data.city_pack import rows

BOOK = danger_book((row["kind"], row["phrase"]) for row in rows("danger_words.csv"))

NOW = [
    ("Dây điện trước nhà bị đứt rơi xuống đường", "dien"),
    ("Trụ điện đầu hẻm nghiêng hẳn ra lộ", "dien"),
    ("Bình điện trên trụ nẹt lửa rồi nổ lớn", "dien"),
    ("Dây cáp thòng xuống đường vướng cổ người đi xe", "dien"),
    ("Có mùi gas rất nặng trong chung cư", "khi-dot"),
    ("Đám cháy ở bãi phế liệu lan ra, khói đen mù mịt", "chay-no"),
    ("Nhà bên cạnh sắp sập, tường nứt toác", "sap-do"),
    ("Bờ sông đoạn này sạt vào sát nhà dân", "sap-do"),
    ("Mặt đường vừa sụp thành hố sâu", "sap-do"),
    ("Cây dầu to bật gốc đè lên mái nhà", "cay-do"),
    ("Cành cây khô sắp rơi trúng người đi đường", "cay-do"),
    ("Hố ga giữa đường mất nắp mấy hôm nay", "nap-cong"),
    ("Nước ngập sâu tràn vào nhà cả xóm", "nuoc"),
    ("Có em bé lọt xuống mương thoát nước", "tre-em"),
    ("Nhớt xe tải đổ ra đường, nhiều người té", "tai-nan"),
    ("Đêm qua cây đổ chắn đường, tới giờ chưa ai dọn", "cay-do"),
    ("Đã báo điện lực nhưng dây điện đứt vẫn còn nằm đó", "dien"),
    ("Cây đổ chắn đường đã cắt một phần nhưng hiện vẫn chưa dọn xong", "cay-do"),
    ("day dien dut nam giua duong", "dien"),
    ("DÂY ĐIỆN ĐỨT RỒI CỨU VỚI", "dien"),
    ("Nguy cơ sập nhà bất cứ lúc nào", "sap-do"),
]
NOT_NOW = [
    "Không có cháy nhà nào ở đây cả",
    "Chỗ này không có hiện tượng rò gas, chỉ là mùi nước thải",
    "Chưa thấy dây điện đứt nhưng đèn đường không sáng",
    "Đám cháy hôm qua đã được dập tắt, xin hỏi thủ tục hỗ trợ",
    "Cây ngã xuống đường hôm bão đã dọn xong, cảm ơn",
    "Năm ngoái từng sập cầu ở đây, nay xin lắp biển báo",
    "Đề nghị tập huấn kỹ năng chống đuối nước cho học sinh",
    "Phường nên diễn tập chữa đám cháy ở chợ",
    "Xin hướng dẫn xử lý khi có đám cháy trong chung cư",
    "Nếu cháy nhà thì gọi số nào?",
    "Xe chạy nhanh dễ gây tai nạn chết người, xin lắp gờ giảm tốc",
    "Lo ngại nguy cơ cháy lớn vì chợ không có bình chữa cháy",
    "Nước trong hồ cá bị đục",
    "Đường tối om, đi lại khó khăn",
    "Hàng bán cháy hàng liên tục",
]


@pytest.mark.parametrize(("text", "kind"), NOW)
def test_danger_now_is_seen_and_quoted(text: str, kind: str) -> None:
    found = alarms(text, BOOK)
    assert kind in {alarm.kind for alarm in found}, found
    assert all(text[alarm.start : alarm.end] == alarm.words for alarm in found)


@pytest.mark.parametrize("text", NOT_NOW)
def test_speaking_of_danger_is_no_alarm(text: str) -> None:
    assert danger(text, BOOK) == []
    assert danger(fold(text), BOOK) == []


@pytest.mark.parametrize(("text", "kind"), NOW)
def test_danger_is_seen_without_accents(text: str, kind: str) -> None:
    assert kind in {alarm.kind for alarm in alarms(fold(text), BOOK)}


def test_each_danger_is_named_once_in_the_order_of_the_text() -> None:
    text = "Sạt lở rồi! dây điện đứt; ĐỨT DÂY ĐIỆN, sạt lở"
    assert danger(text, BOOK) == ["Sạt lở", "dây điện đứt", "ĐỨT DÂY ĐIỆN", "sạt lở"]


def test_the_parts_of_a_phrase_stand_in_one_sentence() -> None:
    assert danger("Dây điện nhiều quá. Bóng đèn thì đứt.", BOOK) == []
    assert danger("Dây điện nhiều quá trời từ đầu hẻm cho tới tận cuối hẻm mà dép tôi đứt", BOOK) == []


PIECES = st.sampled_from(
    [
        "không", "chưa", "đã", "dây điện", "đứt", "cháy nhà", "đám cháy", "dập tắt", ".", ",", "\n", "nếu", "năm ngoái",
        "mùi gas", "hố ga", "mất nắp", "vẫn còn",
    ]
)  # fmt: skip


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map(" ".join)))
def test_alarms_never_overlap_and_quote_the_text(text: str) -> None:
    at = 0
    for alarm in alarms(text, BOOK):
        assert at <= alarm.start < alarm.end <= len(text)
        assert text[alarm.start : alarm.end] == alarm.words
        at = alarm.end
