"""Assessments of indicator catalogues: who may do what to which, what points are lost, and the seal of a closed one.

A unit's people claim, its leader approves what somebody else entered, the city appraises, the city's leader has the
last word. A set that is about the whole city is claimed by the city's own people in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from feedback.errors import N_, Missing, NotYours, Refused
from feedback.rules.chain import Field, canonical
from feedback.rules.needs import Actor
from feedback.rules.scoring import Given
from feedback.terms import AGENCY_ROLES, AssessmentState, Role

WHOLE_CITY = "province"  # what a catalogue about the whole city applies to
NO_SUCH = N_("Không có phiếu chấm điểm này.")
WRONG_ROLE = N_("Việc này do người khác làm: đơn vị tự chấm, thành phố thẩm định.")
WRONG_STATE = N_("Phiếu chấm điểm đang ở bước “%(state)s”, chưa hoặc không còn làm được việc này.")
CLAIMED_IT = N_("Người nhập hoặc duyệt một tiêu chí không thẩm định chính tiêu chí đó.")


class Step(StrEnum):
    """What may be done to an assessment."""

    OPEN = "open"
    ENTER = "enter"
    APPROVE = "approve"
    HAND_IN = "hand_in"
    PROVE = "prove"  # more evidence, where the appraiser asked for it
    APPRAISE = "appraise"
    FINALISE = "finalise"
    CLOSE = "close"


@dataclass(frozen=True)
class Line:
    """Who of the unit, who of the city, and at which stage."""

    unit: tuple[Role, ...]
    city: tuple[Role, ...]
    state: AssessmentState | None


UNIT, LEADER = (Role.OFFICER, Role.AGENCY_LEADER), (Role.AGENCY_LEADER,)
CITY, CITY_LEADER = (Role.DISPATCHER, Role.CITY_LEADER), (Role.CITY_LEADER,)
STEPS: Mapping[Step, Line] = {
    Step.OPEN: Line(UNIT, CITY, None),
    Step.ENTER: Line(UNIT, (), AssessmentState.OPEN),
    Step.APPROVE: Line(LEADER, (), AssessmentState.OPEN),
    Step.HAND_IN: Line(LEADER, (), AssessmentState.OPEN),
    Step.PROVE: Line(UNIT, (), AssessmentState.CLAIMED),
    Step.APPRAISE: Line((), CITY, AssessmentState.CLAIMED),
    Step.FINALISE: Line((), CITY_LEADER, AssessmentState.CLAIMED),
    Step.CLOSE: Line((), CITY_LEADER, AssessmentState.CLAIMED),
}
IN_THE_CITY = {Role.OFFICER: Role.DISPATCHER, Role.AGENCY_LEADER: Role.CITY_LEADER}


@dataclass(frozen=True)
class About:
    """Whose assessment it is, of what, and where it stands (None before it is opened)."""

    agency_code: str
    applies_to: str
    state: AssessmentState | None = None


def check(step: Step, actor: Actor, about: About) -> None:
    """Raises Missing across agencies, NotYours for another role, Refused at another stage."""
    if actor.role in AGENCY_ROLES and about.agency_code not in actor.agencies:
        raise Missing(NO_SUCH)
    if not actor.roles & who(step, about.applies_to):
        raise NotYours(WRONG_ROLE)
    line = STEPS[step]
    if line.state is not None and about.state is not line.state:
        raise Refused(WRONG_STATE, state=about.state or "")


def may(step: Step, actor: Actor, about: About) -> bool:
    try:
        check(step, actor, about)
    except (Missing, NotYours, Refused):
        return False
    return True


def who(step: Step, applies_to: str) -> frozenset[Role]:
    """The roles that may take a step; of a set about the whole city, the city's people stand for the unit's."""
    line = STEPS[step]
    unit = tuple(IN_THE_CITY[role] for role in line.unit) if applies_to == WHOLE_CITY else line.unit
    return frozenset((*unit, *line.city))


def plain(given: Given) -> dict[str, Any]:
    """What was given, as it is kept: only what there is, numbers as text so that they stay exact."""
    numbers = {name: getattr(given, name) for name in ("numerator", "denominator", "amount", "stated")}
    kept: dict[str, Any] = {name: str(value) for name, value in numbers.items() if value is not None}
    return kept | ({"answers": list(given.answers)} if given.answers else {})


def given_of(kept: Mapping[str, Any]) -> Given:
    """The other way round."""

    def number(name: str) -> Decimal | None:
        return Decimal(kept[name]) if name in kept else None

    return Given(
        numerator=number("numerator"),
        denominator=number("denominator"),
        amount=number("amount"),
        answers=tuple(kept.get("answers", ())),
        stated=number("stated"),
    )


def total(points: Iterable[Decimal | None]) -> Decimal:
    """What is not known brings nothing."""
    return sum((one for one in points if one is not None), Decimal("0.00"))


def seal(heading: Sequence[Field], rows: Iterable[Sequence[Field]]) -> str:
    """SHA-256, in hex, over what a closed assessment is about and each of its rows in order."""
    return sha256(canonical([canonical(heading), *(canonical(row) for row in rows)])).hexdigest()
