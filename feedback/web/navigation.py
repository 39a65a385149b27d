"""The way through the staff pages: what each role finds in its side bar."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_login import current_user

from feedback.terms import Role


@dataclass(frozen=True)
class Item:
    """One line of the side bar. `icon` is a name in the icon set; `count` is drawn when it is not zero."""

    endpoint: str
    label: str
    icon: str
    count: int = 0
    is_late: bool = False
    heading: str = ""
    values: dict[str, str] = field(default_factory=dict)


HOME = {
    Role.OPERATOR: "hotline.call",
    Role.DISPATCHER: "hotline.tray",
    Role.OFFICER: "agency.inbox",
    Role.AGENCY_LEADER: "agency.inbox",
    Role.CITY_LEADER: "leadership.overview",
    Role.ADMIN: "admin.overview",
    Role.AUDITOR: "leadership.overview",
}


def navigation() -> list[Item]:
    """The lines of the person signed in; none for citizens."""
    if not current_user or not current_user.is_authenticated:
        return []
    return LINES[current_user.role]()


def _operator() -> list[Item]:
    return [
        Item("hotline.call", _("Ghi cuộc gọi"), "phone"),
        Item("hotline.recent", _("Phiếu của tôi"), "list"),
        Item("hotline.search", _("Tra cứu"), "search"),
    ]


def _dispatcher() -> list[Item]:
    return [
        Item("hotline.tray", _("Khay điều phối"), "inbox"),
        Item("hotline.answers", _("Chờ đóng, công khai"), "circle-check"),
        Item("hotline.search", _("Tra cứu"), "search"),
        Item("hotline.call", _("Ghi cuộc gọi"), "phone"),
        Item("leadership.overview", _("Số liệu"), "chart-column"),
    ]


def _agency() -> list[Item]:
    return [Item("agency.inbox", _("Hộp việc"), "inbox"), Item("leadership.overview", _("Số liệu"), "chart-column")]


def _leader() -> list[Item]:
    return [
        Item("leadership.overview", _("Số liệu"), "chart-column"),
        Item("leadership.programme", _("Chương trình"), "list-checks"),
    ]


def _admin() -> list[Item]:
    return [
        Item("admin.overview", _("Quản trị"), "settings"),
        Item("admin.accounts", _("Tài khoản"), "users"),
        Item("admin.agencies", _("Cơ quan"), "building"),
        Item("admin.fields", _("Lĩnh vực"), "list"),
        Item("admin.responsibilities", _("Phân công"), "route"),
        Item("admin.limits", _("Thời hạn"), "clock"),
        Item("admin.calendar", _("Lịch làm việc"), "calendar"),
        Item("admin.tasks", _("Việc nền"), "activity"),
    ]


LINES = {
    Role.OPERATOR: _operator,
    Role.DISPATCHER: _dispatcher,
    Role.OFFICER: _agency,
    Role.AGENCY_LEADER: _agency,
    Role.CITY_LEADER: _leader,
    Role.ADMIN: _admin,
    Role.AUDITOR: _leader,
}
