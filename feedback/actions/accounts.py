"""Accounts and sign-in: argon2id, sessions in the database, ended at once when an account is disabled."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import contact, ledger
from feedback.actions.permit import valid_agency
from feedback.errors import N_, Invalid, NotYours, Refused
from feedback.models import Account, AccountSession, Division, Duty
from feedback.rules.lifecycle import WRONG_ROLE, Actor
from feedback.rules.needs import Absent
from feedback.terms import AGENCY_ROLES, Role

PASSWORD_MIN, PASSWORD_MAX = 12, 128
IDLE = {Role.OPERATOR: timedelta(hours=12), Role.DISPATCHER: timedelta(hours=12)}  # a shift; others:
IDLE_OTHERS = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # how often a session's last use is written

HASHER = PasswordHasher()


WRONG_PAIR = N_("Tên đăng nhập hoặc mật khẩu chưa đúng.")
PASSWORD_LENGTH = N_("Mật khẩu cần từ 12 đến 128 ký tự.")
TAKEN = N_("Tên đăng nhập này đã có người dùng.")
NOT_YOUR_PEOPLE = N_("Lãnh đạo đơn vị chỉ quản lý cán bộ và lãnh đạo của đơn vị mình.")
NO_SUCH_DIVISION = N_("Hãy chọn một phòng, đội đang hoạt động của đơn vị này.")
ONLY_OFFICERS = N_("Chỉ cán bộ xử lý thuộc một phòng, đội; lãnh đạo phụ trách cả đơn vị.")
HEAD_OF_WHICH = N_("Hãy chọn phòng, đội mà người này phụ trách.")
BAD_USERNAME = N_("Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm và gạch nối, từ 3 đến 60 ký tự.")


def verify(session: Session, username: str, password: str) -> int:
    """The account that this pair opens. Raises Refused with one text, after the same work, whatever was wrong.

    Reading only: the slow hash must not be computed while a write transaction waits.
    """
    account = session.scalars(select(Account).where(Account.username == username.strip().lower())).first()
    fits = _matches(account.password_hash if account else _nobody(), password)
    if account is None or not fits or not account.is_active:
        raise Refused(WRONG_PAIR)
    return account.id


def open_session(session: Session, account_id: int, user_agent: str = "") -> str:
    """A new session of a verified account: its secret token, of which only a hash is kept."""
    account = session.get_one(Account, account_id)
    now, token = clock.now(), secrets.token_urlsafe(32)
    session.add(
        AccountSession(
            token_hash=hash_token(token),
            account=account,
            created_at=now,
            seen_at=now,
            expires_at=now + LONGEST,
            user_agent=user_agent[:200],
        )
    )
    ledger.record(session, actor_of(account), "account.signed_in", account, account=account)
    return token


def sign_out(session: Session, actor: Actor, token: str) -> None:
    found = session.scalars(select(AccountSession).where(AccountSession.token_hash == hash_token(token))).first()
    if found is not None and found.ended_at is None:
        found.ended_at = clock.now()
        ledger.record(session, actor, "account.signed_out", found.account, account=found.account)


def see(session: Session, session_id: int) -> None:
    """Note that a session is in use, so that it does not end as idle."""
    session.execute(update(AccountSession).where(AccountSession.id == session_id).values(seen_at=clock.now()))


def create_account(
    session: Session,
    actor: Actor,
    *,
    username: str,
    full_name: str,
    role: Role,
    agency_code: str,
    password: str,
    phone: str = "",
    is_deputy: bool = False,
    division_id: int | None = None,
    is_division_head: bool = False,
) -> Account:
    """A new member of staff; leaders make them for their own agency. Raises Invalid naming the field, NotYours."""
    _may_rule(actor, role, agency_code)
    username = username.strip().lower()
    plain = username.replace(".", "").replace("-", "")
    if not 3 <= len(username) <= 60 or not plain.isascii() or not plain.isalnum():
        raise Invalid("username", BAD_USERNAME)
    if session.scalars(select(Account.id).where(Account.username == username)).first() is not None:
        raise Invalid("username", TAKEN)
    now = clock.now()
    account = Account(
        username=username,
        full_name=_named(full_name),
        role=_staff_role(role),
        agency_code=valid_agency(session, agency_code).code,
        password_hash=_hashed(password),
        phone=contact.phone(phone, "phone"),
        is_deputy=is_deputy and role is Role.AGENCY_LEADER,
        created_at=now,
        password_changed_at=now,
    )
    _place(session, account, division_id, is_division_head)
    session.add(account)
    ledger.record(session, actor, "account.created", account, account=account, role=role)
    return account


def set_password(session: Session, actor: Actor, account: Account, password: str) -> None:
    """A new password ends every session of the account. Its owner, an administrator or its agency's leader may.

    Raises Invalid naming `password`, NotYours.
    """
    if actor.user_id != account.id:
        _may_rule(actor, account.role, account.agency_code)
    account.password_hash, account.password_changed_at = _hashed(password), clock.now()
    end_sessions(session, account)
    ledger.record(session, actor, "account.changed", account, account=account, what="password")


def change_account(
    session: Session,
    actor: Actor,
    account: Account,
    *,
    full_name: str,
    role: Role,
    agency_code: str,
    is_active: bool,
    phone: str | None = None,
    is_deputy: bool | None = None,
    division_id: int | None = None,
    is_division_head: bool = False,
) -> None:
    """Change who somebody is here; another role, agency or a disabled account ends their sessions at once.

    Whoever changes division leaves the cases in hand behind for the division's head; what they see changes at once.
    Phone and deputy stay as they are when they are None.

    Raises Invalid naming the field, NotYours, Refused for one's own role or lock.
    """
    _may_rule(actor, account.role, account.agency_code)
    _may_rule(actor, role, agency_code)
    if account.id == actor.user_id and (not is_active or role is not account.role):
        raise Refused(N_("Bạn không tự khóa hoặc tự đổi vai trò của mình. Hãy nhờ quản trị viên khác."))
    agency_code = valid_agency(session, agency_code).code
    before = (account.role, account.agency_code, account.is_active)
    account.full_name, account.role = _named(full_name), _staff_role(role)
    account.agency_code, account.is_active = agency_code, is_active
    account.phone = account.phone if phone is None else contact.phone(phone, "phone")
    account.is_deputy = role is Role.AGENCY_LEADER and (account.is_deputy if is_deputy is None else is_deputy)
    _place(session, account, division_id, is_division_head)
    if (account.role, account.agency_code, account.is_active) != before:
        end_sessions(session, account)
    ledger.record(session, actor, "account.changed", account, account=account, what="role" if is_active else "disabled")


def end_sessions(session: Session, account: Account) -> None:
    open_ones = update(AccountSession).where(AccountSession.account_id == account.id, AccountSession.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=clock.now()))


def actor_of(account: Account, away: Iterable[Account] = (), duties: Iterable[Duty] = ()) -> Actor:
    """Who acts when this person is signed in, also for colleagues who are `away` and in their turns on duty now.

    An agency that has ended has nobody who acts for it.
    """
    is_of_agency = account.role in AGENCY_ROLES and account.agency.is_valid_on(clock.today())
    if not is_of_agency:
        return Actor(account.role, account.id, account.agency_code)
    absent = [one for one in away if one.agency_code == account.agency_code and one.role in AGENCY_ROLES]
    people = [account, *absent]
    turns = [one for one in duties if one.agency_code == account.agency_code]
    divisions = frozenset(one.division_id for one in (*people, *turns) if one.division_id is not None)
    return Actor(
        account.role,
        account.id,
        account.agency_code,
        agencies=frozenset({account.agency_code}),
        divisions=divisions if all(one.division_id is not None for one in people) else None,
        heads=frozenset(one.division_id for one in people if one.division_id is not None and one.is_division_head),
        is_on_duty=any(one.division_id is None for one in turns),
        stands_in_for=tuple(Absent(one.id, one.role) for one in absent),
    )


def is_alive(found: AccountSession) -> bool:
    """Whether a session may still be used: not ended, not too old, not idle, its account not disabled."""
    now = clock.now()
    idle = IDLE.get(found.account.role, IDLE_OTHERS)
    in_time = now < found.expires_at and now < found.seen_at + idle
    return found.ended_at is None and in_time and found.account.is_active


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _matches(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password[: PASSWORD_MAX + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """What an unknown name is checked against, so that it takes as long as a known one."""
    return HASHER.hash("no account has this password")


def _hashed(password: str) -> str:
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise Invalid("password", PASSWORD_LENGTH)
    return HASHER.hash(password)


def _named(full_name: str) -> str:
    name = contact.short(full_name, "full_name", 120)
    if not name:
        raise Invalid("full_name", N_("Hãy ghi họ tên."))
    return name


def _place(session: Session, account: Account, division_id: int | None, is_head: bool) -> None:
    """Put somebody in a part of their agency, or in none. Raises Invalid naming the field."""
    if division_id is None:
        if is_head:
            raise Invalid("is_division_head", HEAD_OF_WHICH)
    elif account.role is not Role.OFFICER:
        raise Invalid("division_id", ONLY_OFFICERS)
    elif account.division_id != division_id:
        division = session.get(Division, division_id)
        if division is None or division.agency_code != account.agency_code or not division.is_active:
            raise Invalid("division_id", NO_SUCH_DIVISION)
    account.division_id, account.is_division_head = division_id, is_head


def _staff_role(role: Role) -> Role:
    if role in (Role.CITIZEN, Role.SYSTEM):
        raise Invalid("role", N_("Hãy chọn một vai trò của nhân viên."))
    return role


def _may_rule(actor: Actor, role: Role, agency_code: str) -> None:
    """Administrators rule over every account, an agency's leader over officers and leaders of that agency."""
    if actor.role in (Role.ADMIN, Role.SYSTEM):
        return
    if actor.role is not Role.AGENCY_LEADER:
        raise NotYours(WRONG_ROLE)
    if role not in AGENCY_ROLES or agency_code not in actor.agencies:
        raise NotYours(NOT_YOUR_PEOPLE)
