"""People, reports and cases for tests, made through the real actions: each act is a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import accounts
from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen
from feedback.actions.change_division import add_division
from feedback.actions.close_case import close_case
from feedback.actions.count_standing import count_standing
from feedback.actions.forward import dispatch
from feedback.actions.hand_in import approve, submit_result
from feedback.actions.merge import merge
from feedback.actions.receive_report import NewReport, receive_report
from feedback.actions.refer import refer
from feedback.actions.refresh_facts import refresh_facts
from feedback.actions.refuse import refuse
from feedback.actions.return_case import return_case
from feedback.actions.transaction import transaction
from feedback.database import Database
from feedback.models import Account, AccountSession, Case, Clock, Entry, Leg, Notice, Report, Task
from feedback.rules.lifecycle import CITIZEN, Actor
from feedback.terms import AGENCY_ROLES, Channel, ClockKind, Kind, Role, State

Given = ParamSpec("Given")
Made = TypeVar("Made")

CENTRE = "tt-1022"
ROADS = "so-xay-dung"
WATER = "thoat-nuoc"
PASSWORD = "mot mat khau de thu"
POTHOLE = "Mặt đường trước số 12 có ổ gà lớn, xe máy qua lại rất nguy hiểm."
ANSWER = "Đội duy tu đã vá xong ổ gà trước số 12 bằng bê tông nhựa trong buổi sáng nay."
NO_PICTURE = "Làm ban đêm, không chụp được ảnh."
NINH_KIEU = "31135"


class World:
    """A database with Cần Thơ in it, and short ways to bring a case wherever a test needs it.

    `session` is a reading session: rows taken from it are alive, they show what was committed last.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._open = ExitStack()
        self.session = self._open.enter_context(database.reading())
        self.known_actors: dict[tuple[Role, str], Actor] = {}

    def close(self) -> None:
        self._open.close()

    def act(
        self,
        verb: Callable[Concatenate[Session, Actor, Case, Given], Made],
        actor: Actor,
        case: Case | int,
        *args: Given.args,
        **named: Given.kwargs,
    ) -> Made:
        """One action on one case in one transaction, as a request does it."""
        case_id = case if isinstance(case, int) else case.id
        try:
            with transaction(self.database) as session:
                return verb(session, actor, session.get_one(Case, case_id), *args, **named)
        finally:
            self.look()

    def look(self) -> None:
        """Let go of what was read, so that rows show what is committed now."""
        self.session.rollback()

    def refresh(self) -> None:
        """Let facts follow the ledger to its end, as the workers do every half minute."""
        is_left = True
        while is_left:
            with transaction(self.database) as session:
                is_left = refresh_facts(session) or count_standing(session)
        self.look()

    # people

    def actor(self, role: Role, agency: str = "") -> Actor:
        """Somebody with this role, the same person whenever asked; agency people work for `agency` (roads)."""
        agency = agency or (ROADS if role in AGENCY_ROLES else CENTRE)
        if (role, agency) not in self.known_actors:
            self.known_actors[role, agency] = self.another(role, agency)
        return self.known_actors[role, agency]

    def another(self, role: Role, agency: str = "", **fields: Any) -> Actor:
        """A further person with this role."""
        return accounts.actor_of(self.account(role, agency, **fields))

    def account(self, role: Role, agency: str = "", **fields: Any) -> Account:
        """A new account; its password is `PASSWORD`."""
        agency = agency or (ROADS if role in AGENCY_ROLES else CENTRE)
        mark = uuid4().hex[:8]
        now = clock.now()
        given = {
            "username": f"{role.value.replace('_', '-')}-{mark}",
            "full_name": f"{role.vi} {mark}",
            "role": role,
            "agency_code": agency,
            "password_hash": accounts.HASHER.hash(PASSWORD),
            "created_at": now,
            "password_changed_at": now,
        }
        with self.database.writing() as session:
            account = Account(**(given | fields))
            session.add(account)
            session.commit()
            account_id = account.id
        self.look()
        return self.session.get_one(Account, account_id)

    def division(self, name: str, agency: str = ROADS) -> int:
        """The id of a new part of an agency."""
        with transaction(self.database) as session:
            made = add_division(session, self.actor(Role.AGENCY_LEADER, agency), agency, name).id
        self.look()
        return made

    def member(self, division_id: int, agency: str = ROADS, *, is_head: bool = False) -> Actor:
        """A further officer, of this division."""
        return self.another(Role.OFFICER, agency, division_id=division_id, is_division_head=is_head)

    def open_session(self, actor: Actor, token_hash: str) -> None:
        """A signed-in browser of this person."""
        now = clock.now()
        with self.database.writing() as session:
            session.add(
                AccountSession(
                    token_hash=token_hash,
                    account_id=actor.user_id,
                    created_at=now,
                    seen_at=now,
                    expires_at=now + accounts.LONGEST,
                )
            )
            session.commit()

    @property
    def operator(self) -> Actor:
        return self.actor(Role.OPERATOR)

    @property
    def dispatcher(self) -> Actor:
        return self.actor(Role.DISPATCHER)

    @property
    def officer(self) -> Actor:
        return self.actor(Role.OFFICER)

    @property
    def leader(self) -> Actor:
        return self.actor(Role.AGENCY_LEADER)

    # reports and cases

    def receive(self, actor: Actor = CITIZEN, key: str = "", **fields: Any) -> tuple[Case, str]:
        """A report about a pothole by somebody with a phone, unless told otherwise: its case and lookup code."""
        given: dict[str, Any] = {
            "text": POTHOLE,
            "channel": Channel.WEB,
            "name": "Người gửi thử",
            "phone": "0907 123 456",
            "place_text": "12 Đường 30 Tháng 4",
            "field_code": "giao-thong.o-ga",
            "ward_code": NINH_KIEU,
        }
        with transaction(self.database) as session:
            receipt = receive_report(session, actor, NewReport(**(given | fields)), key or uuid4().hex)
        self.look()
        return self.case(receipt.report.case_id), receipt.code

    def received(self, **fields: Any) -> Case:
        return self.receive(**fields)[0]

    def forwarded(self, agency: str = ROADS, **fields: Any) -> Case:
        case = self.received(**fields)
        self.act(dispatch, self.dispatcher, case, agency)
        return case

    def in_progress(self, agency: str = ROADS, **fields: Any) -> Case:
        case = self.forwarded(agency, **fields)
        self.act(accept, self.actor(Role.OFFICER, agency), case)
        return case

    def returned(self, agency: str = ROADS, proposed: str | None = WATER, **fields: Any) -> Case:
        case = self.forwarded(agency, **fields)
        self.act(
            return_case, self.actor(Role.OFFICER, agency), case,
            reason_code="khong-tham-quyen", note="Không thuộc đơn vị chúng tôi.", proposed_agency_code=proposed,
        )  # fmt: skip
        return case

    def awaiting_info(self, agency: str = ROADS, **fields: Any) -> Case:
        case = self.in_progress(agency, **fields)
        self.act(
            ask_citizen, self.actor(Role.OFFICER, agency), case, reason_code="dia-diem", text="Ổ gà ở chỗ nào?"
        )  # fmt: skip
        return case

    def awaiting_approval(self, agency: str = ROADS, **fields: Any) -> Case:
        case = self.in_progress(agency, **fields)
        self.act(
            submit_result,
            self.actor(Role.OFFICER, agency),
            case,
            result_code="da-xu-ly",
            text=ANSWER,
            no_picture_reason=NO_PICTURE,
        )
        return case

    def resolved(self, agency: str = ROADS, **fields: Any) -> Case:
        case = self.awaiting_approval(agency, **fields)
        self.act(approve, self.actor(Role.AGENCY_LEADER, agency), case)
        return case

    def closed(self, agency: str = ROADS, **fields: Any) -> Case:
        case = self.resolved(agency, **fields)
        self.act(close_case, self.dispatcher, case)
        return case

    def refused(self, **fields: Any) -> Case:
        case = self.received(**fields)
        self.act(refuse, self.dispatcher, case, reason_code="thieu-thong-tin")
        return case

    def referred(self, **fields: Any) -> Case:
        case = self.received(**({"kind": Kind.DENUNCIATION} | fields))
        self.act(refer, self.dispatcher, case, "Thanh tra thành phố")
        return case

    def merged(self, into: Case | None = None, **fields: Any) -> Case:
        into = into or self.received(**fields)
        case = self.received(**fields)
        with transaction(self.database) as session:
            merge(session, self.dispatcher, session.get_one(Case, case.id), session.get_one(Case, into.id))
        self.look()
        return case

    def case_in(self, state: State, **fields: Any) -> Case:
        """A case in this state, brought there by real acts."""
        return getattr(self, state.value)(**fields)

    # looking

    def case(self, case_id: int) -> Case:
        return self.session.get_one(Case, case_id)

    def report(self, case: Case) -> Report:
        return case.reports[0]

    def leg(self, case: Case) -> Leg:
        """The newest turn of a lead."""
        return case.leads[-1]

    def clocks(self, case: Case) -> dict[ClockKind, Clock]:
        """The newest clock of each kind."""
        rows = self.session.scalars(select(Clock).where(Clock.case_id == case.id).order_by(Clock.id))
        return {row.kind: row for row in rows}

    def events(self, case: Case) -> list[str]:
        """The names of a case's entries, in order."""
        return list(self.session.scalars(select(Entry.event).where(Entry.case_id == case.id).order_by(Entry.seq)))

    def tasks(self, kind: str = "") -> list[Task]:
        query = select(Task).order_by(Task.id)
        return list(self.session.scalars(query.where(Task.kind == kind) if kind else query))

    def notices(self, case: Case, template: str = "") -> list[Notice]:
        query = select(Notice).where(Notice.case_id == case.id).order_by(Notice.id)
        return list(self.session.scalars(query.where(Notice.template == template) if template else query))
