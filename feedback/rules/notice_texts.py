"""The words of every message, Vietnamese and English. Short enough for one or two SMS; never a citizen's own words.

Places: %(number)s the report number, %(code)s the lookup code (only where a code is given), %(hotline)s 1022,
and what each action adds. A message to a citizen says what happened and what comes next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Template(NamedTuple):
    """`is_superseded`: not worth sending any more once a later message about the same report is owed.

    `is_message`: to staff it goes by SMS, where other words only stand on a page.
    """

    vi: str
    en: str
    is_superseded: bool = False
    is_message: bool = False


TEMPLATES: dict[str, Template] = {
    "received": Template(
        "1022: Đã nhận phản ánh %(number)s. Mã tra cứu: %(code)s. Chúng tôi hẹn trả lời trước %(due)s.",
        "1022: We have your report %(number)s. Lookup code: %(code)s. We promise an answer before %(due)s.",
    ),
    "received_confidential": Template(
        "1022: Đã nhận nội dung %(number)s. Mã tra cứu: %(code)s. Chúng tôi sẽ hướng dẫn bạn nơi giải quyết.",
        "1022: We have your message %(number)s. Lookup code: %(code)s. We will tell you who can deal with it.",
    ),
    "forwarded": Template(
        "1022: Phản ánh %(number)s đã chuyển đến %(agency)s.",
        "1022: Report %(number)s went to %(agency)s.",
        is_superseded=True,
    ),
    "question": Template(
        "1022: %(agency)s cần hỏi thêm về phản ánh %(number)s. Mời bạn trả lời bằng mã tra cứu hoặc gọi %(hotline)s.",
        "1022: %(agency)s has a question about report %(number)s. Answer with your code or call %(hotline)s.",
    ),
    "answered": Template(
        "1022: %(agency)s đã trả lời phản ánh %(number)s. Mời xem và đánh giá bằng mã tra cứu hoặc gọi %(hotline)s.",
        "1022: %(agency)s answered report %(number)s. See and rate it with your code or call %(hotline)s.",
    ),
    "refused": Template(
        "1022: Chúng tôi không tiếp nhận được phản ánh %(number)s: %(reason)s. Gọi %(hotline)s nếu cần giải thích.",
        "1022: We could not take report %(number)s: %(reason)s. Call %(hotline)s for an explanation.",
    ),
    "referred": Template(
        "1022: Nội dung %(number)s thuộc thẩm quyền cơ quan khác: %(where)s. Gọi %(hotline)s để được hướng dẫn.",
        "1022: %(number)s belongs to another authority: %(where)s. Call %(hotline)s for guidance.",
    ),
    "merged": Template(
        "1022: Phản ánh %(number)s được xử lý chung với vụ việc cùng nơi. Bạn vẫn nhận câu trả lời qua mã tra cứu cũ.",
        "1022: Report %(number)s is handled together with the same incident. Your code still shows the answer.",
    ),
    "received_incident": Template(
        "1022: Đã nhận phản ánh %(number)s. Mã tra cứu: %(code)s. Sự cố đang được xử lý, hẹn trả lời trước %(due)s.",
        "1022: We have your report %(number)s. Lookup code: %(code)s. It is being handled, answer due before %(due)s.",
    ),
    "unmerged": Template(
        "1022: Phản ánh %(number)s được xử lý riêng trở lại. Chúng tôi hẹn trả lời trước %(due)s.",
        "1022: Report %(number)s is handled on its own again. We promise an answer before %(due)s.",
    ),
    "split": Template(
        "1022: Một phần phản ánh %(first)s xử lý riêng, số %(number)s, mã tra cứu %(code)s. Hẹn trả lời trước %(due)s.",
        "1022: Part of report %(first)s is now %(number)s, lookup code %(code)s. Answer due before %(due)s.",
    ),
    "reopened_shared": Template(
        "1022: Vụ việc của phản ánh %(number)s được mở lại vì chưa xong. Chúng tôi hẹn trả lời trước %(due)s.",
        "1022: The matter of report %(number)s was reopened. We promise an answer before %(due)s.",
    ),
    "reopened": Template(
        "1022: Đã mở lại phản ánh %(number)s theo yêu cầu của bạn. Chúng tôi hẹn trả lời trước %(due)s.",
        "1022: Report %(number)s was reopened as you asked. We promise an answer before %(due)s.",
    ),
    "extended": Template(
        "1022: %(agency)s cần thêm thời gian xử lý phản ánh %(number)s. Chúng tôi hẹn trả lời trước %(due)s.",
        "1022: %(agency)s needs more time for report %(number)s. We promise an answer before %(due)s.",
    ),
    "alert": Template(
        "Việc khẩn %(number)s (%(agency)s): chưa ai nhận báo khẩn",
        "Urgent case %(number)s (%(agency)s): nobody has taken the alert yet",
    ),
    "alert_sms": Template(
        "1022: việc khẩn %(number)s đang ở %(agency)s, chưa ai nhận. Mời mở hệ thống để nhận, hoặc gọi %(hotline)s.",
        "1022: urgent case %(number)s is with %(agency)s, nobody has taken it. Open the system, or call %(hotline)s.",
        is_message=True,
    ),
    "alert_call": Template(
        "Gọi điện ngay cho %(agency)s về việc khẩn %(number)s: %(who)s",
        "Telephone %(agency)s now about urgent case %(number)s: %(who)s",
    ),
    "code_reissued": Template(
        "1022: Mã tra cứu mới của phản ánh %(number)s: %(code)s. Mã cũ không dùng được nữa.",
        "1022: The new lookup code of report %(number)s: %(code)s. The old code no longer works.",
    ),
    "agency_extension_asked": Template(
        "%(agency)s xin gia hạn %(number)s", "%(agency)s asks for more time: %(number)s"
    ),
    "centre_extension_asked": Template(
        "Tổng đài 1022 xin gia hạn %(number)s: %(agency)s nhận khi hẹn gần hết",
        "The 1022 centre asks for more time: %(number)s came to %(agency)s when its time was nearly over",
    ),
    "agency_extension_granted": Template(
        "%(number)s được gia hạn đến %(due)s", "%(number)s has more time, until %(due)s"
    ),
    "agency_extension_refused": Template("%(number)s không được gia hạn", "%(number)s gets no more time"),
    "agency_ruled": Template(
        "Lãnh đạo thành phố giao %(number)s cho đơn vị bạn: không trả lại nữa",
        "The city's leader gave %(number)s to your agency: it can no longer be returned",
    ),
    "agency_cooperate": Template("Mời phối hợp xử lý %(number)s", "Asked to cooperate: %(number)s"),
    "agency_part_answered": Template(
        "%(agency)s đã trả lời phần phối hợp %(number)s", "%(agency)s answered its part of %(number)s"
    ),
    "agency_part_returned": Template(
        "%(agency)s không phối hợp được %(number)s", "%(agency)s cannot cooperate on %(number)s"
    ),
    "agency_part_ended": Template(
        "%(number)s không cần đơn vị bạn phối hợp nữa", "%(number)s no longer needs your cooperation"
    ),
    "agency_part_reopened": Template(
        "%(number)s mở lại, %(agency)s chủ trì; đơn vị bạn đã phối hợp",
        "%(number)s was reopened, %(agency)s leads; your agency had cooperated",
    ),
    "agency_new_lead": Template("%(number)s nay do %(agency)s chủ trì", "%(number)s is now led by %(agency)s"),
    "centre_cooperation": Template(
        "%(number)s: đơn vị chủ trì mời %(agency)s phối hợp", "%(number)s: the lead asked %(agency)s to cooperate"
    ),
    "agency_new": Template("Việc mới chuyển đến: %(number)s", "New case: %(number)s"),
    "agency_took_over": Template(
        "%(count)s việc của %(agency)s chuyển sang đơn vị bạn, trong đó có %(number)s",
        "%(count)s cases of %(agency)s are yours now, %(number)s among them",
    ),
    "agency_part_gone": Template(
        "%(agency)s đã kết thúc hoạt động, phần phối hợp ở %(number)s không còn ai làm",
        "%(agency)s has ended: nobody does its part of %(number)s any more",
    ),
    "agency_assigned": Template("Bạn được giao %(number)s", "You were given %(number)s"),
    "agency_returned": Template("%(agency)s trả lại %(number)s", "%(agency)s returned %(number)s"),
    "agency_answered": Template("Người dân đã trả lời câu hỏi về %(number)s", "The citizen answered about %(number)s"),
    "agency_contractor": Template("Đơn vị thi công báo xong %(number)s", "The contractor finished %(number)s"),
    "agency_approval": Template("%(number)s chờ duyệt kết quả", "%(number)s waits for approval"),
    "agency_sent_back": Template("%(number)s cần làm lại kết quả", "%(number)s needs a better result"),
    "agency_reopened": Template("Người dân yêu cầu xử lý lại %(number)s", "The citizen asked to reopen %(number)s"),
    "agency_due_soon": Template("%(number)s sắp đến hạn: %(due)s", "%(number)s is due soon: %(due)s"),
    "digest": Template(
        "%(count)s vụ vừa đến nấc nhắc hạn, gấp nhất %(number)s: hạn %(due)s",
        "%(count)s cases have just reached a warning, first of all %(number)s: due %(due)s",
    ),
    "centre_overdue": Template(
        "%(agency)s quá hạn %(number)s từ %(due)s", "%(agency)s is overdue on %(number)s since %(due)s"
    ),
    "agency_overdue": Template("%(number)s đã quá hạn từ %(due)s", "%(number)s is overdue since %(due)s"),
    "plan_item_given": Template("Chương trình giao: %(item)s", "Given by the programme: %(item)s"),
    "plan_item_soon": Template("Sắp đến hạn %(due)s: %(item)s", "Due soon, %(due)s: %(item)s"),
    "plan_item_due": Template("Hôm nay đến hạn: %(item)s", "Due today: %(item)s"),
    "plan_item_overdue": Template(
        "Quá hạn, hạn là %(due)s (%(owner)s): %(item)s", "Overdue, was due %(due)s (%(owner)s): %(item)s"
    ),
    "plan_items_digest": Template(
        "%(count)s mục của chương trình cần chú ý, gấp nhất (hạn %(due)s): %(item)s",
        "%(count)s items of the programme need attention, first of all (due %(due)s): %(item)s",
    ),
    "meeting_invited": Template(
        "Mời họp: %(title)s, %(when)s. Địa điểm: %(where)s.",
        "Invitation: %(title)s, %(when)s. Place: %(where)s.",
        is_superseded=True,
    ),
    "meeting_changed": Template(
        "Cuộc họp thay đổi: %(title)s, %(when)s. Địa điểm: %(where)s.",
        "Meeting changed: %(title)s, %(when)s. Place: %(where)s.",
        is_superseded=True,
    ),
    "meeting_cancelled": Template("Hủy cuộc họp: %(title)s, %(when)s.", "Meeting cancelled: %(title)s, %(when)s."),
    "meeting_reminder": Template(
        "Nhắc họp: %(title)s, %(when)s. Địa điểm: %(where)s.",
        "Reminder: %(title)s, %(when)s. Place: %(where)s.",
        is_superseded=True,
    ),
}


def render(template: str, language: str, values: Mapping[str, str]) -> str:
    """The message in the reader's language. Raises KeyError when a value is missing: better late than half."""
    words = TEMPLATES[template]
    return (words.en if language == "en" else words.vi) % values
