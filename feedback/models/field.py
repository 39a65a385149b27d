"""The fields (lĩnh vực) of the city, the words that hint at them, time limits and coded reasons."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import ClockKind, Level, Unit

REASON_PURPOSES = ("result", "return", "refusal", "question", "extension", "withhold")


PETITIONS = ("procedure", "conduct")  # about rules and procedures, or how officials behave


class Field(Base):
    """A field, or a sub-field under one of the top level ("giao-thong.o-ga" under "giao-thong")."""

    __tablename__ = "field"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("field.code"))
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    hint_vi: Mapped[str] = mapped_column(String(300), default="")
    hint_en: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int]
    is_site_problem: Mapped[bool] = mapped_column(default=False)
    is_urgent_24x7: Mapped[bool] = mapped_column(default=False)
    default_level: Mapped[Level] = mapped_column(term(Level), default=Level.NORMAL)
    about: Mapped[str] = mapped_column(String(12), default="", server_default="")  # as Decision 766 tracks: PETITIONS

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" and self.name_en else self.name_vi

    @property
    def top_code(self) -> str:
        return self.code.partition(".")[0]


class Keyword(Base):
    """One phrase that hints at a field (`purpose` field), at danger, or at a kind of report; `empty`: says nothing."""

    __tablename__ = "keyword"
    __table_args__ = (UniqueConstraint("purpose", "meaning", "phrase"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))  # field | danger | kind | empty
    meaning: Mapped[str] = mapped_column(String(60))
    phrase: Mapped[str] = mapped_column(String(120))
    weight: Mapped[float] = mapped_column(default=1.0)
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Limit(Base):
    """One versioned time limit with its legal basis. The most specific line in force applies."""

    __tablename__ = "limit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    clock: Mapped[ClockKind] = mapped_column(term(ClockKind))
    field_code: Mapped[str | None] = mapped_column(ForeignKey("field.code"))
    level: Mapped[Level | None] = mapped_column(term(Level))
    kind: Mapped[str] = mapped_column(String(24), default="")
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(term(Unit))
    legal_basis: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(300), default="")
    campaign: Mapped[str] = mapped_column(
        String(120), default="", server_default=""
    )  # its name; beats what it replaces


class Reason(Base):
    """A coded reason or result that people choose from a list.

    `purpose` is one of `REASON_PURPOSES`. One that was used is never deleted: switched off, it is no longer offered.
    """

    __tablename__ = "reason"

    purpose: Mapped[str] = mapped_column(String(12), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    text_vi: Mapped[str] = mapped_column(String(600), default="")
    text_en: Mapped[str] = mapped_column(String(600), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    needs_picture: Mapped[bool] = mapped_column(default=False, server_default=false())  # of a result at a site

    def label(self, language: str = "vi") -> str:
        return self.name_en if language == "en" and self.name_en else self.name_vi
