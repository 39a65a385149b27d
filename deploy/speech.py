"""What the person who starts the system reads: progress, and one clear sentence when it cannot go on."""

from __future__ import annotations

import re
import sys

# What a failed program printed -> the sentence a person needs. The first that matches wins.
CAUSES: tuple[tuple[str, str, str], ...] = (
    (
        r"No space left on device|database or disk is full|Disk quota exceeded",
        "Đĩa đã đầy. Giải phóng dung lượng rồi chạy lại.",
        "The disk is full. Free some space and run again.",
    ),
    (
        r"DO NOT MATCH THE HASHES|HashMismatch",
        "Một gói tải về không đúng như đã khóa. Thử lại; nếu vẫn vậy, kiểm tra máy chủ gói đang dùng.",
        "A downloaded package is not the one that was locked. Try again, then check your package server.",
    ),
    (
        (
            r"Failed to establish a new connection|Temporary failure in name resolution|Network is unreachable"
            r"|Max retries exceeded|Read timed out|ConnectTimeout|No matching distribution found|ProxyError|SSLError"
            r"|NewConnectionError|NameResolutionError|Connection to \S+ timed out"
        ),
        "Không tải được gói cài đặt: kiểm tra kết nối mạng (hoặc cấu hình máy chủ gói của pip) rồi chạy lại.",
        "Packages cannot be downloaded: check the network (or pip's package server) and run again.",
    ),
    (
        r"password authentication failed|role \"[^\"]*\" does not exist|no password supplied",
        "PostgreSQL không nhận tên hoặc mật khẩu trong DATABASE_URL. Sửa DATABASE_URL rồi chạy lại.",
        "PostgreSQL refused the name or password in DATABASE_URL.",
    ),
    (
        r"database \"[^\"]*\" does not exist",
        "Cơ sở dữ liệu trong DATABASE_URL chưa có. Tạo nó (createdb) rồi chạy lại.",
        "The database in DATABASE_URL does not exist; create it (createdb) and run again.",
    ),
    (
        r"psycopg\.OperationalError|connection to server|could not translate host name|server closed the connection",
        "Không kết nối được PostgreSQL ở DATABASE_URL. Khởi động máy chủ cơ sở dữ liệu rồi chạy lại.",
        "PostgreSQL at DATABASE_URL does not answer. Start it and run again.",
    ),
    (
        r"file is not a database|database disk image is malformed",
        "Tệp cơ sở dữ liệu trong thư mục dữ liệu bị hỏng. Phục hồi từ bản sao lưu.",
        "The database file in the data folder is damaged. Restore it from a backup.",
    ),
    (
        r"Read-only file system|readonly database|unable to open database file|Permission denied",
        "Không ghi được vào thư mục. Kiểm tra quyền ghi của thư mục dữ liệu và thư mục chương trình.",
        "A folder is not writable. Check the permissions of the data folder and of the program's folder.",
    ),
)


class CannotGoOn(Exception):
    """One sentence that says what is wrong and what to do, in Vietnamese and in English."""

    def __init__(self, vi: str, en: str, detail: str = "") -> None:
        super().__init__(vi)
        self.vi, self.en, self.detail = vi, en, detail


def say(vi: str, en: str = "") -> None:
    """One line of progress, on stderr: stdout belongs to the command's own output."""
    sys.stderr.write(f"· {vi}{f'  ({en})' if en else ''}\n")
    sys.stderr.flush()


def complain(stop: CannotGoOn) -> None:
    """The sentence, Vietnamese first, and at most one line of detail for whoever is asked to help."""
    sys.stderr.write(f"✗ {stop.vi}\n  {stop.en}\n")
    if stop.detail:
        sys.stderr.write(f"  [{stop.detail}]\n")


def explained(output: str, vi: str, en: str) -> CannotGoOn:
    """Why a program failed, read from what it printed; `vi` and `en` name the step when no known cause is found."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for pattern, cause_vi, cause_en in CAUSES:
        if found := re.search(pattern, output):
            return CannotGoOn(cause_vi, cause_en, detail=next((one for one in lines if found.group() in one), "")[:200])
    return CannotGoOn(vi, en, detail=lines[-1][:300] if lines else "")
