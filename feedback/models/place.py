"""Wards and communes of today, the units they were made from, streets and landmarks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, true
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base


class Ward(Base):
    """A ward (phường) or commune (xã) in force between two dates."""

    __tablename__ = "ward"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    area_km2: Mapped[float | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(String(200), default="")
    aliases: Mapped[str] = mapped_column(String(400), default="", server_default="")


class LegacyWard(Base):
    """A commune that existed before 1 July 2025; people still use its name."""

    __tablename__ = "legacy_ward"

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    district: Mapped[str] = mapped_column(String(120))
    province: Mapped[str] = mapped_column(String(120))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    aliases: Mapped[str] = mapped_column(String(400), default="", server_default="")


class WardSuccession(Base):
    """Which of today's wards a legacy ward became. A split one has several lines."""

    __tablename__ = "ward_succession"

    legacy_code: Mapped[str] = mapped_column(ForeignKey("legacy_ward.code"), primary_key=True)
    ward_code: Mapped[str] = mapped_column(ForeignKey("ward.code"), primary_key=True)
    is_split: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(200), default="")


class Street(Base):
    """A street; `aliases` and `ward_codes` are joined by semicolons as in the city pack."""

    __tablename__ = "street"

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    folded: Mapped[str] = mapped_column(String(160), index=True)
    aliases: Mapped[str] = mapped_column(String(400), default="")
    ward_codes: Mapped[str] = mapped_column(String(400), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())


class Landmark(Base):
    """A named spot people steer by: a school, a market, a bridge, a bus stop."""

    __tablename__ = "landmark"
    __table_args__ = (Index("ix_landmark_folded", "folded"),)

    code: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    folded: Mapped[str] = mapped_column(String(200))
    aliases: Mapped[str] = mapped_column(String(400), default="")
    kind: Mapped[str] = mapped_column(String(40), default="")
    street: Mapped[str] = mapped_column(String(160), default="")
    ward_code: Mapped[str | None] = mapped_column(ForeignKey("ward.code"))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
