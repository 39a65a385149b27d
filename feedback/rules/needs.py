"""What a file must hold before a move of the lifecycle is allowed: the facts, who acts, and each need in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.errors import N_
from feedback.terms import Kind, Level, Publication, Role, State

MAX_PAUSES_PER_LEG = 2  # deadlines.md R6
RETURNS_TO_A_LEADER = 2  # deadlines.md R8: then a leader's word binds
MAX_EXTENSIONS = 2  # deadlines.md R7
UNMERGE_WITHIN = timedelta(hours=24)
AGENCY = (Role.OFFICER, Role.AGENCY_LEADER)


@dataclass(frozen=True)
class PartFacts:
    """The open turn of an agency that helps, and who has it there."""

    agency: str
    is_accepted: bool = False  # else it still has to say that it helps
    division: int | None = None
    officer: int | None = None


@dataclass(frozen=True)
class CaseFacts:
    """What the file holds, as the table needs to know it. Instants are aware."""

    state: State
    kind: Kind
    level: Level
    publication: Publication
    lead_agency: str | None  # code of the agency holding the active lead leg
    submitted_by: int | None  # account that handed in the result waiting for approval
    resolve_due_at: datetime | None
    pauses_used: int
    closed_at: datetime | None
    is_rated: bool
    reopen_days: int
    now: datetime
    extensions_granted: int = 0
    is_bound: bool = False  # a leader decided that the agency that holds it must handle it
    returns: int = 0  # how often agencies have returned it
    extension_asked_by: int | None = None  # account whose request for more time waits for a decision
    extension_from_centre: bool = False  # a dispatcher asked for it, on a short turn
    holder: str = ""  # code of the agency that holds the case, also once it is answered
    parts: tuple[PartFacts, ...] = ()  # of agencies that cooperate
    is_short: bool = False  # its turn is short, and nobody has taken note or asked for more time (R5)
    merged_at: datetime | None = None
    lead_division: int | None = None  # the part of the lead agency which has the active lead leg
    lead_officer: int | None = None  # the account that has it in hand


@dataclass(frozen=True)
class Absent:
    """A colleague who is away and whom somebody else stands in for."""

    user_id: int
    role: Role


@dataclass(frozen=True)
class Actor:
    """Who acts. `agencies` are the codes a member of staff acts for; nobody acts for an agency that has ended.

    `divisions` are the parts of the agency whose cases they have; None: all of its cases.
    """

    role: Role
    user_id: int | None = None
    agency_code: str = ""
    agencies: frozenset[str] = frozenset()
    divisions: frozenset[int] | None = None
    heads: frozenset[int] = frozenset()  # divisions whose cases they give to its people
    is_on_duty: bool = False  # for the whole agency: sees and takes what nobody has been given yet
    stands_in_for: tuple[Absent, ...] = ()

    @property
    def people(self) -> frozenset[int]:
        """Whose cases are theirs to do: their own, and those of who is away."""
        own = () if self.user_id is None else (self.user_id,)
        return frozenset((*own, *(one.user_id for one in self.stands_in_for)))

    @property
    def roles(self) -> frozenset[Role]:
        """Their own role, and those in which they stand in for somebody."""
        return frozenset((self.role, *(one.role for one in self.stands_in_for)))


def in_whose_place(who: tuple[Role, ...], actor: Actor, but_not: int | None) -> int | None:
    """The leader for whom somebody acts while that leader is away, where an act is for leaders (`who`) alone."""
    if Role.OFFICER in who:
        return None
    return next((one.user_id for one in actor.stands_in_for if one.role in who and one.user_id != but_not), None)


@dataclass(frozen=True)
class Need:
    """A fact the file must hold, and the sentence that says so when it does not."""

    holds: Callable[[CaseFacts, Actor], bool]
    otherwise: str


def has_turn(actor: Actor, agency: str | None, division: int | None, officer: int | None) -> bool:
    """Whether a turn is this person's to act on: of their agency and, inside a division, of that division, in their
    own hands, or on duty one that nobody has been given yet.
    """
    is_near = (
        actor.divisions is None
        or division in actor.divisions
        or officer in actor.people
        or (actor.is_on_duty and division is None and officer is None)
    )
    return agency in actor.agencies and is_near


def _ours(case: CaseFacts, actor: Actor) -> bool:
    return actor.role not in AGENCY or has_turn(actor, case.lead_agency, case.lead_division, case.lead_officer)


def _gives(actor: Actor, division: int | None, officer: int | None) -> bool:
    """Inside a division its head gives the cases out; others take one that nobody has, or hand on their own."""
    return actor.divisions is None or division in actor.heads or officer is None or officer in actor.people


def _parts(case: CaseFacts, actor: Actor) -> list[PartFacts]:
    """The parts that are this person's to act on."""
    return [part for part in case.parts if has_turn(actor, part.agency, part.division, part.officer)]


