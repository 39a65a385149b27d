"""Citizens who send reports over HTTP and write down, on disk, what they were promised."""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import threading
import time
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'<input\b(?=[^>]*\bname="(csrf_token|key|stamp)")[^>]*\bvalue="([^"]*)"')
CODE = re.compile(r"<strong>(\d{4} \d{4} \d{5})</strong>")
NUMBER = re.compile(r"\b(\d{4}-\d{4,})\b")
PER_ADDRESS = 4  # a real address that sends more than that in haste is slowed down
TEXTS = (
    ("Mặt đường trước chợ có ổ gà lớn, xe máy té hoài.", "giao-thong", "31135"),
    ("Đèn đường trong hẻm tắt mấy đêm nay.", "chieu-sang", "31120"),
    ("Có chuyện này mong được quan tâm giúp.", "", ""),
    ("Rác dồn đống trước cổng trường, mùi hôi nồng nặc.", "ve-sinh-moi-truong", "31147"),
)


class Oracle:
    """What citizens meant to send and what they were shown, forced to disk line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def write(self, **line: Any) -> None:
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self, kind: str) -> list[dict[str, Any]]:
        read = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
        return [line for line in read if line["kind"] == kind]


class Citizen:
    """One browser on one loopback address of its own."""

    def __init__(self, url: str, number: int) -> None:
        self.host, self.number = urlsplit(url).netloc, number
        self.address = f"127.0.1.{1 + number // PER_ADDRESS}"
        self.cookies: dict[str, str] = {}

    def send(self, oracle: Oracle) -> None:
        """Send one report and read the receipt; the same form again when the answer was lost."""
        form = self._filled()
        oracle.write(kind="intent", key=form["key"], number=self.number)
        for _ in range(5):
            try:
                status, _ = self._ask("POST", "/report", form)
            except OSError:
                time.sleep(0.5)
                continue
            if status != 303:
                raise AssertionError(f"citizen {self.number}: {status} instead of a receipt")
            page = self._ask("GET", "/receipt")[1]
            code, number = CODE.search(page), NUMBER.search(page)
            if code is None or number is None:
                raise AssertionError(f"citizen {self.number}: a receipt without its code")
            oracle.write(kind="shown", key=form["key"], code=code[1].replace(" ", ""), number=number[1])
            return

    def _filled(self) -> dict[str, str]:
        page = self._ask("GET", "/report")[1]
        form = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
        text, field, ward = TEXTS[self.number % len(TEXTS)]
        form |= {"text": f"{text} (Lần {self.number}.)", "field": field, "ward": ward, "danger": "no", "place": ""}
        return form | {"phone": f"0907{self.number:06}", "consent": "y"}

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=20, source_address=(self.address, 0))
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if form is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, urlencode(form) if form is not None else None, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return answer.status, answer.read().decode()
        finally:
            connection.close()
