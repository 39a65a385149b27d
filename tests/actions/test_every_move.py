"""Every act by every role on a case in every state, through the real actions and a real database.

On SQLite all of them; on PostgreSQL all that are allowed and each seventh of the refused. Each attempt is undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import hand_over, ledger, tasks
from feedback.actions.accept import accept
from feedback.actions.accept_short import accept_short
from feedback.actions.ask_citizen import ask_citizen, receive_answer, resume
from feedback.actions.assign import assign, assign_part
from feedback.actions.classify import classify
from feedback.actions.close_case import close_case
from feedback.actions.contractor import give
from feedback.actions.cooperate import accept_part, answer_part, call_in, end_parts, invite, return_part
from feedback.actions.declare_incident import declare_incident
from feedback.actions.extension import ask_extension, ask_for_short, grant_extension, refuse_extension
from feedback.actions.forward import dispatch, redirect, rule
from feedback.actions.hand_in import approve, send_back, submit_result
from feedback.actions.issue_letter import Draft, issue_letter
from feedback.actions.locate import locate
from feedback.actions.merge import join, merge, unmerge
from feedback.actions.permit import permit
from feedback.actions.publish import publish
from feedback.actions.rate import rate
from feedback.actions.refer import refer
from feedback.actions.refuse import refuse
from feedback.actions.reissue_code import reissue_code
from feedback.actions.reopen import reopen
from feedback.actions.return_case import return_case
from feedback.actions.set_kind import set_level
from feedback.actions.split import split
from feedback.actions.withhold import withhold
from feedback.actions.write_note import write_note
from feedback.errors import FeedbackError, Missing, NotYours, Refused
from feedback.models import Case, Extension, Incident
from feedback.queries.case_facts import lead_leg
from feedback.rules.lifecycle import CITIZEN, SYSTEM, Act, Actor
from feedback.terms import AGENCY_ROLES, ExtensionState, Kind, Level, Role, State, Unit
from tests.support.every_move import allowed, becomes
from tests.support.files import Shelf
from tests.support.world import ANSWER, NO_PICTURE, ROADS, WATER, World

ALLOWED = allowed()
SAMPLE = 7
POLICE = "cong-an"
WITHHELD = "thong-tin-rieng"
WHY = "Vì đúng phạm vi quản lý của đơn vị này."
OF_HELPERS = (Act.ACCEPT_PART, Act.ASSIGN_PART, Act.ANSWER_PART, Act.RETURN_PART)


@dataclass
class Stage:
    """One attempt: the case in its session, and another open case that is an incident."""

    session: Session
    actor: Actor
    case: Case
    other: Case
    colleague: int
    helper: int  # somebody of the cooperating agency

    def prepare(self, act: Act) -> None:
        """What the act asks for beyond the state of the case."""
        if act in (*OF_HELPERS, Act.END_PART):
            call_in(self.session, SYSTEM, self.case, [WATER])
        if act is Act.REFER:
            self.case.kind = Kind.DENUNCIATION
        if act is Act.JOIN:
            now = clock.now()
            self.session.add(Incident(case_id=self.other.id, name="Mất nước", declared_at=now, declared_by_id=1))
        if self.case.leads:
            self.case.leads[-1].is_short = act in (Act.ACCEPT_SHORT, Act.ASK_FOR_SHORT)
            if act in (Act.GRANT_EXTENSION, Act.REFUSE_EXTENSION):
                self._request()
        self.session.flush()

    def _request(self) -> None:
        self.session.add(
            Extension(
                case=self.case, leg_id=self.case.leads[-1].id, state=ExtensionState.ASKED, amount=1,
                unit=Unit.WORKING_DAYS, reason_code="thoi-tiet", note=WHY, asked_at=clock.now(),
                asked_by_id=self.colleague, is_from_centre=self.actor.role is Role.CITY_LEADER,
            )
        )  # fmt: skip


def letter(case: Case) -> Draft:
    today = clock.today()
    return Draft(
        number=1, symbol="SXD-QLHT", signed_on=today, place="Cần Thơ", abstract="trả lời phản ánh",
        addressee="Người phản ánh", body=ANSWER, signer_position="Giám đốc", signer_name="Lê Văn A",
        recipients="Như trên",
    )  # fmt: skip


def unplaced(session: Session, actor: Actor, case: Case) -> None:
    """As the handover of an agency without a successor does it; nobody else has an action for it."""
    lead = lead_leg(case)
    if actor is SYSTEM and lead is not None:
        hand_over._to_tray(session, case, lead)
    else:
        permit(session, actor, case, Act.UNPLACE)


DO: dict[Act, Callable[[Session, Actor, Case, Stage], object]] = {
    Act.TRIAGE: lambda s, a, c, _: set_level(s, a, c, Level.COMPLEX),
    Act.CLASSIFY: lambda s, a, c, _: classify(s, a, c, "giao-thong.bien-bao"),
    Act.LOCATE: lambda s, a, c, _: locate(s, a, c, ward_code=None, place_text="Cầu Quang Trung"),
    Act.FORWARD: lambda s, a, c, _: dispatch(s, a, c, WATER),
    Act.REDIRECT: lambda s, a, c, _: redirect(s, a, c, WATER, WHY),
    Act.RULE: lambda s, a, c, _: rule(s, a, c, WATER, WHY),
    Act.ACCEPT: lambda s, a, c, _: accept(s, a, c),
    Act.RETURN: lambda s, a, c, _: return_case(
        s, a, c, reason_code="khong-tham-quyen", note=WHY, proposed_agency_code=WATER
    ),
    Act.ASSIGN: lambda s, a, c, stage: assign(s, a, c, stage.colleague),
    Act.NOTE: lambda s, a, c, _: write_note(s, a, c, WHY),
    Act.ASK: lambda s, a, c, _: ask_citizen(s, a, c, reason_code="dia-diem", text="Ổ gà ở chỗ nào?"),
    Act.RECEIVE_ANSWER: lambda s, a, c, _: receive_answer(s, a, c, "Trước số 12."),
    Act.RESUME: lambda s, a, c, _: resume(s, a, c),
    Act.INVITE: lambda s, a, c, _: invite(s, a, c, POLICE, WHY),
    Act.ACCEPT_PART: lambda s, a, c, _: accept_part(s, a, c),
    Act.ASSIGN_PART: lambda s, a, c, stage: assign_part(s, a, c, stage.helper),
    Act.ANSWER_PART: lambda s, a, c, _: answer_part(s, a, c, ANSWER),
    Act.RETURN_PART: lambda s, a, c, _: return_part(s, a, c, reason_code="khong-tham-quyen", note=WHY),
    Act.END_PART: lambda s, a, c, _: end_parts(s, a, c, [WATER], WHY),
    Act.HIRE: lambda s, a, c, _: give(s, a, c, name="Đội vá đường"),
    Act.SUBMIT_RESULT: lambda s, a, c, _: submit_result(
        s, a, c, result_code="da-xu-ly", text=ANSWER, no_picture_reason=NO_PICTURE
    ),
    Act.APPROVE: lambda s, a, c, _: approve(s, a, c),
    Act.SEND_BACK: lambda s, a, c, _: send_back(s, a, c, WHY),
    Act.ASK_EXTENSION: lambda s, a, c, _: ask_extension(s, a, c, amount=1, reason_code="thoi-tiet", note=WHY),
    Act.ASK_FOR_SHORT: lambda s, a, c, _: ask_for_short(s, a, c, amount=1, reason_code="thoi-tiet", note=WHY),
    Act.GRANT_EXTENSION: lambda s, a, c, _: grant_extension(s, a, c),
    Act.REFUSE_EXTENSION: lambda s, a, c, _: refuse_extension(s, a, c, WHY),
    Act.ACCEPT_SHORT: lambda s, a, c, _: accept_short(s, a, c),
    Act.PUBLISH: lambda s, a, c, _: publish(s, a, c, public_text="Mặt đường có ổ gà.", public_answer="Đã vá ổ gà."),
    Act.WITHHOLD: lambda s, a, c, _: withhold(s, a, c, reason_code=WITHHELD, note=WHY),
    Act.ISSUE_LETTER: lambda s, a, c, _: issue_letter(s, a, c, Shelf(), letter(c)),
    Act.CLOSE: lambda s, a, c, _: close_case(s, a, c),
    Act.RATE: lambda s, a, c, _: rate(s, a, c.reports[0], 4),
    Act.REISSUE_CODE: lambda s, a, c, _: reissue_code(s, a, c.reports[0], "0907 123 456"),
    Act.REOPEN: lambda s, a, c, _: reopen(s, a, c, "Vẫn còn ổ gà."),
    Act.REFUSE: lambda s, a, c, _: refuse(s, a, c, reason_code="thieu-thong-tin"),
    Act.REFER: lambda s, a, c, _: refer(s, a, c, "Thanh tra thành phố"),
    Act.SPLIT: lambda s, a, c, _: split(s, a, c, c.reports[0], text="Rác chất đống ba ngày chưa gom."),
    Act.DECLARE_INCIDENT: lambda s, a, c, _: declare_incident(s, a, c, "Mất nước cả phường"),
    Act.JOIN: lambda s, a, c, stage: join(s, a, c, stage.other),
    Act.MERGE: lambda s, a, c, stage: merge(s, a, c, stage.other),
    Act.UNMERGE: lambda s, a, c, _: unmerge(s, a, c),
    Act.TAKE_OVER: lambda s, a, c, _: permit(s, a, c, Act.TAKE_OVER),
    Act.UNPLACE: lambda s, a, c, _: unplaced(s, a, c),
}


def person(world: World, role: Role, act: Act) -> Actor:
    """Somebody with this role: of the cooperating agency for its acts, of the lead for all others."""
    if role in (Role.CITIZEN, Role.SYSTEM):
        return {Role.CITIZEN: CITIZEN, Role.SYSTEM: SYSTEM}[role]
    if role in AGENCY_ROLES:
        return world.actor(role, WATER if act in OF_HELPERS else ROADS)
    return replace(world.actor(role), agencies=frozenset())


def attempt(
    world: World, case_id: int, other_id: int, act: Act, actor: Actor, others: tuple[int, int]
) -> FeedbackError | State:
    """Do it and undo it: the state it led to, or why it was refused."""
    with world.database.writing() as session:
        stage = Stage(session, actor, session.get_one(Case, case_id), session.get_one(Case, other_id), *others)
        stage.prepare(act)
        try:
            DO[act](session, actor, stage.case, stage)
            tasks.hand_in(session)
            ledger.seal(session)
        except FeedbackError as error:
            return error
        else:
            return stage.case.state
        finally:
            session.rollback()


@pytest.mark.parametrize("state", State)
def test_actions_do_exactly_what_the_regulation_allows(world: World, state: State) -> None:
    case, other = world.case_in(state), world.in_progress()
    actors = {(role, act): person(world, role, act) for role, act in product(Role, Act)}
    others = (world.another(Role.OFFICER).user_id or 0, world.another(Role.OFFICER, WATER).user_id or 0)
    everything = world.database.engine.dialect.name == "sqlite"
    for number, (act, role) in enumerate(product(Act, Role)):
        is_allowed = (act, role, state) in ALLOWED
        if not (is_allowed or everything or number % SAMPLE == 0):
            continue
        found = attempt(world, case.id, other.id, act, actors[role, act], others)
        if is_allowed:
            assert found is becomes(act, state), (act, role, state, found)
        else:
            assert isinstance(found, NotYours | Refused | Missing), (act, role, state, found)
    world.look()
    assert world.case(case.id).state is state, "every attempt was undone"
    assert world.case(case.id).received_at + timedelta(days=1) > clock.now()
