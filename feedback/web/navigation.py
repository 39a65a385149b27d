"""The way through the staff pages: what each role finds in its side bar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from flask import g
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from feedback import clock
from feedback.queries.tray import Counts, counts
from feedback.terms import Role
from feedback.web.doors import may_enter
from feedback.web.request_session import reading


@dataclass(frozen=True)
class Item:
    """One line of the side bar. `icon` is a name in the icon set; `count` is drawn when it is not zero;
    lines under one `heading` stand together."""

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
    Role.CITY_LEADER: "leadership.today",
    Role.ADMIN: "admin.overview",
    Role.AUDITOR: "leadership.today",
}


def navigation() -> list[Item]:
    """The lines of the person signed in, each a page whose door is open to them; none for citizens."""
    if not current_user or not current_user.is_authenticated:
        return []
    return [item for item in LINES[current_user.role]() if may_enter(item.endpoint)]


def _under(heading: str, *items: Item) -> list[Item]:
    return [replace(item, heading=heading) for item in items]


def _counted() -> Counts:
    """What waits at the centre, in one statement; nothing when the database does not answer (error pages)."""
    try:
        return counts(reading(), current_user.actor, clock.now())
    except SQLAlchemyError:
        return Counts(0, 0, 0)


def _operator() -> list[Item]:
    return [
        Item("hotline.call", _("Ghi cuộc gọi"), "phone"),
        Item("hotline.recent", _("Phiếu của tôi"), "list", _counted().mine),
        Item("hotline.search", _("Tra cứu"), "search"),
        Item("mine.mine", _("Việc của tôi"), "bell"),
        Item("agency.duty", _("Lịch trực"), "calendar"),
    ]


def _dispatcher() -> list[Item]:
    waiting = _counted()
    return [
        Item("hotline.tray", _("Khay điều phối"), "inbox", waiting.tray),
        Item("hotline.answers", _("Chờ đóng, công khai"), "circle-check", waiting.answers),
        Item("hotline.extensions", _("Gia hạn, lượt ngắn"), "hourglass", waiting.extensions),
        Item("hotline.reviews", _("Xem mẫu trả lời"), "list-checks"),
        Item("hotline.search", _("Tra cứu"), "search"),
        Item("hotline.call", _("Ghi cuộc gọi"), "phone"),
        Item("mine.mine", _("Việc của tôi"), "bell"),
        Item("agency.duty", _("Lịch trực"), "calendar"),
        *_leader(),
    ]


def _agency() -> list[Item]:
    return [
        Item("agency.inbox", _("Hộp việc"), "inbox"),
        Item("mine.mine", _("Việc của tôi"), "bell"),
        *_leader(),
    ]


def _officer() -> list[Item]:
    """Who leads a division sees what its people have in hand."""
    workload = [Item("agency.workload", _("Việc theo cán bộ"), "users")] if current_user.actor.heads else []
    return [*_agency(), *_under(_("Đơn vị"), *workload, *_presence())]


def _presence() -> list[Item]:
    return [
        Item("agency.duty", _("Lịch trực"), "calendar"),
        Item("agency.absences", _("Nghỉ, người thay"), "user-check"),
    ]


def _agency_leader() -> list[Item]:
    return [
        *_agency(),
        *_under(
            _("Đơn vị"),
            Item("agency.workload", _("Việc theo cán bộ"), "users"),
            Item("agency.people", _("Người của đơn vị"), "user"),
            Item("agency.divisions", _("Phòng, đội"), "building", values={"code": current_user.agency_code}),
            *_presence(),
            Item("agency.texts", _("Văn mẫu"), "file-text"),
        ),
    ]


def _leader() -> list[Item]:
    return _under(
        _("Toàn cảnh"),
        Item("leadership.today", _("Hôm nay"), "flame"),
        Item("leadership.overview", _("Số liệu"), "chart-column"),
        Item("leadership.week", _("Sắp đến hẹn"), "hourglass"),
        Item("leadership.league_table", _("Xếp hạng cơ quan"), "list"),
        Item("leadership.wards", _("Phường, xã"), "map-pin"),
        Item("assessing.assessments", _("Chấm điểm"), "target"),
        Item("leadership.views", _("Cách xem đã lưu"), "bookmark"),
        Item("leadership.programme", _("Chương trình"), "list-checks"),
        Item("exports.exports", _("Tệp đã xuất"), "download"),
    )


def _periods() -> Item:
    return Item("leadership.periods", _("Kỳ đã khóa"), "lock")


def _auditor() -> list[Item]:
    return [*_leader(), _periods(), Item("hotline.reviews", _("Xem mẫu trả lời"), "list-checks")]


def _city_leader() -> list[Item]:
    """A page that has counted what waits for the leader says so in `g.disputed`, so that it is counted once."""
    disputed = g.disputed if "disputed" in g else _counted().disputed
    return [
        *_leader(),
        _periods(),
        Item("leadership.rows", _("Chờ quyết định"), "scale", disputed, values={"figure": "disputed"}),
        Item("hotline.extensions", _("Gia hạn chờ duyệt"), "hourglass"),
        Item("mine.mine", _("Việc của tôi"), "bell"),
    ]


def _admin() -> list[Item]:
    return [
        Item("admin.overview", _("Quản trị"), "settings"),
        *_under(
            _("Ai làm việc gì"),
            Item("admin.accounts", _("Tài khoản"), "users"),
            Item("admin.agencies", _("Cơ quan"), "building"),
            Item("admin.fields", _("Lĩnh vực"), "list"),
            Item("admin.responsibilities", _("Phân công"), "route"),
            Item("admin.learning_page", _("Học từ sửa đổi"), "lightbulb"),
            Item("admin.places", _("Địa danh"), "map-pin"),
        ),
        *_under(
            _("Thời hạn và nhắc việc"),
            Item("admin.limits", _("Thời hạn"), "clock"),
            Item("admin.campaigns", _("Đợt thời hạn"), "target"),
            Item("admin.ladder", _("Bậc thang nhắc hạn"), "bell"),
            Item("admin.alert_levels", _("Báo khẩn"), "siren"),
            Item("admin.calendars", _("Lịch làm việc"), "calendar"),
        ),
        *_under(
            _("Câu chữ và vận hành"),
            Item("admin.codes", _("Mã kết quả, lý do"), "list-checks"),
            Item("admin.phrases", _("Lời rỗng"), "ban"),
            Item("agency.texts", _("Văn mẫu"), "file-text"),
            Item("leadership.programme", _("Chương trình"), "list-checks"),
            Item("admin.tasks", _("Việc nền"), "activity"),
        ),
    ]


LINES = {
    Role.OPERATOR: _operator,
    Role.DISPATCHER: _dispatcher,
    Role.OFFICER: _officer,
    Role.AGENCY_LEADER: _agency_leader,
    Role.CITY_LEADER: _city_leader,
    Role.ADMIN: _admin,
    Role.AUDITOR: _auditor,
}
