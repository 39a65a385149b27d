"""What figures are made of: one line for a case, and one for every turn that another agency ended on it.

A line holds what was so between two instants: when something about a case changes, the old line is ended and a new
one begins. So a figure asked again as of an instant gives the same value, whatever happened since.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.models.base import Base, term
from feedback.terms import Channel, Kind, Level, State

HOLDS = text("until_at IS NULL")
PROMISED = text("until_at IS NULL AND is_kept IS NULL AND due_at IS NOT NULL")
CAUSED = "until_at IS NULL AND (return_count > 0 OR extension_count > 0 OR is_paused IS {})"  # as each database says it
IN_HAND = text("until_at IS NULL AND ended_on IS NULL")


class Fact(Base):
    """Facts, never verdicts that pass with time: whether an open case is late is said when it is asked.

    `leg_id` is 0 for the case as a whole, laid to the agency that has it or answered it. Days are Vietnam's.
    `ends_by` is the last day on which its ending is on time (Decision 766); `is_kept` the promise to the citizen,
    NULL while it is open; `likes` and `dislikes` count its reporters' ratings; `report_count` all who told of it.
    `is_short` and `officer_id` are of the turn that the line is laid to, `verdict` of its agency's newest answer that
    was looked at again.
    """

    __tablename__ = "fact"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR until_at >= since_at", name="span"),
        Index("uq_fact_holds", "case_id", "leg_id", unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS),
        Index("ix_fact_received_on_agency_code", "received_on", "agency_code"),
        Index("ix_fact_agency_code_received_on", "agency_code", "received_on"),
        Index("ix_fact_ward_code_received_on", "ward_code", "received_on", sqlite_where=HOLDS, postgresql_where=HOLDS),
        Index(
            "ix_fact_field_code_received_on", "field_code", "received_on", sqlite_where=HOLDS, postgresql_where=HOLDS
        ),
        Index(
            "ix_fact_caused",
            "field_code",
            "received_on",
            postgresql_where=text(CAUSED.format("TRUE")),
            sqlite_where=text(CAUSED.format("1")),
        ),
        Index("ix_fact_due_at", "due_at", sqlite_where=PROMISED, postgresql_where=PROMISED),
        Index("ix_fact_ends_by", "ends_by", sqlite_where=IN_HAND, postgresql_where=IN_HAND),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    leg_id: Mapped[int] = mapped_column(default=0)
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    state: Mapped[State] = mapped_column(term(State))
    kind: Mapped[Kind] = mapped_column(term(Kind))
    level: Mapped[Level] = mapped_column(term(Level))
    channel: Mapped[Channel] = mapped_column(term(Channel))
    field_code: Mapped[str | None] = mapped_column(String(60))
    ward_code: Mapped[str | None] = mapped_column(String(10))
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    sent_on: Mapped[date]
    ending: Mapped[str] = mapped_column(String(12))  # rules/index766.Ending
    ended_on: Mapped[date | None]
    ends_by: Mapped[date]
    is_published_late: Mapped[bool] = mapped_column(default=False)
    accepted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_on: Mapped[date | None]
    due_at: Mapped[datetime | None]  # of a promise that runs or was broken; NULL while it rests
    due_on: Mapped[date | None]
    is_kept: Mapped[bool | None]
    forward_s: Mapped[int | None]  # seconds from receipt to the first agency; then to its acceptance, to the answer
    accept_s: Mapped[int | None]
    answer_s: Mapped[int | None]
    likes: Mapped[int] = mapped_column(default=0)
    dislikes: Mapped[int] = mapped_column(default=0)
    return_count: Mapped[int] = mapped_column(default=0)
    reopen_count: Mapped[int] = mapped_column(default=0)
    about: Mapped[str] = mapped_column(String(12), default="", server_default="")  # models/field.Field.about
    report_count: Mapped[int] = mapped_column(default=1, server_default="1")
    first_word_s: Mapped[int | None]  # seconds until a person asked, refused or answered
    publish_s: Mapped[int | None]  # seconds from the answer to its publication
    extension_count: Mapped[int] = mapped_column(default=0, server_default="0")  # granted ones
    send_count: Mapped[int] = mapped_column(default=0, server_default="0")  # to how many agencies, one after another
    is_sent_by_rule: Mapped[bool] = mapped_column(default=False, server_default=false())  # the first time, by no person
    is_paused: Mapped[bool] = mapped_column(default=False, server_default=false())  # the citizen was asked
    is_excused: Mapped[bool] = mapped_column(default=False, server_default=false())  # late, with granted leave
    is_short: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_hollow: Mapped[bool] = mapped_column(default=False, server_default=false())  # its answer has empty phrases
    verdict: Mapped[str] = mapped_column(String(12), default="", server_default="")  # terms.Verdict; "" nobody looked
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class FactProgress(Base):
    """How far facts have followed the ledger, and in a row "standing" the counts of open cases.

    `rebuild_from` is the next case of a rebuild that is under way.

    After it everything is added up anew: `add_up_from` is the next stretch of days. `refreshed_at` is the instant
    whose verdicts the sums hold.
    """

    __tablename__ = "fact_progress"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    seq: Mapped[int]
    refreshed_at: Mapped[datetime]
    rebuild_from: Mapped[int | None]
    add_up_from: Mapped[date | None]


class Summed(Base):
    """What is added up: names of conditions, or a duration and its population. No sum holds that is not named here.

    `meaning` is a digest of the condition: where the code says otherwise, everything is added up anew.
    """

    __tablename__ = "summed"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    meaning: Mapped[str] = mapped_column(String(64))


class FactSum(Base):
    """How many lines that hold fit one condition, in one stretch of days, of one agency, ward, field …

    `dimension` is "" for the whole city, `stretch_on` the first day of the stretch (rules/stretches.py).
    """

    __tablename__ = "fact_sum"

    stretch_on: Mapped[date] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    n: Mapped[int]


class FactSpread(Base):
    """All durations of one kind in one stretch, sorted (rules/spread.py), so that every rank is exact.

    `part` keeps each row small: cases whose numbers are close lie together.
    """

    __tablename__ = "fact_spread"

    stretch_on: Mapped[date] = mapped_column(primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[bytes] = mapped_column(LargeBinary)
