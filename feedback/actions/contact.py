"""Checking what people give as name, phone and mail, in one place for every door."""

from __future__ import annotations

import re

import phonenumbers

from feedback.errors import N_, Invalid
from feedback.rules.text import tidy_line

REGION = "VN"
EMAIL = re.compile(r"[^\s@<>(),;:\"\\\[\]]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
EMAIL_MAX = 160

BAD_PHONE = N_("Số điện thoại cần đủ 10 chữ số, ví dụ 0907 123 456.")
BAD_EMAIL = N_("Địa chỉ thư cần có dạng ten@vidu.vn.")
TOO_LONG = N_("Hãy viết ngắn hơn %(most)s ký tự.")


def phone(typed: str, field: str) -> str:
    """A Vietnamese number as +84…, or empty if none was given. Raises Invalid naming the field."""
    typed = tidy_line(typed, field)
    if not typed:
        return ""
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException as error:
        raise Invalid(field, BAD_PHONE) from error
    if not phonenumbers.is_valid_number_for_region(number, REGION):
        raise Invalid(field, BAD_PHONE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(typed: str, field: str) -> str:
    """A mail address, or empty if none was given. Raises Invalid naming the field."""
    typed = tidy_line(typed, field)
    if typed and (len(typed) > EMAIL_MAX or EMAIL.fullmatch(typed) is None):
        raise Invalid(field, BAD_EMAIL)
    return typed


def short(typed: str, field: str, most: int) -> str:
    """One tidy line of at most `most` characters. Raises Invalid naming the field."""
    line = tidy_line(typed, field)
    if len(line) > most:
        raise Invalid(field, TOO_LONG, most=most)
    return line
