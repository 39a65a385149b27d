"""People who sign in, and their sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.agency import Agency
from feedback.models.base import Base, term
from feedback.models.division import Division
from feedback.terms import Role


class Account(Base):
    """A member of staff. Citizens have no account: they hold a lookup code."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("role NOT IN ('citizen', 'system')", name="staff_only"),
        CheckConstraint("division_id IS NOT NULL OR NOT is_division_head", name="head_of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(term(Role))
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"), index=True)
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id"))
    is_division_head: Mapped[bool] = mapped_column(default=False, server_default=false())
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str] = mapped_column(String(20), default="", server_default="")  # for urgent alerts
    is_deputy: Mapped[bool] = mapped_column(default=False, server_default=false())  # told before the leader (R10)
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime]

    agency: Mapped[Agency] = relationship(lazy="joined")
    division: Mapped[Division | None] = relationship()


class AccountSession(Base):
    """One signed-in browser. The token is kept hashed; a disabled account's sessions end at once."""

    __tablename__ = "account_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[Account] = relationship(lazy="joined")
