"""Assessments: claimed by a unit, approved by another person, appraised, made final, sealed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from feedback.actions.assessing.add_evidence import add_evidence
from feedback.actions.assessing.appraise_row import appraise_row
from feedback.actions.assessing.approve_row import approve_row
from feedback.actions.assessing.ask_evidence import ask_evidence
from feedback.actions.assessing.close_assessment import close_assessment
from feedback.actions.assessing.enter_row import enter_row
from feedback.actions.assessing.finalise_row import finalise_row
from feedback.actions.assessing.hand_in_assessment import hand_in_assessment
from feedback.actions.assessing.open_assessment import open_assessment
from feedback.actions.assessing.plan_row import plan_row
from feedback.actions.transaction import transaction
from feedback.errors import FeedbackError, Invalid, Missing, NotYours, Outdated, Refused
from feedback.models import Assessment, AssessmentRow, Entry
from feedback.queries import assessments
from feedback.rules.lifecycle import Actor
from feedback.rules.scoring import Given
from feedback.terms import AssessmentState, Role, RowState
from tests.conftest import At
from tests.support.commune_dti import published
from tests.support.july import answer, build
from tests.support.world import ROADS, WATER, World

COMMUNE, DTI = "ubnd-31120", "dti-xa-2025"
HALF = Given(numerator=1, denominator=2)


def do(world: World, verb: Callable[..., Any], actor: Actor, *args: Any, **named: Any) -> int:
    """One action in one transaction; the id of what it gave."""
    try:
        with transaction(world.database) as session:
            made = verb(session, actor, *args, **named)
            session.flush()
            return made.id
    finally:
        world.look()


class Claim:
    """An assessment and its people."""

    def __init__(self, world: World, agency: str = COMMUNE, catalogue: str = DTI, period: str = "2025") -> None:
        self.world = world
        self.officer = world.actor(Role.OFFICER, agency)
        self.leader = world.actor(Role.AGENCY_LEADER, agency)
        self.city = world.actor(Role.CITY_LEADER)
        self.id = do(world, open_assessment, self.officer, catalogue, period, agency)

    def row(self, code: str) -> AssessmentRow:
        rows = self.world.session.get_one(Assessment, self.id).rows
        return next(line for line in rows if line.row.code == code)

    def on(self, verb: Callable[..., Any], actor: Actor, code: str, *args: Any, **named: Any) -> int:
        line = self.row(code)
        return do(self.world, verb, actor, line.id, line.version, *args, **named)

    def claim(self, code: str, given: Given) -> None:
        self.on(enter_row, self.officer, code, given)
        self.on(approve_row, self.leader, code)

    def whole(self, verb: Callable[..., Any], actor: Actor) -> None:
        do(self.world, verb, actor, self.id)

    @property
    def state(self) -> AssessmentState:
        return self.world.session.get_one(Assessment, self.id).state


def test_the_published_commune_claimed_787_84_of_960_and_got_606_27(world: World) -> None:
    claim = Claim(world)
    points, appraiser = published(), world.dispatcher
    assert len(points) == 62
    with transaction(world.database) as session:
        for line in session.get_one(Assessment, claim.id).rows:
            claimed, _verified = points[line.row.code]
            maximum = line.row.max_points or Decimal(0)
            given = Given(stated=claimed) if line.row.formula == "manual" else Given(claimed * 100, maximum * 100)
            enter_row(session, claim.officer, line.id, line.version, given)
            session.flush()
            approve_row(session, claim.leader, line.id, line.version)
            session.flush()
        hand_in_assessment(session, claim.leader, claim.id)
        for line in session.get_one(Assessment, claim.id).rows:
            claimed, verified = points[line.row.code]
            agrees = claimed == verified
            appraise_row(
                session, appraiser, line.id, line.version,
                agrees=agrees, points=verified, explanation="" if agrees else "Không thống nhất: thiếu minh chứng.",
            )  # fmt: skip
        session.flush()
        close_assessment(session, claim.city, claim.id)
    world.look()
    line = assessments.listed(world.session, claim.city).lines[0]
    shown = line.totals
    assert (shown.maximum, shown.claimed, shown.appraised) == (Decimal(960), Decimal("787.84"), Decimal("606.27"))
    assert (shown.final, shown.lost, shown.rows) == (Decimal("606.27"), Decimal("353.73"), 62)
    sheet = assessments.sheet(world.session, claim.city, claim.id)
    assert sheet.totals == shown
    groups = [(group.totals.maximum, group.totals.claimed, group.totals.appraised) for group in sheet.groups]
    by_hand = "80 59.47 50|100 51.85 35.38|100 100 94.52|520 442.43 320.94|80 80 80|80 54.09 25.43"
    assert groups == [tuple(map(Decimal, group.split())) for group in by_hand.split("|")]
    assert claim.row("6.6").agrees is False
    most = assessments.lost_most(sheet.lines)
    assert [(one.row.code, assessments.lost(one)) for one in most[:2]] == [("1.4", Decimal(20)), ("2.4", Decimal(20))]


def test_what_was_closed_stays_and_a_change_behind_its_back_shows(world: World) -> None:
    claim = closed(world)
    found = world.session.get_one(Assessment, claim.id)
    assert len(found.digest) == 64
    assert assessments.seal_of(world.session, found, found.closed_at) == found.digest
    for verb, actor, args, named in (
        (enter_row, claim.officer, (HALF,), {}),
        (plan_row, claim.officer, (), {"owner": "", "due_on": None, "state": RowState.DONE}),
        (add_evidence, claim.officer, (), {"number": "1/BC", "on": None, "abstract": "Báo cáo"}),
        (appraise_row, claim.city, (), {"agrees": True, "points": None, "explanation": ""}),
        (finalise_row, claim.city, (), {"points": Decimal(1), "note": "x"}),
    ):
        with pytest.raises(Refused):
            claim.on(verb, actor, "1.1", *args, **named)
    for verb, actor in ((hand_in_assessment, claim.leader), (close_assessment, claim.city)):
        with pytest.raises(Refused):
            claim.whole(verb, actor)
    with world.database.writing() as session:
        session.execute(
            update(AssessmentRow).where(AssessmentRow.id == claim.row("1.1").id).values(final_points=Decimal(1))
        )
        session.commit()
    world.look()
    assert assessments.seal_of(world.session, found, found.closed_at) != found.digest


def closed(world: World) -> Claim:
    claim = Claim(world)
    claim.claim("1.1", HALF)
    claim.on(add_evidence, claim.officer, "1.1", number="12/BC-UBND", on=None, abstract="Báo cáo hạ tầng")
    claim.whole(hand_in_assessment, claim.leader)
    claim.on(appraise_row, world.dispatcher, "1.1", agrees=True, points=None, explanation="")
    claim.whole(close_assessment, claim.city)
    return claim


def test_two_people_claim_and_a_third_appraises(world: World) -> None:
    claim = Claim(world)
    with pytest.raises(Refused, match="chưa có ai nhập"):
        claim.on(approve_row, claim.leader, "1.1")
    claim.on(enter_row, claim.leader, "1.1", HALF)
    with pytest.raises(Refused, match="không tự duyệt"):
        claim.on(approve_row, claim.leader, "1.1")
    with pytest.raises(Refused, match=r"chưa được duyệt, bắt đầu từ 1\.1"):
        claim.whole(hand_in_assessment, claim.leader)
    claim.on(enter_row, claim.officer, "1.1", HALF)
    with pytest.raises(NotYours):
        claim.on(approve_row, claim.officer, "1.1")
    claim.on(approve_row, claim.leader, "1.1")
    claim.on(enter_row, claim.officer, "1.1", Given(numerator=3, denominator=4))
    assert claim.row("1.1").approved_by_id is None, "an approval is of what was entered then"
    claim.on(approve_row, claim.leader, "1.1")
    with pytest.raises(NotYours):
        claim.whole(hand_in_assessment, claim.officer)
    claim.whole(hand_in_assessment, claim.leader)
    with pytest.raises(Refused, match="chưa được thẩm định"):
        claim.whole(close_assessment, claim.city)
    for actor in (claim.officer, claim.leader):
        with pytest.raises(NotYours):
            claim.on(appraise_row, actor, "1.1", agrees=True, points=None, explanation="")
    told = list(
        world.session.scalars(select(Entry.event).where(Entry.event.startswith("assessment.")).order_by(Entry.seq))
    )
    assert told.count("assessment.entered") == 3
    assert told[-1] == "assessment.handed_in"


def test_the_appraiser_agrees_or_says_why_not_and_the_last_word_is_the_leaders(world: World) -> None:
    claim = Claim(world)
    claim.claim("1.1", HALF)
    claim.claim("1.4", Given(stated=Decimal(20)))
    claim.whole(hand_in_assessment, claim.leader)
    city = world.dispatcher
    for wrong in ({"points": None, "explanation": "Vì"}, {"points": Decimal(3), "explanation": " "}):
        with pytest.raises(Invalid):
            claim.on(appraise_row, city, "1.4", agrees=False, **wrong)
    with pytest.raises(Invalid, match="từ 0 đến 20"):
        claim.on(appraise_row, city, "1.4", agrees=False, points=Decimal(21), explanation="Vì")
    with pytest.raises(Invalid, match="không có gì để thống nhất"):
        claim.on(appraise_row, city, "1.2", agrees=True, points=None, explanation="")
    claim.on(ask_evidence, city, "1.4", "Gửi thêm quyết định.")
    claim.on(add_evidence, claim.officer, "1.4", number="5/QĐ", on=None, abstract="Quyết định")
    claim.on(appraise_row, city, "1.4", agrees=False, points=Decimal(5), explanation="Mới có một quyết định.")
    claim.on(appraise_row, city, "1.1", agrees=True, points=None, explanation="")
    claim.on(appraise_row, city, "1.2", agrees=False, points=Decimal(10), explanation="Nguồn quốc gia ghi đủ.")
    with pytest.raises(NotYours):
        claim.on(finalise_row, city, "1.4", points=Decimal(20), note="")
    with pytest.raises(Invalid):
        claim.on(finalise_row, claim.city, "1.4", points=Decimal(20), note="")
    claim.on(finalise_row, claim.city, "1.4", points=Decimal(12), note="Đã xem minh chứng bổ sung.")
    claim.whole(close_assessment, claim.city)
    line = claim.row("1.4")
    assert (line.self_points, line.appraised_points, line.final_points) == (Decimal(20), Decimal(5), Decimal(12))
    assert claim.row("1.2").final_points == Decimal(10)
    assert claim.state is AssessmentState.CLOSED


def test_units_keep_to_their_own_and_forms_to_their_version(world: World) -> None:
    claim = Claim(world)
    stranger = world.actor(Role.OFFICER, "ubnd-31135")
    line = claim.row("1.1")
    for attempt in (
        lambda: claim.on(enter_row, stranger, "1.1", HALF),
        lambda: assessments.sheet(world.session, stranger, claim.id),
        lambda: assessments.line(world.session, stranger, claim.id, line.id),
        lambda: do(world, open_assessment, stranger, DTI, "2026", COMMUNE),
    ):
        with pytest.raises(Missing):
            attempt()
    assert assessments.listed(world.session, stranger).total == 0
    with pytest.raises(NotYours):
        claim.on(enter_row, world.dispatcher, "1.1", HALF)
    do(world, enter_row, claim.officer, line.id, line.version, HALF)
    with pytest.raises(Outdated):
        do(world, enter_row, claim.leader, line.id, 1, HALF)


@pytest.mark.parametrize(
    ("catalogue", "period", "agency", "field"),
    [
        (DTI, "2024", COMMUNE, "period"),
        (DTI, "2025", ROADS, "agency_code"),
        (DTI, "2025", COMMUNE, "agency_code"),
        (DTI, "năm nay", COMMUNE, "period"),
        ("dti-922", "2022", "ubnd-thanh-pho", None),
    ],
)
def test_what_may_be_opened(world: World, catalogue: str, period: str, agency: str, field: str | None) -> None:
    do(world, open_assessment, world.dispatcher, DTI, "2025", COMMUNE)
    if field is None:
        made = do(world, open_assessment, world.dispatcher, catalogue, period, agency)
        row = world.session.get_one(Assessment, made).rows[0]
        do(world, enter_row, world.dispatcher, row.id, row.version, Given(stated=Decimal(90)))
        return
    with pytest.raises(Invalid) as refused:
        do(world, open_assessment, world.dispatcher, catalogue, period, agency)
    assert refused.value.field == field


def test_live_rows_are_counted_here_and_freeze_when_handed_in(world: World, at: At) -> None:
    cases = build(world, at)
    claim = Claim(world, WATER, "766", "2026-07")
    live = claim.row("PETITION_PROCESSING_ON_TIME")
    assert (live.given["numerator"], live.given["denominator"], live.self_points) == ("2", "3", Decimal(4))
    with pytest.raises(Refused, match="tự tính"):
        claim.on(enter_row, claim.officer, live.row.code, HALF)
    at("2026-07-28T16:30")
    late = world.in_progress(WATER)
    world.refresh()
    sheet = assessments.sheet(world.session, claim.officer, claim.id)
    assert sheet.live["766-5.2"].value.n == 4, "while it is open the page shows what facts say now"
    claim.whole(hand_in_assessment, claim.leader)
    at("2026-09-28T16:30")
    answer(world, late, WATER)
    world.refresh()
    kept = claim.row("PETITION_PROCESSING_ON_TIME")
    assert (kept.given["numerator"], kept.given["denominator"], kept.self_points) == ("3", "4", Decimal("4.5"))
    with pytest.raises(FeedbackError):
        claim.on(enter_row, claim.officer, kept.row.code, HALF)
    assert cases


def test_a_row_nobody_can_count_yet_is_entered_and_gives_way_to_the_count(world: World, at: At) -> None:
    claim = Claim(world, WATER, "766", "2026-07")
    claim.claim("PETITION_PROCESSING_ON_TIME", Given(numerator=9, denominator=10))
    assert claim.row("PETITION_PROCESSING_ON_TIME").self_points == Decimal("5.4")
    build(world, at)
    claim.whole(hand_in_assessment, claim.leader)
    line = claim.row("PETITION_PROCESSING_ON_TIME")
    assert (line.self_points, line.entered_by_id, line.is_live) == (Decimal(4), None, True)