def _another_person(case: CaseFacts, actor: Actor) -> bool:
    """Nobody approves their own result, nor the result of the very person they stand in for."""
    if case.submitted_by is None:
        return True
    if case.submitted_by == actor.user_id:
        return False
    if actor.role is Role.AGENCY_LEADER:
        return True
    return any(one.role is Role.AGENCY_LEADER and one.user_id != case.submitted_by for one in actor.stands_in_for)


def _may_still_reopen(case: CaseFacts, actor: Actor) -> bool:
    return case.closed_at is None or case.now <= case.closed_at + timedelta(days=case.reopen_days)


OURS = Need(_ours, N_("Vụ việc này do đơn vị khác, hoặc phòng, đội khác chủ trì."))
HELD_BY_A_COLLEAGUE = N_("Đồng nghiệp đang giữ việc này: trưởng phòng, đội trưởng mới giao lại được.")
THEIRS_TO_GIVE = Need(lambda case, actor: _gives(actor, case.lead_division, case.lead_officer), HELD_BY_A_COLLEAGUE)
INSIDE_THE_PROCESS = Need(
    lambda case, _: not case.kind.is_excluded,
    N_("Khiếu nại, tố cáo, tố giác không xử lý theo quy trình này: hãy chuyển cơ quan có thẩm quyền."),
)
OUTSIDE_THE_PROCESS = Need(
    lambda case, _: case.kind.is_excluded,
    N_("Chỉ chuyển cơ quan có thẩm quyền khi nội dung là khiếu nại, tố cáo hoặc tố giác. Hãy phân loại trước."),
)
NOT_URGENT = Need(lambda case, _: case.level is not Level.URGENT, N_("Vụ việc khẩn không được tạm dừng thời hạn."))
BEFORE_DUE = Need(
    lambda case, _: case.resolve_due_at is None or case.now < case.resolve_due_at,
    N_("Đã quá hạn nên không tạm dừng được nữa. Hãy xử lý với thông tin đang có."),
)
PAUSES_LEFT = Need(
    lambda case, _: case.pauses_used < MAX_PAUSES_PER_LEG,
    N_("Đơn vị đã hỏi người dân đủ 2 lần. Hãy xử lý với thông tin đang có."),
)
NOT_BOUND = Need(
    lambda case, _: not case.is_bound,
    N_("Lãnh đạo đã quyết định đơn vị này xử lý: không trả lại, không chuyển đi nữa."),
)
A_DISPATCHER_STILL_DECIDES = Need(
    lambda case, _: case.state is not State.RETURNED or case.returns < RETURNS_TO_A_LEADER,
    N_("Vụ việc đã bị trả lại 2 lần: lãnh đạo thành phố quyết định nơi xử lý."),
)
NOT_URGENT_EITHER = Need(lambda case, _: case.level is not Level.URGENT, N_("Vụ việc khẩn không được gia hạn."))
STILL_BEFORE_DUE = Need(
    lambda case, _: case.resolve_due_at is None or case.now < case.resolve_due_at,
    N_("Đã quá hạn nên không xin gia hạn được nữa."),
)
NO_REQUEST_WAITS = Need(lambda case, _: case.extension_asked_by is None, N_("Một đề nghị gia hạn đang chờ duyệt."))
EXTENSIONS_LEFT = Need(
    lambda case, _: case.extensions_granted < MAX_EXTENSIONS, N_("Vụ việc này đã được gia hạn đủ 2 lần.")
)
A_REQUEST_WAITS = Need(
    lambda case, _: case.extension_asked_by is not None, N_("Không có đề nghị gia hạn nào đang chờ duyệt.")
)
NOT_ONES_OWN_REQUEST = Need(
    lambda case, actor: case.extension_asked_by is None or case.extension_asked_by != actor.user_id,
    N_("Người xin gia hạn không tự duyệt đề nghị của mình."),
)
ANOTHER_ROLE_ASKED = Need(
    lambda case, actor: case.extension_from_centre == (Role.CITY_LEADER in actor.roles),
    N_("Đề nghị của cơ quan do điều phối viên duyệt, đề nghị của tổng đài do lãnh đạo thành phố duyệt."),
)
ANOTHER_PERSON = Need(_another_person, N_("Người trình kết quả không tự duyệt kết quả của mình."))
NOT_YET_RATED = Need(lambda case, _: not case.is_rated, N_("Bạn đã đánh giá phản ánh này rồi."))
NOT_YET_PUBLISHED = Need(
    lambda case, _: case.publication is not Publication.PUBLISHED, N_("Vụ việc này đã được công khai.")
)
NOT_YET_WITHHELD = Need(
    lambda case, _: case.publication is not Publication.WITHHELD, N_("Vụ việc này đã được quyết định không công khai.")
)
STILL_IN_TIME = Need(
    _may_still_reopen, N_("Đã quá thời gian được yêu cầu xử lý lại. Hãy gửi phản ánh mới, chúng tôi sẽ nối với vụ cũ.")
)
A_PART_WAITS_FOR_US = Need(
    lambda case, actor: any(not part.is_accepted for part in _parts(case, actor)),
    N_("Không có lời mời phối hợp nào đang chờ đơn vị bạn nhận."),
)
A_PART_OF_OURS = Need(
    lambda case, actor: bool(_parts(case, actor)), N_("Đơn vị bạn không, hoặc không còn, phối hợp vụ việc này.")
)
A_PART_THEIRS_TO_GIVE = Need(
    lambda case, actor: any(_gives(actor, part.division, part.officer) for part in _parts(case, actor)),
    HELD_BY_A_COLLEAGUE,
)
A_PART_IS_OPEN = Need(lambda case, _: bool(case.parts), N_("Không có đơn vị nào đang phối hợp."))
PARTS_ENDED = Need(
    lambda case, _: not case.parts,
    N_("Còn đơn vị phối hợp chưa trả lời. Hãy chờ họ, hoặc kết thúc phần phối hợp và ghi lý do."),
)
A_SHORT_TURN_WAITS = Need(lambda case, _: case.is_short, N_("Không có lượt ngắn nào chờ điều phối viên xem."))
STILL_FRESHLY_MERGED = Need(
    lambda case, _: case.merged_at is not None and case.now <= case.merged_at + UNMERGE_WITHIN,
    N_("Chỉ bỏ gộp được trong 24 giờ. Hãy tách thành vụ mới nếu đó là chuyện khác."),
)
HELD_BY_US = Need(
    lambda case, actor: actor.role not in AGENCY or case.holder in actor.agencies,
    N_("Câu trả lời này do đơn vị khác phát hành."),
)

OWNERSHIP = (OURS, HELD_BY_US, A_PART_OF_OURS, A_PART_WAITS_FOR_US)  # where they fail, it is somebody else's matter
