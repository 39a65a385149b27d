"""The vocabulary of the house: what is stored, and how Vietnamese and English say it.

Every member's value is what the database keeps; labels are shown to people, never stored.
Sources of the words: Decree 20/2008/NĐ-CP (kinds), Decision 766/QĐ-TTg (statuses), Open311 where it has one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A stored word with its Vietnamese and English label."""

    vi: str
    en: str

    def __new__(cls, value: str, vi: str, en: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.vi = vi
        member.en = en
        return member

    def label(self, language: str = "vi") -> str:
        return self.en if language == "en" else self.vi


class State(Term):
    """Where a case stands. Overdue is computed from clocks and is never a state."""

    RECEIVED = "received", "Chờ phân loại", "Received"
    FORWARDED = "forwarded", "Đã chuyển xử lý", "Forwarded"
    RETURNED = "returned", "Bị trả lại", "Returned"
    IN_PROGRESS = "in_progress", "Đang xử lý", "In progress"
    AWAITING_INFO = "awaiting_info", "Chờ người dân bổ sung", "Awaiting information"
    AWAITING_APPROVAL = "awaiting_approval", "Chờ lãnh đạo duyệt", "Awaiting approval"
    RESOLVED = "resolved", "Đã xử lý", "Resolved"
    CLOSED = "closed", "Đã đóng", "Closed"
    REFUSED = "refused", "Từ chối tiếp nhận", "Refused"
    REFERRED = "referred", "Đã chuyển cơ quan có thẩm quyền", "Referred"
    MERGED = "merged", "Đã gộp", "Merged"


class Kind(Term):
    """What a citizen's words are in law. The last three are excluded from this process (NĐ 20/2008, Art. 1)."""

    FEEDBACK = "feedback", "Phản ánh", "Feedback"
    SUGGESTION = "suggestion", "Kiến nghị", "Suggestion"
    QUESTION = "question", "Hỏi đáp", "Question"
    COMPLAINT = "complaint", "Khiếu nại", "Complaint (legal)"
    DENUNCIATION = "denunciation", "Tố cáo", "Denunciation"
    CRIME_REPORT = "crime_report", "Tố giác tội phạm", "Crime report"

    @property
    def is_excluded(self) -> bool:
        return self in EXCLUDED_KINDS


EXCLUDED_KINDS = (Kind.COMPLAINT, Kind.DENUNCIATION, Kind.CRIME_REPORT)


class Level(Term):
    NORMAL = "normal", "Bình thường", "Normal"
    URGENT = "urgent", "Khẩn", "Urgent"
    COMPLEX = "complex", "Phức tạp", "Complex"


class Channel(Term):
    PHONE = "phone", "Điện thoại", "Phone"
    WEB = "web", "Trang web", "Website"
    ZALO = "zalo", "Zalo", "Zalo"
    SMS = "sms", "Tin nhắn", "SMS"
    MAIL = "mail", "Thư điện tử", "E-mail"
    HELPER = "helper", "Tổ công nghệ số cộng đồng", "Community digital team"
    IMPORT = "import", "Nhập từ hệ thống khác", "Imported"


class Role(Term):
    CITIZEN = "citizen", "Người dân", "Citizen"
    OPERATOR = "operator", "Điện thoại viên", "Operator"
    DISPATCHER = "dispatcher", "Điều phối viên", "Dispatcher"
    OFFICER = "officer", "Cán bộ xử lý", "Officer"
    AGENCY_LEADER = "agency_leader", "Lãnh đạo đơn vị", "Agency leader"
    CITY_LEADER = "city_leader", "Lãnh đạo thành phố", "City leader"
    ADMIN = "admin", "Quản trị", "Administrator"
    AUDITOR = "auditor", "Giám sát", "Auditor"
    SYSTEM = "system", "Hệ thống", "System"


STAFF_ROLES = (
    Role.OPERATOR,
    Role.DISPATCHER,
    Role.OFFICER,
    Role.AGENCY_LEADER,
    Role.CITY_LEADER,
    Role.ADMIN,
    Role.AUDITOR,
)
CENTRE_ROLES = (Role.OPERATOR, Role.DISPATCHER)
AGENCY_ROLES = (Role.OFFICER, Role.AGENCY_LEADER)


class LegRole(Term):
    LEAD = "lead", "Chủ trì", "Lead"
    COOPERATING = "cooperating", "Phối hợp", "Cooperating"


class LegState(Term):
    SENT = "sent", "Chờ tiếp nhận", "Sent"
    ACCEPTED = "accepted", "Đã tiếp nhận", "Accepted"
    RETURNED = "returned", "Đã trả lại", "Returned"
    DONE = "done", "Đã xong", "Done"
    WITHDRAWN = "withdrawn", "Đã rút", "Withdrawn"


class Dialogue(Term):
    """The conversation with the citizen: an axis of its own, beside the state."""

    NONE = "none", "Chưa hỏi", "None"
    ASKED = "asked", "Đã hỏi người dân", "Asked"
    ANSWERED = "answered", "Người dân đã trả lời", "Answered"


class Publication(Term):
    """What the public may see: an axis of its own, beside the state."""

    PRIVATE = "private", "Chưa công khai", "Private"
    PUBLISHED = "published", "Đã công khai", "Published"
    WITHHELD = "withheld", "Không công khai", "Withheld"


class ClockKind(Term):
    RESPOND = "respond", "Trả lời đầu tiên", "First response"
    RESOLVE = "resolve", "Hẹn với người dân", "Promise to the citizen"
    ACCEPT = "accept", "Tiếp nhận", "Accept"
    TRANSFER = "transfer", "Trả lại nếu không đúng thẩm quyền", "Return if not competent"
    WORK = "work", "Xử lý", "Work"
    DISPATCH = "dispatch", "Điều phối", "Dispatch"
    CLOSE = "close", "Kiểm tra và đóng", "Close"
    PUBLISH = "publish", "Công khai", "Publish"
    APPROVE = "approve", "Duyệt gia hạn", "Decide on an extension"


class ExtensionState(Term):
    """A request for more time: an axis of its own, beside the state."""

    ASKED = "asked", "Chờ duyệt", "Awaiting a decision"
    GRANTED = "granted", "Được gia hạn", "Granted"
    REFUSED = "refused", "Không được gia hạn", "Refused"
    EXPIRED = "expired", "Hết giờ duyệt, coi như không được gia hạn", "Not decided in time: refused"
    LAPSED = "lapsed", "Không còn cần", "No longer needed"


class ClockState(Term):
    RUNNING = "running", "Đang chạy", "Running"
    PAUSED = "paused", "Tạm dừng", "Paused"
    STOPPED = "stopped", "Đã dừng", "Stopped"


class ClockOutcome(Term):
    MET = "met", "Đúng hạn", "On time"
    MISSED = "missed", "Trễ hạn", "Late"
    EXCUSED = "excused", "Trễ có lý do được duyệt", "Excused"
    CANCELLED = "cancelled", "Không tính", "Cancelled"


class ClockEventKind(Term):
    START = "start", "Bắt đầu", "Start"
    PAUSE = "pause", "Tạm dừng", "Pause"
    RESUME = "resume", "Chạy tiếp", "Resume"
    EXTEND = "extend", "Gia hạn", "Extend"
    RETARGET = "retarget", "Đổi thời hạn", "Retarget"
    STOP = "stop", "Dừng", "Stop"


class Unit(Term):
    WORKING_MINUTES = "working_minutes", "phút làm việc", "working minutes"
    WORKING_DAYS = "working_days", "ngày làm việc", "working days"
    MINUTES = "minutes", "phút", "minutes"


class AgencyKind(Term):
    CENTRE = "centre", "Trung tâm 1022", "1022 centre"
    COMMITTEE = "committee", "Ủy ban thành phố", "City committee"
    DEPARTMENT = "department", "Sở, ban, ngành", "Department"
    POLICE = "police", "Công an", "Police"
    UTILITY = "utility", "Đơn vị dịch vụ", "Utility"
    WARD = "ward", "Ủy ban phường, xã", "Ward committee"


class Owner(Term):
    """Who owns a road, a lamp, a drain: often who must mend it."""

    NATIONAL = "national", "Nhà nước (quốc lộ)", "The state (national road)"
    CITY = "city", "Thành phố (đường tỉnh, đường chính)", "The city (provincial and main roads)"
    WARD = "ward", "Phường, xã", "The ward or commune"
    PRIVATE = "private", "Chủ đầu tư, tư nhân", "A developer or private owner"


class DraftState(Term):
    """A change of the matrix: written down, in force, given up."""

    DRAFT = "draft", "Bản nháp", "Draft"
    ACTIVE = "active", "Đã áp dụng", "Active"
    DROPPED = "dropped", "Đã bỏ", "Dropped"


class ModelState(Term):
    """A trained field model: looking on beside the one in force, in force, put away."""

    SHADOW = "shadow", "Chạy song song", "In shadow"
    ACTIVE = "active", "Đang dùng", "In force"
    RETIRED = "retired", "Đã thay", "Retired"
    REFUSED = "refused", "Không đạt", "Not good enough"


class Lesson(Term):
    """How a person's word showed which field is right."""

    RECLASSIFIED = "reclassified", "Sửa lĩnh vực", "Reclassified"
    FORWARDED = "forwarded", "Điều phối viên chuyển nơi khác", "Sent elsewhere by a dispatcher"
    RETURNED = "returned", "Bị trả lại rồi chuyển nơi khác", "Returned and sent elsewhere"
    CLOSED = "closed", "Lĩnh vực khi đóng", "Field at closing"


class Queue(Term):
    """One RQ queue, served by one worker process each."""

    URGENT = "urgent", "Khẩn", "Urgent"
    ROUTING = "routing", "Phân công", "Routing"
    NOTICES = "notices", "Tin báo", "Notices"
    CLOCKS = "clocks", "Đồng hồ", "Clocks"
    INDICATORS = "indicators", "Số liệu", "Indicators"


class TaskState(Term):
    NEW = "new", "Chờ chạy", "New"
    LEASED = "leased", "Đang chạy", "Leased"
    DONE = "done", "Xong", "Done"
    DEAD = "dead", "Hỏng, chờ người xem", "Dead"
    DISMISSED = "dismissed", "Bỏ qua có lý do", "Dismissed"


class NoticeState(Term):
    OWED = "owed", "Chờ gửi", "Owed"
    SENT = "sent", "Đã gửi", "Sent"
    SUPERSEDED = "superseded", "Không còn cần", "Superseded"
    FAILED = "failed", "Không gửi được", "Failed"


class InteractionOutcome(Term):
    ANSWERED = "answered", "Đã trả lời ngay", "Answered on the spot"
    REPORTED = "reported", "Đã ghi phản ánh", "Became a report"
    FOLLOWED_UP = "followed_up", "Hỏi về phản ánh đã có", "About an earlier report"
    DROPPED = "dropped", "Cuộc gọi ngắt hoặc gọi nhầm", "Dropped or wrong number"


class ExportKind(Term):
    """What a file that somebody asked for lists."""

    INBOX = "inbox", "Hộp việc", "Inbox"
    ROWS = "rows", "Vụ việc của một số liệu", "Cases behind a figure"
    FIGURES = "figures", "Số liệu theo cơ quan", "Figures by agency"


class ExportFormat(Term):
    CSV = "csv", "CSV", "CSV"
    XLSX = "xlsx", "Excel (XLSX)", "Excel (XLSX)"
    PDF = "pdf", "PDF", "PDF"


class ExportState(Term):
    """How far a file is. A file that was deleted keeps its line: who took what out stays known."""

    WAITING = "waiting", "Đang làm", "Being made"
    DONE = "done", "Tải được", "Ready"
    FAILED = "failed", "Không làm được", "Failed"
    DELETED = "deleted", "Đã xóa", "Deleted"


class ProgrammeStatus(Term):
    """Where a target or task of the steering committee's programme stands."""

    DONE = "done", "Đã hoàn thành", "Done"
    IN_PROGRESS = "in_progress", "Đang thực hiện", "In progress"
    NOT_STARTED = "not_started", "Chưa thực hiện", "Not started"


class Attendance(Term):
    """Whether somebody who was invited to a meeting came."""

    IN_PERSON = "in_person", "Dự trực tiếp", "In person"
    ONLINE = "online", "Dự trực tuyến", "Online"
    EXCUSED = "excused", "Vắng có lý do", "Excused"
    ABSENT = "absent", "Vắng", "Absent"


class SourceStatus(Term):
    """How well the source of an indicator is known; what is not found is never invented."""

    FOUND = "found", "Đã thấy nguồn", "Source found"
    PARTIAL = "partial", "Mới thấy một phần", "Partly found"
    UNVERIFIED = "unverified", "Chưa kiểm chứng", "Unverified"
    DESIGN = "design", "Do hệ thống đề xuất", "Proposed by this system"


class Verdict(Term):
    """What a reviewer says of an answer that was drawn by lot."""

    GENUINE = "genuine", "Đúng thực chất", "Genuine"
    FORMAL = "formal", "Hình thức", "Words only"
    UNSOLVED = "unsolved", "Chưa giải quyết", "Not solved"


class AssessmentState(Term):
    """Where one unit's assessment stands."""

    OPEN = "open", "Đang tự chấm", "Being claimed"
    CLAIMED = "claimed", "Chờ thẩm định", "Awaiting appraisal"
    CLOSED = "closed", "Đã chốt", "Closed"


class RowState(Term):
    """Where the work on one indicator stands; set by hand, whatever its points."""

    NOT_STARTED = "not_started", "Chưa thực hiện", "Not started"
    IN_PROGRESS = "in_progress", "Đang thực hiện", "In progress"
    NEEDS_EVIDENCE = "needs_evidence", "Cần bổ sung minh chứng", "Needs evidence"
    DONE = "done", "Hoàn thành", "Done"
