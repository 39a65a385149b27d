"""How private facts look in Vietnamese texts: the patterns that `redaction` goes through, in this order.

What an earlier pattern took, a later one leaves alone. None reaches across a mark that is already set.
"""

from __future__ import annotations

import re

GAP = r"[ .\-]?"
CAPITAL = "A-ZÀ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
NAME_WORD = rf"[{CAPITAL}][a-zà-ýăđĩũơưạ-ỹ]+"
NAMES = rf"{NAME_WORD}(?:\s+{NAME_WORD})"
FAMILY = (
    "nguyễn|nguyen|trần|tran|lê|le|phạm|pham|huỳnh|huynh|hoàng|hoang|phan|vũ|vu|võ|vo|đặng|dang|bùi|bui|đỗ|do|hồ|ho"
    "|ngô|ngo|dương|duong|lý|ly|trương|truong|đinh|dinh|lâm|lam|mai|thạch|thach|danh|sơn|son|kim|châu|chau|quách|quach"
)
WHO = r"(?:tôi|toi|em|con|cháu|chau|mình|minh)"
SAYS_NAME = (
    rf"(?i:\b(?:{WHO}\s+(?:tên|ten)(?:\s+(?:là|la))?|(?:họ\s+(?:và\s+)?tên|ho\s+(?:va\s+)?ten|(?:tên|ten)\s+(?:tôi|toi)"
    r"(?:\s+(?:là|la))?|người\s+gửi|nguoi\s+gui|người\s+phản\s+ánh|liên\s+hệ\s+(?:anh|chị|ông|bà))\s*:?))"
)
# where a name typed in small letters ends
AFTER_NAME = (
    r"(?:ở|o|ngụ|ngu|xin|phản|phan\s+anh|kính|kinh|sống|song|hiện|hien|là|la|số|so|sđt|sdt|tại|tai|đt|dt|năm|nam"
    r"|sinh|gửi|gui|địa|dia|muốn|muon|và|va)"
)
SMALL_NAME = rf"(?i:(?:{FAMILY})(?:\s+(?!{AFTER_NAME}\b)[^\W\d_]+){{1,3}})"
# "bà Lê Thị Hoa", "anh Tư": not "đường Bà Triệu", "cầu Ông Đội", "ông Chủ tịch"
PLACE_BEFORE = "".join(
    rf"(?<!{word}\s)"
    for word in ("đường", "Đường", "cầu", "Cầu", "chợ", "Chợ", "chùa", "Chùa", "rạch", "Rạch", "kênh", "Kênh", "cống",
                 "miếu", "phố", "hẻm", "xóm", "bến", "cồn", "khu", "ấp", "vàm")
)  # fmt: skip
OFFICE = r"(?:Chủ|Phó|Giám|Trưởng|Bí|Cán|Công|Bộ|Đại|Thủ|Tổng|Hiệu|Lãnh|Việt|Nam|Nữ|Tổ|Sáu\s+Tháng)\b"
PERSON = (
    rf"{PLACE_BEFORE}\b(?:(?:ông|bà|anh|chị|cô|chú|bác)\s+(?P<one>(?!{OFFICE}){NAMES}{{0,4}})"
    rf"|(?:Ông|Bà|Anh|Chị|Cô|Chú|Bác)\s+(?P<other>(?!{OFFICE}){NAMES}{{1,4}}))"
)
IS_CALLED = rf"(?i:\b{WHO}\s+(?:là|la))\s+(?P<hidden>(?!{OFFICE}){NAMES}{{1,4}})"
BANK = (
    r"(?i:(?:số\s+|so\s+)?(?:tài\s+khoản|tai\s+khoan)|stk|số\s+tk|vietcombank|vcb|agribank|bidv|vietinbank|sacombank"
    r"|mb\s*bank|techcombank|acb)"
)
SAYS_HOME = (
    r"(?i:(?:nhà\s+(?:tôi|em|con|ông|bà|anh|chị|cô|chú|bác|của\s+\w+)|(?:tôi|em|con)\s+(?:ở|ngụ|sống\s+(?:ở|tại))"
    r"|ngụ(?:\s+tại)?"
    r"|thường\s+trú(?:\s+tại)?|tạm\s+trú(?:\s+tại)?|nhà\s+riêng|địa\s+chỉ\s+(?:nhà|của\s+tôi)|nha\s+toi|toi\s+o)\s*:?)"
)
HOUSE_NUMBER = r"\d{1,5}[A-Za-z]?(?:/\d{1,4}[A-Za-z]?)*"
A_MEASURE = (
    r"[\d.,]*\s*(?i:m\b|mét|km|ngày|giờ|năm|tháng|triệu|đồng|người|tuổi|lần|hộ|phút|tuần|nghìn|ngàn|k\b|con\b|cái|cây"
    r"|tầng|nam\b|ngay|thang|tuoi|phut)"
)
# "tôi ở tổ 5, hẻm 51, đường 30/4": which street and alley is what the crew must know
NO_NUMBER_OF_A_PLACE = (
    r"(?:(?!\b(?:hẻm|hem|tổ|to|khu vực|ấp|khóm|đường|duong|quận|phường|phuong|kp|quốc lộ|ql)\b)[^\d\n.;\[])"
)
IDENTITY = r"\d{12}|\d{3} \d{3} \d{3} \d{3}|\d{4} \d{4} \d{4}|\d{9}|\d{3} \d{3} \d{3}"
SAYS_IDENTITY = r"(?i:cccd|cmnd|căn\s+cước(?:\s+công\s+dân)?|chứng\s+minh(?:\s+nhân\s+dân)?|can\s+cuoc|hộ\s+chiếu)"
FILES = ("[Hh]ồ sơ", "[Hh]ồ sơ số", "[Pp]hiếu", "[Pp]hiếu số", "[Mm]ã", "[Cc]ông văn", "[Bb]iên nhận")
NO_FILE_NUMBER = "".join(rf"(?<!{words}\s)(?<!{words}:\s)" for words in FILES)
MONEY = r"(?!\s*(?i:đồng|đ\b|vnđ|vnd|triệu|tỷ))"
SAYS_PLATE = r"(?i:biển\s+số|bien\s+so|\bbks|\bbs|\bxe)"
PLATE_NUMBER = r"(?:\d{3}\.?\d{2}|\d{4})"
SMALL_PLATE = rf"(?i:\d{{2}}\s?-?\s?[a-z][a-z0-9]?\s?[-.]?\s?{PLATE_NUMBER})"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("bank", re.compile(rf"\b{BANK}[^\d\n\[]{{0,30}}(?P<hidden>\d(?:[ .\-]?\d){{5,18}})")),
    ("plate", re.compile(rf"(?<![\w/])\d{{2}}\s?-?\s?[A-Z][A-Z0-9]?\s?[-.]?\s?{PLATE_NUMBER}(?![\w/]|\.\d)")),
    ("plate", re.compile(rf"{SAYS_PLATE}\s*:?\s*(?P<hidden>{SMALL_PLATE})(?![\w/])")),
    ("phone", re.compile(rf"(?<![\d.])(?:\(?\+?84\)?{GAP}|0{GAP})[235789](?:{GAP}\d){{8}}(?:{GAP}\d)?(?!\d)")),
    ("id", re.compile(rf"{SAYS_IDENTITY}[^\d\n\[]{{0,15}}(?P<hidden>\d(?:[ .\-]?\d){{7,11}})(?!\d)")),
    ("id", re.compile(rf"{NO_FILE_NUMBER}(?<![\d/.,\-\w])(?:{IDENTITY})(?![\d/]){MONEY}")),
    ("name", re.compile(rf"{SAYS_NAME}\s*(?P<hidden>{NAME_WORD}(?:\s+{NAME_WORD}){{0,4}})")),
    ("name", re.compile(rf"{SAYS_NAME}\s*(?P<hidden>{SMALL_NAME})")),
    ("name", re.compile(IS_CALLED)),
    ("name", re.compile(PERSON)),
    ("house", re.compile(rf"{SAYS_HOME}{NO_NUMBER_OF_A_PLACE}{{0,25}}(?P<hidden>{HOUSE_NUMBER})(?!/?\d|{A_MEASURE})")),
)  # fmt: skip
