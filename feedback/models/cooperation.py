"""What a cooperating agency is asked on a case, and what it answers, beside its leg."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models.base import Base
from feedback.models.leg import Leg


class Cooperation(Base):
    """The words of one cooperating leg. `asked` is empty where the responsibility matrix alone called the agency."""

    __tablename__ = "cooperation"

    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id"), primary_key=True, autoincrement=False)
    asked: Mapped[str] = mapped_column(Text, default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # None: the matrix
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    end_note: Mapped[str] = mapped_column(Text, default="")  # why somebody ended it before its answer
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    leg: Mapped[Leg] = relationship(back_populates="cooperation")
