"""What each step of a story does: one real action by somebody who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions.accept import accept
from feedback.actions.accounts import actor_of, create_account
from feedback.actions.ask_citizen import ask_citizen, receive_answer
from feedback.actions.assign import assign
from feedback.actions.classify import classify
from feedback.actions.close_case import close_case
from feedback.actions.cooperate import answer_part, end_parts
from feedback.actions.forward import dispatch, redirect
from feedback.actions.hand_in import approve, send_back, submit_result
from feedback.actions.merge import merge
from feedback.actions.publish import publish
from feedback.actions.rate import rate
from feedback.actions.refer import refer
from feedback.actions.refuse import refuse
from feedback.actions.reopen import reopen
from feedback.actions.return_case import return_case
from feedback.actions.write_note import write_note
from feedback.cli.accounts import fresh_password
from feedback.cli.demo.script import Story
from feedback.models import Account, Agency, Case
from feedback.queries.case_facts import open_parts
from feedback.queries.city import city
from feedback.rules.lifecycle import CITIZEN, SYSTEM, Actor
from feedback.terms import AGENCY_ROLES, Role, State

HELPED = "Đã cử người cùng kiểm tra hiện trường, không có vướng mắc gì thuộc phần chúng tôi."
NOT_NEEDED = "Vụ việc kết thúc nên không cần phối hợp nữa."
NO_PICTURE = "Dữ liệu mẫu, không chụp ảnh hiện trường."


class Staff:
    """The people of the demonstration: those who are there, and new ones where an agency has nobody."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.known: dict[tuple[Role, str], Actor] = {}

    def person(self, session: Session, role: Role, agency: str) -> Actor:
        if (role, agency) not in self.known:
            query = select(Account).where(Account.role == role, Account.agency_code == agency, Account.is_active)
            account = session.scalars(query.order_by(Account.id).limit(1)).first() or self._hire(session, role, agency)
            session.flush()
            self.known[role, agency] = actor_of(account)
        return self.known[role, agency]

    def _hire(self, session: Session, role: Role, agency: str) -> Account:
        """Nobody is told this password: an administrator sets another one to sign in as this person."""
        hired = sum(1 for held, _ in self.known if held in AGENCY_ROLES)
        prefix = "ld" if role is Role.AGENCY_LEADER else "cb" if role is Role.OFFICER else role.value
        return create_account(
            session,
            SYSTEM,
            username=f"mau-{prefix}-{agency}"[:60],
            full_name=self.names[hired % len(self.names)],
            role=role,
            agency_code=agency,
            password=fresh_password(),
        )


@dataclass(frozen=True)
class Scene:
    """One story at one moment."""

    session: Session
    story: Story
    case: Case
    staff: Staff
    case_of: Callable[[str], Case]

    @property
    def dispatcher(self) -> Actor:
        return self.staff.person(self.session, Role.DISPATCHER, city(self.session).centre_agency)

    @property
    def officer(self) -> Actor:
        return self.staff.person(self.session, Role.OFFICER, self.case.holder_code)

    @property
    def leader(self) -> Actor:
        return self.staff.person(self.session, Role.AGENCY_LEADER, self.case.holder_code)


def play_send(scene: Scene) -> None:
    """The dispatcher sends on what lies at the centre, or what the system sent elsewhere."""
    story, case = scene.story, scene.case
    wanted = (
        story.proposed if case.state is State.RETURNED and story.proposed else story.agency or _ward_committee(scene)
    )
    if case.field_code is None:
        classify(scene.session, scene.dispatcher, case, story.field or "khac")
    if case.state is State.FORWARDED:
        redirect(scene.session, scene.dispatcher, case, wanted, "Đúng phạm vi quản lý của đơn vị này.")
    else:
        dispatch(scene.session, scene.dispatcher, case, wanted)


