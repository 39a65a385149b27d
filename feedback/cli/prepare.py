"""`prepare`: everything between an empty database and a system that people can sign in to."""

from __future__ import annotations

from dataclasses import dataclass

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import schema
from feedback.actions.accounts import create_account
from feedback.actions.transaction import transaction
from feedback.cli.accounts import fresh_password
from feedback.cli.pack import load, told
from feedback.cli.plain import command, database, table
from feedback.models import Account, Agency
from feedback.queries.city import city
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import AGENCY_ROLES, Role

HEADER = ("Tên đăng nhập", "Mật khẩu", "Vai trò", "Cơ quan")


@dataclass(frozen=True)
class First:
    """One account that a new system begins with."""

    username: str
    role: Role
    agency_code: str


@command("prepare")
def prepare() -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu, nạp gói dữ liệu thành phố, tạo mỗi vai trò một tài khoản.

    Chạy lại bao nhiêu lần cũng được. Mật khẩu chỉ in ra một lần, lúc tạo.
    """
    schema.upgrade(database())
    click.echo(told(load()))
    created = _create_first()
    if created:
        click.echo("\nTài khoản mới. Mật khẩu chỉ hiện lần này, hãy ghi lại rồi đổi:\n")
        click.echo(table(created, HEADER))


def _create_first() -> list[tuple[str, str, str, str]]:
    with transaction(database()) as session:
        if session.scalars(select(Account.id).limit(1)).first() is not None:
            return []
        return [_create(session, first) for first in _firsts(session)]


def _create(session: Session, first: First) -> tuple[str, str, str, str]:
    password = fresh_password()
    agency = session.get_one(Agency, first.agency_code)
    create_account(
        session,
        SYSTEM,
        username=first.username,
        full_name=first.role.vi if first.role not in AGENCY_ROLES else _titled(first, agency),
        role=first.role,
        agency_code=first.agency_code,
        password=password,
    )
    return first.username, password, first.role.vi, agency.short_name


def _firsts(session: Session) -> list[First]:
    """One of each role at the centre; an officer and a leader in the agencies that city.toml names."""
    centre = city(session).centre_agency
    firsts = [
        First("dieuphoi", Role.DISPATCHER, centre),
        First("dienthoai", Role.OPERATOR, centre),
        First("lanhdao", Role.CITY_LEADER, city(session).more.get("city_committee", centre)),
        First("quantri", Role.ADMIN, centre),
        First("giamsat", Role.AUDITOR, centre),
    ]
    for suffix, agency in zip(("", "2", "3"), city(session).more.get("first_accounts.agencies", ()), strict=False):
        firsts += [
            First(f"canbo{suffix}", Role.OFFICER, agency),
            First(f"lanhdaodonvi{suffix}", Role.AGENCY_LEADER, agency),
        ]
    return firsts


def _titled(first: First, agency: Agency) -> str:
    return f"{first.role.vi} {agency.short_name}"[:120]
