"""Forty cases of February 2026 whose every figure is known by hand (tests/queries/test_forty_cases.py).

Monday 2 February, 08:00; Tết is from the 16th to the 20th. Working days after the 2nd: two are the 4th, five the 9th,
fifteen Monday 2 March. After Thursday the 12th: two are Monday the 23rd, five the 26th. An ordinary promise is five
working days, to 17:00. All is looked at on 31 March, 17:00.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from feedback import clock
from feedback.actions.accept import accept
from feedback.actions.ask_citizen import ask_citizen, receive_answer
from feedback.actions.change_agency import change_agency
from feedback.actions.cooperate import end_parts
from feedback.actions.extension import ask_extension, grant_extension, refuse_extension
from feedback.actions.forward import dispatch, redirect, rule
from feedback.actions.hand_in import approve, submit_result
from feedback.actions.hand_over import hand_over, start_handover
from feedback.actions.log_interaction import log_interaction, log_report
from feedback.actions.merge import merge
from feedback.actions.publish import publish
from feedback.actions.rate import rate
from feedback.actions.receive_report import NewReport
from feedback.actions.refuse import refuse
from feedback.actions.reopen import reopen
from feedback.actions.return_case import return_case
from feedback.actions.review_answers import draw_reviews, review_answer
from feedback.actions.route import route
from feedback.actions.set_kind import set_kind
from feedback.actions.transaction import transaction
from feedback.models import Agency, Case, Handover, Report, Review
from feedback.rules.lifecycle import CITIZEN, SYSTEM
from feedback.terms import Channel, InteractionOutcome, Kind, Level, Role, Verdict
from tests.support.world import ANSWER, NINH_KIEU, NO_PICTURE, POTHOLE, ROADS, WATER, World

PIPES = "cap-nuoc"  # ends on 10 February; drainage succeeds it
HOME_AFFAIRS = "so-noi-vu"
WARD = f"ubnd-{NINH_KIEU}"
ENOUGH = "Phường tự vá được."
HOLLOW = "Đã tiếp thu, ghi nhận và sẽ xem xét; đội duy tu đến xem hố này sáng nay."
WORKS = "xay-dung.anh-huong"  # its promise is the ordinary one
PROCEDURE, CONDUCT = "thu-tuc-hanh-chinh.mot-cua", "thu-tuc-hanh-chinh.thai-do"

PLAIN = (
    "quick", "silent", "disliked", "published", "published_late", "edge", "missed", "last_766", "late_766", "old",
    "asked_answered", "extended", "excused", "not_extended", "redirected", "reopened", "reopened_open",
)  # fmt: skip


class Forty:
    """The cases by name, made through the real actions, moment by moment."""

    def __init__(self, world: World, at: Callable[[str], datetime]) -> None:
        self.world, self.at = world, at
        self.cases: dict[str, Case] = {}

    def build(self) -> dict[str, Case]:
        self.second()
        self.third_to_fifth()
        self.sixth_to_tenth()
        self.over_tet()
        self.at("2026-03-31T17:00")
        self.world.refresh()
        return self.cases

    # moments

    def second(self) -> None:
        self.at("2026-02-02T08:00")
        world = self.world
        for name in PLAIN:
            self.cases[name] = world.in_progress(field_code=WORKS)
        for name in ("asked", "asked_late"):
            self.cases[name] = world.in_progress(level=Level.COMPLEX, field_code=WORKS)
        for name in ("passed_on", "returned_late", "ping_pong", "short", "denounced"):
            self.cases[name] = world.forwarded(field_code=WORKS)
        for name in ("refused", "refused_late", "merged", "merged_disliked"):
            self.cases[name] = world.received(field_code=WORKS)
        self.cases["complaint"] = world.received(kind=Kind.COMPLAINT)
        self.cases["crime"] = world.received(kind=Kind.CRIME_REPORT)
        self.cases["referred"] = world.referred()
        self.cases["conduct"] = world.in_progress(HOME_AFFAIRS, field_code=CONDUCT, channel=Channel.HELPER)
        for name in ("dissolved", "dissolved_done"):
            self.cases[name] = world.in_progress(PIPES, field_code=WORKS)
        self.by_phone()
        self.by_the_system()
        self.merge("merged", "silent")
        self.merge("merged_disliked", "disliked")
        world.act(set_kind, world.dispatcher, self.cases["denounced"], kind=Kind.DENUNCIATION)

    def third_to_fifth(self) -> None:
        self.at("2026-02-03T08:00")
        self.calls()
        for name in ("quick", "disliked", "published", "published_late", "reopened", "reopened_open", "procedure"):
            self.answer(name)
        self.answer("silent", text=HOLLOW)
        self.answer("conduct", HOME_AFFAIRS)
        self.answer("dissolved_done", PIPES)
        self.answer("old_name", WARD)
        for name, score in (("quick", 5), ("disliked", 1), ("merged_disliked", 1), ("reopened", 2)):
            self.rate(name, score)
        self.ask("asked_answered")
        self.give_back("ping_pong", ROADS)
        self.world.act(
            redirect, self.world.dispatcher, self.cases["redirected"], agency_code=WATER, why="Nắp cống của Thoát nước."
        )
        self.take("redirected", WATER)
        self.at("2026-02-03T09:00")
        self.send("ping_pong", WATER)
        self.at("2026-02-04T08:00")
        self.refuse("refused")
        self.give_back("passed_on", ROADS)
        self.give_back("short", ROADS)
        self.give_back("ping_pong", WATER)
        self.reopen("reopened")
        self.take("reopened", ROADS)
        self.at("2026-02-05T08:00")
        self.refuse("refused_late")
        self.publish("published")
        self.world.act(receive_answer, CITIZEN, self.cases["asked_answered"], "Trước số 12.")
        self.give_back("returned_late", ROADS)
        self.send("passed_on", WATER)
        self.take("passed_on", WATER)
        leader = self.world.actor(Role.CITY_LEADER)
        self.world.act(rule, leader, self.cases["ping_pong"], agency_code=ROADS, why="Đường do Sở quản lý.")
        self.take("ping_pong", ROADS)
        self.answer("reopened")
        self.rate("reopened", 4)
        self.at("2026-02-05T09:00")
        self.send("returned_late", WATER)
        self.take("returned_late", WATER)

    def sixth_to_tenth(self) -> None:
        self.at("2026-02-06T08:00")
        self.publish("published_late")
        self.answer("returned_late", WATER)
        self.answer("redirected", WATER)
        self.answer("ping_pong")
        self.reopen("reopened_open")
        for name in ("extended", "not_extended"):
            self.want_time(name)
        self.world.act(grant_extension, self.world.dispatcher, self.cases["extended"])
        self.world.act(refuse_extension, self.world.dispatcher, self.cases["not_extended"], note="Vật tư đã có sẵn.")
        self.at("2026-02-09T08:00")
        self.review()
        self.answer("not_extended")
        self.ask("asked")
        self.end_pipes()
        self.at("2026-02-09T15:00")
        self.send("short", WATER)
        self.take("short", WATER)
        self.at("2026-02-09T16:00")
        self.answer("edge")
        self.want_time("excused")
        self.at("2026-02-10T08:00")
        self.world.act(grant_extension, self.world.dispatcher, self.cases["excused"])
        for name, agency in (("missed", ROADS), ("asked_answered", ROADS), ("short", WATER)):
            self.answer(name, agency)
        self.ask("asked_late")
        self.at("2026-02-11T08:00")
        for name in ("extended", "excused"):
            self.answer(name)
        self.hand_over_pipes()

    def over_tet(self) -> None:
        self.at("2026-02-12T08:00")
        self.answer("dissolved", WATER)
        for name in ("tet_kept", "tet_missed"):
            self.cases[name] = self.world.in_progress(field_code=WORKS)
        self.cases["tet_returned_late"] = self.world.forwarded(field_code=WORKS)
        self.cases["tet_refused"] = self.world.received(field_code=WORKS)
        self.at("2026-02-23T08:00")
        self.refuse("tet_refused")
        self.at("2026-02-24T08:00")
        self.give_back("tet_returned_late", ROADS)
        self.at("2026-02-24T09:00")
        self.send("tet_returned_late", WATER)
        self.take("tet_returned_late", WATER)
        self.at("2026-02-25T08:00")
        self.answer("tet_returned_late", WATER)
        self.at("2026-02-26T08:00")
        self.answer("passed_on", WATER)
        self.at("2026-02-26T16:00")
        self.answer("tet_kept")
        self.at("2026-02-27T08:00")
        self.answer("tet_missed")
        self.at("2026-03-02T16:00")
        self.answer("last_766")
        self.at("2026-03-03T08:00")
        self.answer("late_766")

    # acts

    def answer(self, name: str, agency: str = ROADS, text: str = ANSWER) -> None:
        officer, leader = self.world.actor(Role.OFFICER, agency), self.world.actor(Role.AGENCY_LEADER, agency)
        given: dict[str, Any] = {"result_code": "da-xu-ly", "text": text, "no_picture_reason": NO_PICTURE}
        self.world.act(submit_result, officer, self.cases[name], **given)
        self.world.act(approve, leader, self.cases[name])

    def ask(self, name: str) -> None:
        self.world.act(
            ask_citizen, self.world.officer, self.cases[name], reason_code="dia-diem", text="Ổ gà ở chỗ nào?"
        )

    def give_back(self, name: str, agency: str) -> None:
        self.world.act(
            return_case, self.world.actor(Role.OFFICER, agency), self.cases[name],
            reason_code="khong-tham-quyen", note="Không thuộc đơn vị chúng tôi.", proposed_agency_code=None,
        )  # fmt: skip

    def send(self, name: str, agency: str) -> None:
        self.world.act(dispatch, self.world.dispatcher, self.cases[name], agency)

    def take(self, name: str, agency: str) -> None:
        self.world.act(accept, self.world.actor(Role.OFFICER, agency), self.cases[name])

    def refuse(self, name: str) -> None:
        self.world.act(refuse, self.world.dispatcher, self.cases[name], reason_code="thieu-thong-tin")

    def reopen(self, name: str) -> None:
        self.world.act(reopen, CITIZEN, self.cases[name], why="Vẫn còn ổ gà.")

    def publish(self, name: str) -> None:
        words = {"public_text": "Mặt đường có ổ gà lớn.", "public_answer": "Đã vá xong ổ gà."}
        self.world.act(publish, self.world.dispatcher, self.cases[name], **words)

    def want_time(self, name: str) -> None:
        self.world.act(
            ask_extension, self.world.officer, self.cases[name],
            amount=3, reason_code="cho-vat-tu", note="Chờ bê tông nhựa.",
        )  # fmt: skip

    def merge(self, name: str, into: str) -> None:
        with transaction(self.world.database) as session:
            pair = (session.get_one(Case, self.cases[one].id) for one in (name, into))
            merge(session, self.world.dispatcher, *pair)
        self.world.look()

    def rate(self, name: str, score: int) -> None:
        with transaction(self.world.database) as session:
            rate(session, CITIZEN, session.get_one(Report, self.world.report(self.cases[name]).id), score)
        self.world.look()

    def by_phone(self) -> None:
        """A call of ten minutes that becomes a report about a one-stop shop."""
        new = NewReport(
            text="Hồ sơ hộ tịch tại một cửa trễ hẹn.", channel=Channel.PHONE, field_code=PROCEDURE, ward_code=NINH_KIEU
        )
        operator = self.world.operator
        with transaction(self.world.database) as session:
            receipt = log_report(session, operator, new, uuid4().hex, clock.now() - timedelta(minutes=10))
            case_id = receipt.report.case_id
        self.world.look()
        self.cases["procedure"] = self.world.case(case_id)
        self.send("procedure", ROADS)
        self.take("procedure", ROADS)

    def by_the_system(self) -> None:
        """Somebody uses the name of a ward that was merged; the system finds today's ward and the agency."""
        said = {
            "text": f"{POTHOLE} Ở phường An Cư, quận Ninh Kiều.",
            "ward_code": None,
            "place_text": "phường An Cư",
            "field_code": WORKS,
        }
        case = self.cases["old_name"] = self.world.received(**said)
        self.world.act(route, SYSTEM, case)
        self.take("old_name", WARD)
        self.world.act(end_parts, self.world.actor(Role.OFFICER, WARD), case, [ROADS], ENOUGH)

    def calls(self) -> None:
        """Three answered on the spot (2, 4 and 6 minutes), one about an earlier report (3), one cut off."""
        spoken = [(InteractionOutcome.ANSWERED, minutes) for minutes in (2, 4, 6)]
        spoken += [(InteractionOutcome.FOLLOWED_UP, 3), (InteractionOutcome.DROPPED, 1)]
        with transaction(self.world.database) as session:
            for outcome, minutes in spoken:
                log_interaction(
                    session, self.world.operator, channel=Channel.PHONE, outcome=outcome,
                    started_at=clock.now() - timedelta(minutes=minutes), topic="Hỏi giờ làm việc.",
                )  # fmt: skip
        self.world.look()

    def review(self) -> None:
        """The week is over: both answers of drainage are drawn; one is words only, one is genuine."""
        with transaction(self.world.database) as session:
            draw_reviews(session)
        said = {
            "returned_late": (Verdict.FORMAL, "Không nói đã làm gì."),
            "redirected": (Verdict.GENUINE, ""),
        }
        with transaction(self.world.database) as session:
            for name, (verdict, reason) in said.items():
                drawn = select(Review.id).where(Review.case_id == self.cases[name].id)
                review_answer(session, self.world.dispatcher, session.scalars(drawn).one(), verdict, reason)
        self.world.look()

    def end_pipes(self) -> None:
        admin = self.world.actor(Role.ADMIN)
        with transaction(self.world.database) as session:
            agency = session.get_one(Agency, PIPES)
            change_agency(
                session, admin, agency, name=agency.name, short_name=agency.short_name,
                valid_from=agency.valid_from, valid_to=date(2026, 2, 10), successor_code=WATER,
            )  # fmt: skip
        self.world.look()

    def hand_over_pipes(self) -> None:
        admin = self.world.actor(Role.ADMIN)
        with transaction(self.world.database) as session:
            start_handover(session, admin, session.get_one(Agency, PIPES))
        with transaction(self.world.database) as session:
            hand_over(session, session.scalars(select(Handover)).one())
        self.world.look()