def _ward_committee(scene: Scene) -> str:
    query = select(Agency.code).where(Agency.ward_code == scene.case.ward_code, Agency.valid_to.is_(None))
    return scene.session.scalars(query).first() or scene.case.holder_code


def play_assign(scene: Scene) -> None:
    assign(scene.session, scene.leader, scene.case, scene.officer.user_id or 0)


def play_ask(scene: Scene) -> None:
    story = scene.story
    ask_citizen(scene.session, scene.officer, scene.case, reason_code=story.reason, text=story.question)


def play_submit(scene: Scene) -> None:
    story = scene.story
    submit_result(
        scene.session,
        scene.officer,
        scene.case,
        result_code=story.result,
        text=story.answer,
        no_picture_reason=NO_PICTURE,
    )


def play_approve(scene: Scene) -> None:
    """Cooperating agencies answer before the lead's leader approves."""
    for leg in open_parts(scene.case):
        helper = scene.staff.person(scene.session, Role.OFFICER, leg.agency_code)
        answer_part(scene.session, helper, scene.case, HELPED)
    approve(scene.session, scene.leader, scene.case)


def end_parts_of(scene: Scene) -> None:
    """The dispatcher does without the answers of cooperating agencies, and says so."""
    codes = [leg.agency_code for leg in open_parts(scene.case)]
    if codes:
        end_parts(scene.session, scene.dispatcher, scene.case, codes, NOT_NEEDED)


def play_return(scene: Scene) -> None:
    story = scene.story
    return_case(
        scene.session,
        scene.officer,
        scene.case,
        reason_code=story.return_code,
        note=story.return_note,
        proposed_agency_code=story.proposed,
    )


def play_publish(scene: Scene) -> None:
    story = scene.story
    publish(scene.session, scene.dispatcher, scene.case, public_text=story.text, public_answer=story.answer)


def play_refer(scene: Scene) -> None:
    end_parts_of(scene)
    refer(scene.session, scene.dispatcher, scene.case, scene.story.refer_to)


def play_merge(scene: Scene) -> None:
    end_parts_of(scene)
    merge(scene.session, scene.dispatcher, scene.case, scene.case_of(scene.story.into))


def play_refuse(scene: Scene) -> None:
    end_parts_of(scene)
    story = scene.story
    refuse(scene.session, scene.dispatcher, scene.case, reason_code=story.refusal, text=story.refusal_text)


def play_rate(scene: Scene) -> None:
    rate(scene.session, CITIZEN, scene.case.reports[0], scene.story.rating, scene.story.comment)


@dataclass(frozen=True)
class Part:
    """How an act is done, and after how many hours it usually is. Citizens do not keep office hours."""

    play: Callable[[Scene], object]
    hours: float
    by_citizen: bool = False


PARTS: dict[str, Part] = {
    "send": Part(play_send, 0.4),
    "accept": Part(lambda s: accept(s.session, s.officer, s.case), 1.2),
    "assign": Part(play_assign, 0.5),
    "note": Part(lambda s: write_note(s.session, s.officer, s.case, s.story.note), 1.0),
    "ask": Part(play_ask, 1.5),
    "reply": Part(lambda s: receive_answer(s.session, CITIZEN, s.case, s.story.reply), 5.0, by_citizen=True),
    "submit": Part(play_submit, 6.0),
    "sendback": Part(lambda s: send_back(s.session, s.leader, s.case, s.story.sendback), 1.0),
    "approve": Part(play_approve, 1.0),
    "close": Part(lambda s: close_case(s.session, s.dispatcher, s.case), 1.0),
    "publish": Part(play_publish, 1.5),
    "rate": Part(play_rate, 4.0, by_citizen=True),
    "reopen": Part(lambda s: reopen(s.session, CITIZEN, s.case, s.story.why), 12.0, by_citizen=True),
    "return": Part(play_return, 2.0),
    "refuse": Part(play_refuse, 1.0),
    "refer": Part(play_refer, 0.7),
    "merge": Part(play_merge, 0.5),
}
