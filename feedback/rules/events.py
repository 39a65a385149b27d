"""The closed list of what the ledger may say, with the words that tell it to staff and to citizens.

An event outside this list is a programming error. `facts` names exactly what an entry of that kind carries:
codes and numbers only, never a person's own words (those stay in their own rows, so that erasure is possible).
A sentence may use each fact by name; `citizen` is empty where a citizen is not told.
"""

from __future__ import annotations

from dataclasses import dataclass

from feedback.errors import N_


@dataclass(frozen=True)
class Event:
    """One kind of line. `staff` and `citizen` are Vietnamese msgids with %(fact)s places."""

    name: str
    facts: frozenset[str]
    staff: str
    citizen: str = ""


def _event(name: str, facts: str, staff: str, citizen: str = "") -> Event:
    return Event(name, frozenset(facts.split()), staff, citizen)


EVENTS: dict[str, Event] = {
    event.name: event
    for event in (
        _event(
            "report.received",
            "number channel",
            N_("Nhận phản ánh %(number)s qua %(channel)s"),
            N_("Chúng tôi đã nhận phản ánh của bạn"),
        ),
        _event("interaction.logged", "outcome channel", N_("Ghi lượt tương tác: %(outcome)s")),
        _event("case.kind_set", "kind", N_("Xác định loại: %(kind)s")),
        _event("case.level_set", "level", N_("Xác định mức độ: %(level)s")),
        _event("case.urgent_detected", "minutes", N_("Nhận ra là việc khẩn sau %(minutes)s phút kể từ khi nhận")),
        _event("case.classified", "field", N_("Chọn lĩnh vực: %(field)s")),
        _event("case.located", "ward", N_("Chọn địa điểm: %(ward)s")),
        _event("case.to_tray", "reason", N_("Chờ điều phối viên: %(reason)s"), N_("Chúng tôi đang tìm đúng nơi xử lý")),
        _event("case.forwarded", "agency role", N_("Chuyển %(agency)s (%(role)s)"), N_("Đã chuyển đến %(agency)s")),
        _event(
            "case.redirected",
            "agency from_agency",
            N_("Chuyển từ %(from_agency)s sang %(agency)s"),
            N_("Đã chuyển sang %(agency)s"),
        ),
        _event("case.ruled", "agency", N_("Lãnh đạo quyết định: %(agency)s xử lý"), N_("Đã giao %(agency)s xử lý")),
        _event(
            "case.taken_over",
            "agency from_agency",
            N_("%(agency)s kế thừa %(from_agency)s và xử lý tiếp"),
            N_("%(agency)s xử lý tiếp thay %(from_agency)s"),
        ),
        _event("agency.handover_started", "agency", N_("Bắt đầu chuyển việc của cơ quan đã kết thúc")),
        _event("agency.handed_over", "agency moved tray", N_("Đã chuyển xong việc của cơ quan đã kết thúc")),
        _event("case.leg.short", "agency", N_("%(agency)s nhận khi hẹn với người dân còn dưới 4 giờ làm việc")),
        _event("case.leg.accepted", "agency", N_("%(agency)s tiếp nhận"), N_("%(agency)s đã nhận và đang xử lý")),
        _event(
            "case.leg.returned",
            "agency reason proposed",
            N_("%(agency)s trả lại: %(reason)s"),
            N_("Chúng tôi đang chuyển đến nơi khác có thẩm quyền"),
        ),
        _event("case.part.accepted", "agency", N_("%(agency)s nhận phối hợp")),
        _event("case.part.answered", "agency", N_("%(agency)s trả lời phần phối hợp")),
        _event("case.part.returned", "agency reason", N_("%(agency)s không phối hợp được: %(reason)s")),
        _event("case.part.ended", "agency", N_("Kết thúc phần phối hợp của %(agency)s")),
        _event("case.leg.short_accepted", "agency", N_("Điều phối viên chấp nhận lượt ngắn của %(agency)s")),
        _event("case.leg.assigned", "officer", N_("Giao cho %(officer)s")),
        _event("case.leg.stood_in", "officer", N_("%(officer)s đang nghỉ, người thay nhận việc")),
        _event("case.on_behalf", "officer act", N_("Thay mặt %(officer)s: %(act)s")),
        _event("case.leg.given", "division", N_("Giao %(division)s")),
        _event("case.noted", "note", N_("Ghi chú nội bộ")),
        _event(
            "case.question.asked",
            "question reason",
            N_("Hỏi người dân, tạm dừng thời hạn"),
            N_("Chúng tôi cần hỏi bạn thêm"),
        ),
        _event(
            "case.question.answered",
            "question via",
            N_("Người dân đã trả lời, thời hạn chạy tiếp"),
            N_("Bạn đã trả lời câu hỏi"),
        ),
        _event("case.question.ended", "question by", N_("Thôi chờ người dân, thời hạn chạy tiếp")),
        _event("case.result.submitted", "result code", N_("Trình kết quả: %(code)s")),
        _event(
            "case.result.approved",
            "result agency",
            N_("%(agency)s duyệt kết quả"),
            N_("%(agency)s đã xử lý xong và trả lời bạn"),
        ),
        _event("case.result.sent_back", "result", N_("Lãnh đạo yêu cầu làm lại")),
        _event("case.extension.asked", "extension reason target", N_("Xin gia hạn thêm %(target)s: %(reason)s")),
        _event(
            "case.extension.granted",
            "extension target",
            N_("Cho gia hạn thêm %(target)s"),
            N_("Thời hạn trả lời được gia hạn"),
        ),
        _event("case.extension.refused", "extension", N_("Không cho gia hạn")),
        _event("case.extension.expired", "extension", N_("Hết giờ duyệt gia hạn: thời hạn giữ nguyên")),
        _event("case.extension.lapsed", "extension", N_("Đề nghị gia hạn không còn cần")),
        _event("case.alert.raised", "agency", N_("Báo khẩn cho %(agency)s")),
        _event("case.alert.told", "minutes people", N_("Báo khẩn sau %(minutes)s phút: báo %(people)s người")),
        _event("case.alert.acknowledged", "via", N_("Đã nhận báo khẩn")),
        _event("case.alert.ended", "agency", N_("Thôi báo khẩn cho %(agency)s")),
        _event("case.contractor.hired", "link", N_("Giao đơn vị thi công bằng đường dẫn")),
        _event("case.contractor.revoked", "link", N_("Thu hồi đường dẫn của đơn vị thi công")),
        _event("case.contractor.started", "link", N_("Đơn vị thi công bắt đầu làm")),
        _event("case.contractor.finished", "link", N_("Đơn vị thi công báo đã làm xong")),
        _event("case.letter.issued", "letter number", N_("Phát hành công văn số %(number)s")),
        _event("case.answer.reviewed", "review verdict", N_("Xem lại câu trả lời theo mẫu: %(verdict)s")),
        _event("reviews.drawn", "week head answers", N_("Rút mẫu câu trả lời tuần %(week)s")),
        _event("case.published", "", N_("Công khai bản đã che thông tin riêng")),
        _event("case.withheld", "reason", N_("Quyết định không công khai: %(reason)s")),
        _event("case.closed", "", N_("Đóng vụ việc"), N_("Vụ việc đã đóng")),
        _event(
            "report.rated", "report rating", N_("Người dân đánh giá: %(rating)s"), N_("Bạn đã đánh giá câu trả lời")
        ),
        _event(
            "case.reopened", "agency via", N_("Mở lại, %(agency)s xử lý tiếp"), N_("Đã mở lại theo yêu cầu của bạn")
        ),
        _event(
            "case.refused",
            "reason",
            N_("Từ chối tiếp nhận: %(reason)s"),
            N_("Chúng tôi không tiếp nhận được: %(reason)s"),
        ),
        _event(
            "case.referred",
            "kind",
            N_("Chuyển cơ quan có thẩm quyền: %(kind)s"),
            N_("Đã hướng dẫn gửi đến cơ quan có thẩm quyền"),
        ),
        _event("case.merged", "into", N_("Gộp vào vụ %(into)s"), N_("Gộp với phản ánh khác về cùng sự việc")),
        _event(
            "case.unmerged",
            "number",
            N_("Bỏ gộp khỏi vụ %(number)s"),
            N_("Phản ánh của bạn được xử lý riêng trở lại"),
        ),
        _event("case.released", "number", N_("Trả vụ %(number)s về xử lý riêng")),
        _event("case.incident", "", N_("Đặt làm sự cố chung")),
        _event(
            "case.split",
            "number",
            N_("Tách một phần thành vụ %(number)s"),
            N_("Một phần được xử lý riêng, số %(number)s"),
        ),
        _event("case.split_off", "number", N_("Tách ra từ vụ %(number)s"), N_("Được tách ra từ phản ánh %(number)s")),
        _event("case.absorbed", "number", N_("Nhận gộp vụ %(number)s")),
        _event("clock.fired", "clock step", N_("Nhắc hạn “%(clock)s”: %(step)s")),
        _event("clock.recounted", "clock calendar", N_("Lịch làm việc đổi, tính lại hạn “%(clock)s”")),
        _event("contact.viewed", "report", N_("Xem thông tin liên hệ của người phản ánh")),
        _event(
            "code.reissued",
            "report",
            N_("Cấp lại mã tra cứu, mã cũ hết hiệu lực"),
            N_("Mã tra cứu của bạn đã được cấp lại"),
        ),
        _event("account.created", "account role", N_("Tạo tài khoản")),
        _event("account.changed", "account what", N_("Đổi tài khoản: %(what)s")),
        _event("absence.planned", "officer delegate first last", N_("Ghi nghỉ từ %(first)s đến %(last)s")),
        _event("absence.called_off", "officer", N_("Hủy đợt nghỉ")),
        _event("duty.planned", "officer shift first last", N_("Xếp trực từ %(first)s đến %(last)s")),
        _event("duty.dropped", "officer shift day", N_("Bỏ ca trực ngày %(day)s")),
        _event("division.added", "division", N_("Thêm phòng, đội")),
        _event("division.changed", "division", N_("Sửa phòng, đội")),
        _event("account.signed_in", "account", N_("Đăng nhập")),
        _event("account.signed_out", "account", N_("Đăng xuất")),
        _event("pack.loaded", "city added changed", N_("Nạp dữ liệu thành phố")),
        _event("setting.changed", "what key", N_("Sửa cấu hình: %(what)s")),
        _event("period.closed", "period version digest", N_("Khóa số liệu kỳ %(period)s, bản %(version)s")),
        _event("period.checked", "period version holds", N_("Kiểm tra dấu niêm kỳ %(period)s, bản %(version)s")),
        _event("task.retried", "task", N_("Cho chạy lại việc nền")),
        _event("task.dismissed", "task", N_("Bỏ qua việc nền có lý do")),
        _event("assessment.opened", "catalogue period agency", N_("Mở phiếu chấm điểm %(catalogue)s kỳ %(period)s")),
        _event("assessment.entered", "row points", N_("Nhập tiêu chí %(row)s: %(points)s điểm")),
        _event("assessment.planned", "row", N_("Sửa người phụ trách, hạn của tiêu chí %(row)s")),
        _event("assessment.proved", "row evidence files", N_("Thêm minh chứng cho tiêu chí %(row)s")),
        _event("assessment.approved", "row points", N_("Duyệt tiêu chí %(row)s: %(points)s điểm")),
        _event("assessment.handed_in", "points", N_("Nộp phiếu chấm điểm: %(points)s điểm")),
        _event("assessment.asked", "row", N_("Yêu cầu bổ sung minh chứng cho tiêu chí %(row)s")),
        _event("assessment.appraised", "row points agrees", N_("Thẩm định tiêu chí %(row)s: %(points)s điểm")),
        _event("assessment.finalised", "row points", N_("Điểm cuối cùng của tiêu chí %(row)s: %(points)s")),
        _event("assessment.closed", "points digest", N_("Chốt phiếu chấm điểm: %(points)s điểm")),
        _event("open_data.published", "period version reason", N_("Công bố dữ liệu mở %(period)s, bản %(version)s")),
        _event("view.saved", "view schedule", N_("Lưu cách xem số liệu")),
        _event("view.unsubscribed", "view", N_("Thôi gửi thư của một cách xem, theo đường dẫn trong thư")),
        _event("view.deleted", "view", N_("Xóa cách xem số liệu")),
        _event("export.asked", "export what form", N_("Yêu cầu xuất tệp: %(what)s")),
        _event("export.made", "export rows", N_("Đã làm tệp xuất, %(rows)s dòng")),
        _event("export.fetched", "export", N_("Tải tệp đã xuất")),
        _event("export.deleted", "export", N_("Xóa tệp đã xuất")),
        _event("dossiers.imported", "new changed bad", N_("Nhập danh sách hồ sơ: %(new)s mới, %(changed)s đổi")),
        _event("programme.loaded", "plan items", N_("Nạp chương trình")),
        _event("programme.plan.written", "plan secretary", N_("Ghi chương trình")),
        _event("programme.item.written", "plan item owner", N_("Ghi mục của chương trình")),
        _event("programme.item.named", "plan item person", N_("Ghi người phụ trách mục của chương trình")),
        _event("programme.item.moved", "plan item status progress due", N_("Mục của chương trình: %(status)s")),
        _event("programme.item.reminded", "plan item step", N_("Nhắc hạn mục của chương trình: %(step)s")),
        _event("meeting.called", "plan meeting", N_("Mời họp Ban chỉ đạo")),
        _event("meeting.changed", "plan meeting sequence", N_("Đổi cuộc họp Ban chỉ đạo")),
        _event("meeting.invited", "meeting invitee", N_("Mời thêm vào cuộc họp")),
        _event("meeting.cancelled", "plan meeting", N_("Hủy cuộc họp Ban chỉ đạo")),
        _event("meeting.attended", "meeting noted", N_("Ghi người dự họp")),
        _event("meeting.minuted", "meeting", N_("Ghi biên bản họp")),
        _event("meeting.concluded", "meeting conclusion item", N_("Ghi kết luận họp")),
        _event("programme.item.removed", "plan item", N_("Đưa mục ra khỏi chương trình")),
    )
}


def known(name: str, facts: dict[str, object]) -> Event:
    """The event of this name. Raises ValueError when the name or its facts are not on the list."""
    event = EVENTS.get(name)
    if event is None or set(facts) != event.facts:
        raise ValueError(f"entry {name} with facts {sorted(facts)} is not in the closed list")
    return event
