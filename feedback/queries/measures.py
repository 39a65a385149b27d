"""What may be counted of facts: a closed list of conditions by name, each said in SQL as of an instant.

An indicator's definition names conditions from this list; the number and the rows behind it come from the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, true

from feedback import clock
from feedback.errors import N_
from feedback.models import Fact
from feedback.queries.fact_projection import WHOLE
from feedback.rules.lifecycle import ANSWERED, OPEN
from feedback.rules.period import Period
from feedback.terms import Channel, State, Verdict

NO_SUCH_FIGURE = N_("Không có số liệu này.")
DIGITAL = (Channel.WEB, Channel.ZALO, Channel.SMS, Channel.MAIL)


@dataclass(frozen=True)
class AsOf:
    """The instant of asking. `is_newest`: of what holds now, no older line is wanted."""

    at: datetime
    is_newest: bool = True

    @property
    def today(self) -> date:
        return clock.day(self.at)


@dataclass(frozen=True)
class Scope:
    """Which lines are looked at: those received in a period, of the city or of one agency's turns."""

    period: Period
    as_of: AsOf
    agency_code: str = ""
    field_code: str = ""
    ward_code: str = ""


Condition = Callable[[AsOf], ColumnElement[bool]]


def on_time(as_of: AsOf) -> ColumnElement[bool]:
    """5.2: the ending came within its working days; what is open counts while its days run."""
    return and_(func.coalesce(Fact.ended_on, as_of.today) <= Fact.ends_by, Fact.is_published_late.is_(False))


def satisfied(as_of: AsOf) -> ColumnElement[bool]:
    """5.3: accepted, not disliked by more than liked it, and not overdue."""
    return and_(Fact.accepted_at.is_not(None), Fact.dislikes <= Fact.likes, on_time(as_of))


def content(as_of: AsOf) -> ColumnElement[bool]:
    """5.3 as its description has it: satisfied, and nobody asked for the matter to be handled again."""
    return and_(satisfied(as_of), Fact.reopen_count == 0)


def broken(as_of: AsOf) -> ColumnElement[bool]:
    """The promise to the citizen was missed, or runs on after its deadline."""
    return or_(Fact.is_kept.is_(False), and_(Fact.is_kept.is_(None), Fact.due_at < as_of.at))


def passed_between(earlier: AsOf, later: AsOf) -> ColumnElement[bool]:
    """The lines about which time alone may make a verdict of one instant differ from that of a later one.

    Every condition that asks for the instant must find its lines here: sums are kept up to date by it.
    """
    promise = and_(Fact.until_at.is_(None), Fact.is_kept.is_(None), Fact.due_at.between(earlier.at, later.at))
    ending = and_(Fact.until_at.is_(None), Fact.ended_on.is_(None), Fact.ends_by.between(earlier.today, later.today))
    return or_(promise, ending)


