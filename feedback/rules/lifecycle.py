"""The lifecycle of a case as one table that a clerk can read.

Each line of `MOVES` says *who* may do *what* to a case that is *so*, so that it becomes *that*,
provided the file holds *these facts*, and on which legal basis. Whatever is not written here is refused.
The database repeats the ties between state and facts as CHECK constraints (models/case.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from feedback.errors import N_, FeedbackError, NotYours, Refused
from feedback.rules.acts import Act
from feedback.rules.needs import (
    A_DISPATCHER_STILL_DECIDES,
    A_PART_IS_OPEN,
    A_PART_OF_OURS,
    A_PART_THEIRS_TO_GIVE,
    A_PART_WAITS_FOR_US,
    A_REQUEST_WAITS,
    A_SHORT_TURN_WAITS,
    AGENCY,
    ANOTHER_PERSON,
    ANOTHER_ROLE_ASKED,
    BEFORE_DUE,
    EXTENSIONS_LEFT,
    HELD_BY_US,
    INSIDE_THE_PROCESS,
    NO_REQUEST_WAITS,
    NOT_BOUND,
    NOT_ONES_OWN_REQUEST,
    NOT_URGENT,
    NOT_URGENT_EITHER,
    NOT_YET_PUBLISHED,
    NOT_YET_RATED,
    NOT_YET_WITHHELD,
    OURS,
    OUTSIDE_THE_PROCESS,
    OWNERSHIP,
    PARTS_ENDED,
    PAUSES_LEFT,
    STILL_BEFORE_DUE,
    STILL_FRESHLY_MERGED,
    STILL_IN_TIME,
    THEIRS_TO_GIVE,
    Actor,
    CaseFacts,
    Need,
)
from feedback.terms import Role, State

OPEN = (
    State.RECEIVED,
    State.FORWARDED,
    State.RETURNED,
    State.IN_PROGRESS,
    State.AWAITING_INFO,
    State.AWAITING_APPROVAL,
)
AT_THE_CENTRE = (State.RECEIVED, State.RETURNED)
AT_AN_AGENCY = (State.FORWARDED, State.IN_PROGRESS, State.AWAITING_INFO, State.AWAITING_APPROVAL)
WITH_PARTS = (*AT_AN_AGENCY, State.RETURNED)  # where cooperating agencies may be at work
ANSWERED = (State.RESOLVED, State.CLOSED)
ENDED = (State.CLOSED, State.REFUSED, State.REFERRED, State.MERGED)

CENTRE = (Role.DISPATCHER,)
DECIDE_TIME = (Role.DISPATCHER, Role.CITY_LEADER)  # of an agency's request, of the centre's own


CITIZEN = Actor(Role.CITIZEN)
SYSTEM = Actor(Role.SYSTEM)


@dataclass(frozen=True)
class Move:
    """One line of the table. `to` is None when the state stays as it is."""

    act: Act
    vi: str
    en: str
    start: tuple[State, ...]
    to: State | None
    who: tuple[Role, ...]
    basis: str
    needs: tuple[Need, ...] = ()

    def label(self, language: str = "vi") -> str:
        return self.en if language == "en" else self.vi


S = State
MOVES: tuple[Move, ...] = (
    Move(
        Act.TRIAGE, "Xác định loại", "Set kind", (*AT_THE_CENTRE, S.FORWARDED), None,
        (Role.DISPATCHER, Role.OPERATOR), "NĐ 20/2008/NĐ-CP Điều 1",
    ),
    Move(
        Act.CLASSIFY, "Chọn lĩnh vực", "Classify", (*AT_THE_CENTRE, S.FORWARDED), None,
        (Role.DISPATCHER, Role.OPERATOR, Role.SYSTEM), "Quy chế 1022",
    ),
    Move(
        Act.LOCATE, "Chọn địa điểm", "Locate", (*AT_THE_CENTRE, *AT_AN_AGENCY), None,
        (Role.DISPATCHER, Role.OPERATOR, *AGENCY, Role.SYSTEM), "NQ 1668/NQ-UBTVQH15", (OURS,),
    ),
    Move(
        Act.FORWARD, "Chuyển xử lý", "Forward", AT_THE_CENTRE, S.FORWARDED,
        (Role.DISPATCHER, Role.SYSTEM), "Quy chế 1022", (INSIDE_THE_PROCESS, A_DISPATCHER_STILL_DECIDES),
    ),
    Move(
        Act.REDIRECT, "Chuyển sang đơn vị khác", "Redirect", (S.FORWARDED, S.IN_PROGRESS), S.FORWARDED,
        CENTRE, "Quy chế 1022", (INSIDE_THE_PROCESS, NOT_BOUND),
    ),
    Move(
        Act.RULE, "Quyết định nơi xử lý", "Decide who handles it", (S.RETURNED,), S.FORWARDED,
        (Role.CITY_LEADER,), "Quy chế 1022: trả lại lần thứ hai", (INSIDE_THE_PROCESS,),
    ),
    Move(Act.ACCEPT, "Tiếp nhận", "Accept", (S.FORWARDED,), S.IN_PROGRESS, AGENCY, "QĐ 766/QĐ-TTg", (OURS,)),
    Move(
        Act.RETURN, "Trả lại", "Return", (S.FORWARDED, S.IN_PROGRESS), S.RETURNED, AGENCY,
        "QĐ 766/QĐ-TTg: trong 2 ngày làm việc", (OURS, NOT_BOUND),
    ),
    Move(
        Act.ASSIGN, "Giao cán bộ", "Assign officer", (S.FORWARDED, S.IN_PROGRESS, S.AWAITING_INFO), None,
        AGENCY, "Quy chế đơn vị", (OURS, THEIRS_TO_GIVE),
    ),
    Move(
        Act.NOTE, "Ghi chú nội bộ", "Note", tuple(S), None,
        (Role.OPERATOR, Role.DISPATCHER, *AGENCY), "Quy chế 1022",
    ),
    Move(
        Act.ASK, "Hỏi người dân", "Ask the citizen", (S.IN_PROGRESS,), S.AWAITING_INFO, AGENCY,
        "QĐ 766/QĐ-TTg: trong 5 ngày làm việc", (OURS, NOT_URGENT, BEFORE_DUE, PAUSES_LEFT),
    ),
    Move(
        Act.RECEIVE_ANSWER, "Nhận trả lời của người dân", "Receive the answer", (S.AWAITING_INFO,), S.IN_PROGRESS,
        (Role.CITIZEN, Role.OPERATOR, Role.DISPATCHER), "Quy chế 1022",
    ),
    Move(
        Act.RESUME, "Xử lý tiếp, không chờ nữa", "Resume", (S.AWAITING_INFO,), S.IN_PROGRESS,
        (*AGENCY, Role.SYSTEM), "Quy chế 1022", (OURS,),
    ),
    Move(
        Act.INVITE, "Mời phối hợp", "Ask to cooperate", (S.FORWARDED, S.IN_PROGRESS, S.AWAITING_INFO), None,
        (Role.DISPATCHER, *AGENCY), "Quy chế 1022: một đơn vị chủ trì, các đơn vị khác phối hợp",
        (OURS, INSIDE_THE_PROCESS),
    ),
    Move(
        Act.ACCEPT_PART, "Nhận phối hợp", "Accept to cooperate", WITH_PARTS, None, AGENCY,
        "Quy chế 1022", (A_PART_WAITS_FOR_US, INSIDE_THE_PROCESS),
    ),
    Move(
        Act.ASSIGN_PART, "Giao phần phối hợp", "Give the part to somebody", WITH_PARTS, None, AGENCY,
        "Quy chế đơn vị", (A_PART_OF_OURS, A_PART_THEIRS_TO_GIVE),
    ),
    Move(
        Act.ANSWER_PART, "Trả lời phối hợp", "Answer as cooperating agency", WITH_PARTS, None, AGENCY,
        "Quy chế 1022", (A_PART_OF_OURS, INSIDE_THE_PROCESS),
    ),
    Move(
        Act.RETURN_PART, "Không phối hợp được", "Cannot cooperate", WITH_PARTS, None, AGENCY,
        "Quy chế 1022", (A_PART_OF_OURS, INSIDE_THE_PROCESS),
    ),
    Move(
        Act.END_PART, "Kết thúc phối hợp", "End a cooperation", WITH_PARTS, None, (Role.DISPATCHER, *AGENCY),
        "Quy chế 1022: người kết thúc ghi lý do", (OURS, A_PART_IS_OPEN),
    ),
    Move(
        Act.HIRE, "Giao đơn vị thi công", "Give to a contractor", (S.IN_PROGRESS, S.AWAITING_INFO), None, AGENCY,
        "Quy chế đơn vị", (OURS, INSIDE_THE_PROCESS),
    ),
    Move(
        Act.SUBMIT_RESULT, "Trình kết quả", "Submit result", (S.IN_PROGRESS,), S.AWAITING_APPROVAL,
        AGENCY, "Quy chế 1022", (OURS, INSIDE_THE_PROCESS),
    ),
    Move(
        Act.APPROVE, "Duyệt kết quả", "Approve", (S.AWAITING_APPROVAL,), S.RESOLVED,
        (Role.AGENCY_LEADER,), "QĐ 766/QĐ-TTg: trong 15 ngày làm việc", (OURS, ANOTHER_PERSON, PARTS_ENDED),
    ),
    Move(
        Act.SEND_BACK, "Yêu cầu làm lại", "Send back", (S.AWAITING_APPROVAL,), S.IN_PROGRESS,
        (Role.AGENCY_LEADER,), "Quy chế đơn vị", (OURS,),
    ),
    Move(
        Act.ASK_EXTENSION, "Xin gia hạn", "Ask for more time", (S.IN_PROGRESS, S.AWAITING_INFO), None, AGENCY,
        "Quy chế 1022: nhiều nhất 2 lần, trước khi hết hạn",
        (OURS, NOT_URGENT_EITHER, STILL_BEFORE_DUE, NO_REQUEST_WAITS, EXTENSIONS_LEFT),
    ),
    Move(
        Act.ASK_FOR_SHORT, "Xin gia hạn cho lượt ngắn", "Ask for more time on a short turn", AT_AN_AGENCY, None, CENTRE,
        "Quy chế 1022: đơn vị nhận khi hẹn gần hết",
        (A_SHORT_TURN_WAITS, NOT_URGENT_EITHER, STILL_BEFORE_DUE, NO_REQUEST_WAITS, EXTENSIONS_LEFT),
    ),
    Move(
        Act.GRANT_EXTENSION, "Cho gia hạn", "Grant more time", AT_AN_AGENCY, None, DECIDE_TIME,
        "Quy chế 1022: trong 4 giờ làm việc", (A_REQUEST_WAITS, ANOTHER_ROLE_ASKED, NOT_ONES_OWN_REQUEST),
    ),
    Move(
        Act.REFUSE_EXTENSION, "Không cho gia hạn", "Refuse more time", AT_AN_AGENCY, None, DECIDE_TIME,
        "Quy chế 1022: trong 4 giờ làm việc", (A_REQUEST_WAITS, ANOTHER_ROLE_ASKED, NOT_ONES_OWN_REQUEST),
    ),
    Move(
        Act.ACCEPT_SHORT, "Chấp nhận lượt ngắn", "Accept a short turn", AT_AN_AGENCY, None, CENTRE,
        "Quy chế 1022: trễ của lượt ngắn tính riêng", (A_SHORT_TURN_WAITS,),
    ),
    Move(
        Act.PUBLISH, "Công khai", "Publish", ANSWERED, None, CENTRE,
        "QĐ 766/QĐ-TTg: trong 2 ngày làm việc; Luật 91/2025/QH15", (INSIDE_THE_PROCESS, NOT_YET_PUBLISHED),
    ),
    Move(
        Act.WITHHOLD, "Không công khai", "Do not publish", ANSWERED, None, CENTRE,
        "Luật 91/2025/QH15; Luật Bảo vệ bí mật nhà nước 2018",
        (INSIDE_THE_PROCESS, NOT_YET_PUBLISHED, NOT_YET_WITHHELD),
    ),
    Move(
        Act.ISSUE_LETTER, "Phát hành công văn", "Issue a letter", ANSWERED, None, AGENCY,
        "NĐ 30/2020/NĐ-CP Điều 8", (HELD_BY_US, INSIDE_THE_PROCESS),
    ),
    Move(Act.CLOSE, "Đóng vụ việc", "Close", (S.RESOLVED,), S.CLOSED, (*CENTRE, Role.SYSTEM), "Quy chế 1022"),
    Move(
        Act.RATE, "Đánh giá", "Rate", ANSWERED, None, (Role.CITIZEN, Role.OPERATOR),
        "QĐ 766/QĐ-TTg: mức độ hài lòng", (NOT_YET_RATED,),
    ),
    Move(
        Act.REISSUE_CODE, "Cấp lại mã tra cứu", "Issue a new lookup code", tuple(S), None,
        (Role.OPERATOR, Role.DISPATCHER), "Quy chế 1022: đúng số đã để lại; Luật 91/2025/QH15",
    ),
    Move(
        Act.REOPEN, "Yêu cầu xử lý lại", "Reopen", ANSWERED, S.FORWARDED,
        (Role.CITIZEN, Role.OPERATOR, Role.DISPATCHER), "Quy chế 1022: trong 7 ngày", (STILL_IN_TIME,),
    ),
    Move(
        Act.REFUSE, "Từ chối tiếp nhận", "Refuse", AT_THE_CENTRE, S.REFUSED, CENTRE, "QĐ 766/QĐ-TTg: trong 2 ngày",
        (PARTS_ENDED,),
    ),
    Move(
        Act.REFER, "Chuyển cơ quan có thẩm quyền", "Refer", (*AT_THE_CENTRE, S.FORWARDED), S.REFERRED, CENTRE,
        "Luật Khiếu nại, Luật Tố cáo Điều 25, NĐ 20/2008/NĐ-CP Điều 1", (OUTSIDE_THE_PROCESS, PARTS_ENDED),
    ),
    Move(Act.TAKE_OVER, "Kế thừa", "Succeed", AT_AN_AGENCY, None, (Role.SYSTEM,), "Văn bản giải thể, sáp nhập cơ quan"),
    Move(
        Act.UNPLACE, "Đưa về tổng đài vì cơ quan kết thúc", "Back to the centre: the agency ended", AT_AN_AGENCY,
        S.RECEIVED, (Role.SYSTEM,), "Văn bản giải thể, sáp nhập cơ quan",
    ),
    Move(
        Act.SPLIT, "Tách thành hai vụ", "Split", (*AT_THE_CENTRE, S.FORWARDED, S.IN_PROGRESS), None, CENTRE,
        "Quy chế 1022: mỗi việc một vụ", (INSIDE_THE_PROCESS,),
    ),
    Move(
        Act.DECLARE_INCIDENT, "Đặt làm sự cố chung", "Declare an incident", OPEN, None, CENTRE,
        "Quy chế 1022", (INSIDE_THE_PROCESS,),
    ),
    Move(
        Act.JOIN, "Ghi vào sự cố chung", "Join an incident", (S.RECEIVED,), S.MERGED, (Role.OPERATOR, *CENTRE),
        "Quy chế 1022", (INSIDE_THE_PROCESS,),
    ),
    Move(
        Act.MERGE, "Gộp vào vụ khác", "Merge", (*AT_THE_CENTRE, S.FORWARDED, S.IN_PROGRESS), S.MERGED, CENTRE,
        "Quy chế 1022", (INSIDE_THE_PROCESS, PARTS_ENDED),
    ),
    Move(
        Act.UNMERGE, "Bỏ gộp", "Undo a merge", (S.MERGED,), S.RECEIVED, CENTRE,
        "Quy chế 1022: trong 24 giờ", (STILL_FRESHLY_MERGED,),
    ),
)  # fmt: skip

BY_ACT: dict[Act, Move] = {move.act: move for move in MOVES}

WRONG_ROLE = N_("Việc này do vai trò khác làm.")
WRONG_STATE = N_("Chưa làm được khi vụ việc ở trạng thái “%(state)s”.")


@dataclass(frozen=True)
class Offer:
    """A move as shown to one person: allowed, or the sentence that says why not."""

    move: Move
    refusal: FeedbackError | None

    @property
    def is_allowed(self) -> bool:
        return self.refusal is None


def refusal(act: Act, case: CaseFacts, actor: Actor) -> FeedbackError | None:
    """Why this actor may not do this now, or None if the table allows it."""
    move = BY_ACT[act]
    if actor.roles.isdisjoint(move.who):
        return NotYours(WRONG_ROLE)
    if case.state not in move.start:
        return Refused(WRONG_STATE, state=case.state)
    for need in move.needs:
        if not need.holds(case, actor):
            return NotYours(need.otherwise) if need in OWNERSHIP else Refused(need.otherwise)
    return None


def check(act: Act, case: CaseFacts, actor: Actor) -> Move:
    """The line of the table that allows this. Raises NotYours or Refused with the reason otherwise."""
    reason = refusal(act, case, actor)
    if reason is not None:
        raise reason
    return BY_ACT[act]


def offers(case: CaseFacts, actor: Actor) -> list[Offer]:
    """Every move of this actor's roles in table order, each allowed or with its reason."""
    return [Offer(move, refusal(move.act, case, actor)) for move in MOVES if not actor.roles.isdisjoint(move.who)]
