from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.rules.redaction import find_private, mask_email, mask_name, mask_phone, redact


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Gọi tôi 0907418562 nhé", "Gọi tôi [đã ẩn] nhé"),
        ("Gọi 0907.418.562 hoặc 0907 418 562", "Gọi [đã ẩn] hoặc [đã ẩn]"),
        ("Gọi 090-741-8562, +84 907 418 562, (+84)907418562", "Gọi [đã ẩn], [đã ẩn], [đã ẩn]"),
        ("Máy bàn 0292 3820 888", "Máy bàn [đã ẩn]"),
        ("CCCD 092099001234, CMND 361234567", "CCCD [đã ẩn], CMND [đã ẩn]"),
        ("CCCD: 092 099 001 234", "CCCD: [đã ẩn]"),
        ("Thư an.nguyen+1@gmail.com.", "Thư [đã ẩn]."),
        ("Xe 65A-123.45 và 65B1-234.56, 65C12345 đậu", "Xe [đã ẩn] và [đã ẩn], [đã ẩn] đậu"),
        ("Tôi tên là Nguyễn Văn An, ở đây", "Tôi tên là [đã ẩn], ở đây"),
        ("Họ và tên: Lê Thị Ánh Tuyết phản ánh", "Họ và tên: [đã ẩn] phản ánh"),
        ("em tên Đỗ Hòa gửi", "em tên [đã ẩn] gửi"),
        ("Số tài khoản Vietcombank 0071 0001 2345", "Số tài khoản Vietcombank [đã ẩn]"),
        ("STK: 123456789", "STK: [đã ẩn]"),
        ("Nhà tôi số 12/3A, hẻm 51", "Nhà tôi số [đã ẩn], hẻm 51"),
        ("tôi ở nhà số 45B đường Hòa Bình", "tôi ở nhà số [đã ẩn] đường Hòa Bình"),
        ("sđt 84907418562 hoặc 0 9 0 7 4 1 8 5 6 2", "sđt [đã ẩn] hoặc [đã ẩn]"),
        ("căn cước số 092.099.001.234", "căn cước số [đã ẩn]"),
        ("Số CMND của tôi là 361 234 567", "Số CMND của tôi là [đã ẩn]"),
        ("xe biển số 65a-123.45 và xe 65b1 23456", "xe biển số [đã ẩn] và xe [đã ẩn]"),
        ("Xe 65-B1 234.56, 65 H1-2345, 65C-012.34", "Xe [đã ẩn], [đã ẩn], [đã ẩn]"),
        ("Tôi là Trần Thị Bé Ba, xin phản ánh", "Tôi là [đã ẩn], xin phản ánh"),
        ("toi ten la nguyen van an o hem 51", "toi ten la [đã ẩn] o hem 51"),
        ("tôi tên trần thị hoa ngụ khu vực 3", "tôi tên [đã ẩn] ngụ khu vực 3"),
        ("Nhờ gặp anh Nguyễn Văn Tư để hỏi", "Nhờ gặp anh [đã ẩn] để hỏi"),
        ("nhà bà Sáu nuôi heo hôi, ông Lê Văn Út chửi", "nhà bà [đã ẩn] nuôi heo hôi, ông [đã ẩn] chửi"),
        ("Ông Huỳnh Văn Ba lấn hẻm", "Ông [đã ẩn] lấn hẻm"),
        ("Người gửi: Phạm Quốc Việt", "Người gửi: [đã ẩn]"),
        ("chuyển vào Vietcombank 0071000123456", "chuyển vào Vietcombank [đã ẩn]"),
        ("ngụ tại 25/4 đường Mậu Thân", "ngụ tại [đã ẩn] đường Mậu Thân"),
        ("Địa chỉ nhà: 7B đường 30/4", "Địa chỉ nhà: [đã ẩn] đường 30/4"),
    ],
)
def test_private_facts_are_hidden(text: str, hidden: str) -> None:
    assert redact(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "Nắp cống trước số 126 đường Hòa Bình bị vỡ từ ngày 06/07/2026",
        "Quốc lộ 91, km 12+300, đường 30 Tháng 4",
        "Gọi 1022 hoặc 113, tổng đài 19001022",
        "Phiếu 2607-4102, mã 31135",
        "Tiền điện 1.284.000 đồng, nhà tôi cách 50 m, ở 20 năm",
        "Quyết định 1668/NQ-UBTVQH15",
        "Tên đường này là Nguyễn Văn Cừ",
        "tôi tên gì thì kệ",
        "Căn cứ Quyết định 766/QĐ-TTg và Nghị định 20/2008/NĐ-CP",
        "Thông tư 102/2016/TT-BTTTT, công văn 1234/SXD-QLN",
        "Hồ sơ 202611250123 nộp ngày 25/11/2026",
        "Tổng cộng 123456789 đồng, tức 123.456.789 đồng",
        "UBND phường số 2 Hòa Bình, trụ sở số 144 đường Trần Hưng Đạo",
        "Đường Bà Triệu, cầu Ông Đội, chùa Ông, chợ Bà Bộ",
        "Tôi là Việt kiều, tôi là người dân khu vực 3",
        "ông Chủ tịch phường, bà Phó Giám đốc sở",
        "tôi ở tổ 5, hẻm 51 đường 30/4, phường Xuân Khánh",
        "tôi ở khu vực 4, tôi ở đây 15 năm, nhà tôi 3 tầng",
        "Vị trí 10.03312, 105.77701, lúc 18h30 ngày 24/11",
        "ĐT. 922, QL91B, tuyến xe buýt 65, dãy nhà 65B lô 12",
        "Từ 7:00 đến 11:00, mức 85 dB, 22 kV, 2026",
        "cột đèn số 12345678, tủ điện T65A",
    ],
)
def test_what_says_where_and_what_stays(text: str) -> None:
    assert redact(text) == text


def test_spans_say_what_they_are() -> None:
    text = "Tôi tên là Nguyễn Văn An, số 0907418562, thư an@cantho.vn"
    assert [(text[span.start : span.end], span.kind) for span in find_private(text)] == [
        ("Nguyễn Văn An", "name"),
        ("0907418562", "phone"),
        ("an@cantho.vn", "email"),
    ]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(["0907418562", "tôi tên là An Bình", "a@b.vn", "65A-123.45", "nhà tôi 12", ", ", "1"])))
def test_hiding_twice_changes_nothing(pieces: list[str]) -> None:
    once = redact(" ".join(pieces))
    assert redact(once) == once
    spans = find_private(" ".join(pieces))
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_masks() -> None:
    assert mask_phone("0907 418 562") == "09xx xxx 562"
    assert mask_phone("+84907418562") == "09xx xxx 562"
    assert mask_phone("02923820888") == "02xx xxxx 888"
    assert mask_phone("1022") == "xxxx"
    assert mask_name("Nguyễn Văn An") == "Nguyễn V. A."
    assert mask_name("  an ") == "a."
    assert mask_name("") == ""
    assert mask_email("nguyenvana@gmail.com") == "n…@gmail.com"