CONDITIONS: dict[str, Condition] = {
    "every": lambda as_of: true(),
    "on_time": on_time,
    "late": lambda as_of: ~on_time(as_of),
    "accepted": lambda as_of: Fact.accepted_at.is_not(None),
    "satisfied": satisfied,
    "content": content,
    "discontent": lambda as_of: and_(Fact.accepted_at.is_not(None), ~content(as_of)),
    "rated": lambda as_of: Fact.likes + Fact.dislikes > 0,
    "liked": lambda as_of: and_(Fact.likes + Fact.dislikes > 0, Fact.dislikes <= Fact.likes),
    "rated_answer": lambda as_of: and_(Fact.state.in_(ANSWERED), Fact.likes + Fact.dislikes > 0),
    "liked_answer": lambda as_of: and_(
        Fact.state.in_(ANSWERED), Fact.likes + Fact.dislikes > 0, Fact.dislikes <= Fact.likes
    ),
    "promise_due": lambda as_of: or_(Fact.is_kept.is_(True), broken(as_of)),
    "promise_kept": lambda as_of: Fact.is_kept.is_(True),
    "promise_broken": broken,
    "answered": lambda as_of: Fact.state.in_(ANSWERED),
    "answered_in_time": lambda as_of: and_(Fact.state.in_(ANSWERED), Fact.is_kept.is_(True)),
    "answer_due": lambda as_of: and_(Fact.state != State.REFUSED, or_(Fact.is_kept.is_(True), broken(as_of))),
    "answered_once": lambda as_of: or_(Fact.state.in_(ANSWERED), Fact.reopen_count > 0),
    "refused": lambda as_of: Fact.state == State.REFUSED,
    "open": lambda as_of: Fact.state.in_(OPEN),
    "returned": lambda as_of: Fact.return_count > 0,
    "passed_twice": lambda as_of: Fact.return_count > 1,
    "reopened": lambda as_of: Fact.reopen_count > 0,
    "digital": lambda as_of: Fact.channel.in_(DIGITAL),
    "assisted": lambda as_of: Fact.channel == Channel.HELPER,
    "about_procedures": lambda as_of: Fact.about == "procedure",
    "about_conduct": lambda as_of: Fact.about == "conduct",
    "extended": lambda as_of: Fact.extension_count > 0,
    "paused": lambda as_of: Fact.is_paused.is_(True),
    "excused": lambda as_of: Fact.is_excused.is_(True),
    "short": lambda as_of: Fact.is_short.is_(True),
    "sent": lambda as_of: Fact.send_count > 0,
    "sent_by_rule": lambda as_of: Fact.is_sent_by_rule.is_(True),
    "sent_right": lambda as_of: and_(Fact.send_count == 1, Fact.return_count == 0),
    "sent_on": lambda as_of: Fact.send_count > 1,
    "published": lambda as_of: Fact.publish_s.is_not(None),
    "published_in_time": lambda as_of: and_(Fact.publish_s.is_not(None), Fact.is_published_late.is_(False)),
    "hollow": lambda as_of: Fact.is_hollow.is_(True),
    "reviewed": lambda as_of: Fact.verdict != "",
    "formal": lambda as_of: Fact.verdict == Verdict.FORMAL,
    "unsolved": lambda as_of: Fact.verdict == Verdict.UNSOLVED,
    "in_hand": lambda as_of: and_(Fact.state.in_(OPEN), Fact.officer_id.is_not(None)),
}

MEASURES = {
    "forward_s": Fact.forward_s,
    "accept_s": Fact.accept_s,
    "first_word_s": Fact.first_word_s,
    "answer_s": Fact.answer_s,
    "publish_s": Fact.publish_s,
    "report_count": Fact.report_count,
    "officer_id": Fact.officer_id,
}
DIMENSIONS = {
    "agency": Fact.agency_code,
    "ward": Fact.ward_code,
    "field": Fact.field_code,
    "channel": Fact.channel,
    "kind": Fact.kind,
    "level": Fact.level,
    "day": Fact.received_on,
    "officer": Fact.officer_id,
}


def holding(as_of: AsOf) -> ColumnElement[bool]:
    """The lines that held at the instant."""
    if as_of.is_newest:
        return Fact.until_at.is_(None)
    return and_(Fact.since_at <= as_of.at, or_(Fact.until_at.is_(None), Fact.until_at > as_of.at))


def within(scope: Scope) -> ColumnElement[bool]:
    """The lines of a scope: each case once for the city, an agency's own turns for an agency."""
    fits = [holding(scope.as_of), Fact.received_on.between(scope.period.first, scope.period.last)]
    fits.append(Fact.agency_code == scope.agency_code if scope.agency_code else Fact.leg_id == WHOLE)
    if scope.field_code:
        fits.append(or_(Fact.field_code == scope.field_code, Fact.field_code.startswith(f"{scope.field_code}.")))
    if scope.ward_code:
        fits.append(Fact.ward_code == scope.ward_code)
    return and_(*fits)
