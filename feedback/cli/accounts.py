"""`accounts create`, `accounts password`, `accounts disable`, `accounts list`."""

from __future__ import annotations

import secrets

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.actions.accounts import change_account, create_account, set_password
from feedback.actions.transaction import transaction
from feedback.cli.plain import database, group, table
from feedback.errors import Missing
from feedback.models import Account
from feedback.rules.lifecycle import SYSTEM
from feedback.terms import STAFF_ROLES, Role

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
GROUPS, GROUP_LENGTH = 4, 4  # 31 ** 16: 79 bits
HEADER = ("Tên đăng nhập", "Họ tên", "Vai trò", "Cơ quan", "Tình trạng")

accounts = group("accounts", "Tài khoản nhân viên.")


def fresh_password() -> str:
    """A password to read out loud: four groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


@accounts.command("create")
@click.argument("username")
@click.option("--name", required=True, help="Họ tên.")
@click.option("--role", required=True, type=click.Choice([role.value for role in STAFF_ROLES]))
@click.option("--agency", required=True, help="Mã cơ quan, ví dụ ubnd-31147.")
def create_command(username: str, name: str, role: str, agency: str) -> None:
    """Tạo tài khoản; mật khẩu được in ra một lần."""
    password = fresh_password()
    with transaction(database()) as session:
        account = create_account(
            session,
            SYSTEM,
            username=username,
            full_name=name,
            role=Role(role),
            agency_code=agency,
            password=password,
        )
    click.echo(f"Tài khoản {account.username}, mật khẩu {password} (chỉ hiện lần này).")


@accounts.command("password")
@click.argument("username")
def password_command(username: str) -> None:
    """Đặt mật khẩu mới và in ra một lần; mọi phiên đang mở của tài khoản kết thúc."""
    password = fresh_password()
    with transaction(database()) as session:
        set_password(session, SYSTEM, _named(session, username), password)
    click.echo(f"Mật khẩu mới của {username}: {password} (chỉ hiện lần này).")


@accounts.command("disable")
@click.argument("username")
def disable_command(username: str) -> None:
    """Khóa tài khoản; mọi phiên đang mở kết thúc ngay."""
    with transaction(database()) as session:
        account = _named(session, username)
        change_account(
            session,
            SYSTEM,
            account,
            full_name=account.full_name,
            role=account.role,
            agency_code=account.agency_code,
            is_active=False,
        )
    click.echo(f"Đã khóa tài khoản {username}.")


@accounts.command("list")
def list_command() -> None:
    """In mọi tài khoản, không có mật khẩu."""
    with database().reading() as session:
        rows = [_row(account) for account in session.scalars(select(Account).order_by(Account.username))]
    click.echo(table(rows, HEADER))


def _row(account: Account) -> tuple[str, ...]:
    state = "đang dùng" if account.is_active else "đã khóa"
    return account.username, account.full_name, account.role.vi, account.agency.short_name, state


def _named(session: Session, username: str) -> Account:
    found = session.scalars(select(Account).where(Account.username == username.strip().lower())).first()
    if found is None:
        raise Missing("Không có tài khoản “%(username)s”.", username=username)
    return found
