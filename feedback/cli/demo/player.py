"""Playing the script: every act at its own time in the past, all stories side by side in the order of time."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import send_notice, tasks
from feedback.actions.acknowledge import acknowledge
from feedback.actions.log_interaction import log_interaction, log_report
from feedback.actions.receive_report import NewReport, Receipt, receive_report
from feedback.actions.route import route
from feedback.actions.transaction import transaction
from feedback.cli.demo.script import Call, Script, Step, Story
from feedback.cli.demo.stage import PARTS, Scene, Staff
from feedback.database import Database
from feedback.errors import FeedbackError
from feedback.models import Case, LocalMessage, Notice
from feedback.queries import calendars
from feedback.queries.city import city
from feedback.rules.lifecycle import CITIZEN, SYSTEM, Actor
from feedback.rules.working_time import Calendar, advance
from feedback.terms import Channel, InteractionOutcome, NoticeState, Role, State

SYSTEM_TAKES = timedelta(seconds=2)
CALL_TAKES = timedelta(minutes=4)
BEFORE_NOW = timedelta(minutes=2)
SPREAD = (0.6, 1.5)  # how much quicker or slower than usual an act may be
SEED = 1022


@dataclass
class Played:
    """What was written; `refused` are sentences of acts that the rules did not allow."""

    reports: int = 0
    calls: int = 0
    acts: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(order=True)
class Cue:
    """Something to do at a time; of two at one time, the earlier in the script."""

    at: datetime
    order: int
    run: Callable[[datetime], None] = field(compare=False)


class Player:
    def __init__(self, database: Database, script: Script, now: datetime, key: str) -> None:
        self.database, self.script, self.now, self.key = database, script, now, key
        self.staff = Staff(script.officers)
        self.chance = random.Random(SEED)  # noqa: S311 - the same week whenever it is played
        self.cases: dict[str, int] = {}
        self.cues: list[Cue] = []
        self.played = Played()
        with database.reading() as session:
            held = calendars.in_force(session, clock.day(now))
            self.office: Calendar = held[calendars.OFFICE].calendar
            self.centre = city(session).centre_agency

    def play(self, on_story_end: Callable[[], object] = lambda: None) -> Played:
        """Play everything up to now; what would happen later is left to those who try the system."""
        self.on_story_end = on_story_end
        for order, story in enumerate(self.script.stories):
            self._cue(self._day(story.days, story.at), order, self._first(story, order))
        for order, call in enumerate(self.script.calls, len(self.script.stories)):
            self._cue(self._day(call.days, call.at), order, self._call(call))
        while self.cues:
            cue = heapq.heappop(self.cues)
            cue.run(cue.at)
        return self.played

    def _cue(self, at: datetime, order: int, run: Callable[[datetime], None]) -> None:
        heapq.heappush(self.cues, Cue(at, order, run))

    def _day(self, working_days_ago: int, at: time) -> datetime:
        """That time of the n-th working day before today; just now, where that has not come yet."""
        day: date = clock.day(self.now)
        for _ in range(working_days_ago):
            day -= timedelta(days=1)
            while not self.office.is_working_day(day):
                day -= timedelta(days=1)
        wanted = datetime.combine(day, at, clock.HO_CHI_MINH)
        return min(wanted, self.now - BEFORE_NOW - timedelta(minutes=self.chance.randrange(25)))

    def _first(self, story: Story, order: int) -> Callable[[datetime], None]:
        def receive(at: datetime) -> None:
            with clock.as_of(at), transaction(self.database) as session:
                receipt = self._receive(session, story, order, at)
                session.flush()
                case = receipt.report.case
                tasks.forgive(session, case, receipt.report)  # done here, at its own time
                acknowledge(session, receipt.report)
                with clock.as_of(at + SYSTEM_TAKES):
                    route(session, SYSTEM, case)
                    steps = self._with_dispatcher(story, case)
                    self._deliver(session)
                self.cases[story.key or f"{order}"] = case.id
            self.played.reports += 1
            self._next(story, order, case.id, steps, at + SYSTEM_TAKES)

        return receive

    def _receive(self, session: Session, story: Story, order: int, at: datetime) -> Receipt:
        new = NewReport(
            text=story.text,
            channel=story.channel,
            name=story.name,
            email=story.email,
            place_text=story.place,
            lat=story.spot[0],
            lon=story.spot[1],
            field_code=story.field,
            ward_code=story.ward,
            kind=story.kind,
            level=story.level,
        )
        key = f"{self.key}{order}"
        if story.channel is not Channel.PHONE:
            return receive_report(session, CITIZEN, new, key)
        return log_report(session, self._operator(session), new, key, at - CALL_TAKES)

    def _with_dispatcher(self, story: Story, case: Case) -> tuple[Step, ...]:
        """The story's steps, with the dispatcher's hand before them where the system was unsure or chose another."""
        asks_agency = bool(story.steps) and story.steps[0].verb in ("accept", "assign", "return")
        at_centre = case.state is State.RECEIVED
        elsewhere = bool(story.agency) and case.holder_code != story.agency
        return (Step("send", None), *story.steps) if asks_agency and (at_centre or elsewhere) else story.steps

    def _next(self, story: Story, order: int, case_id: int, steps: tuple[Step, ...], at: datetime) -> None:
        if not steps:
            self.on_story_end()
            return
        step, *rest = steps
        due = self._when(step, at)
        if due > self.now - BEFORE_NOW:
            self.on_story_end()
            return
        self._cue(due, order, lambda at: self._act(story, order, case_id, step, tuple(rest), at))

    def _when(self, step: Step, at: datetime) -> datetime:
        part = PARTS[step.verb]
        hours = step.hours if step.hours is not None else part.hours * self.chance.uniform(*SPREAD)
        later = timedelta(hours=hours)
        return at + later if part.by_citizen else advance(self.office, at, later)

    def _act(self, story: Story, order: int, case_id: int, step: Step, rest: tuple[Step, ...], at: datetime) -> None:
        try:
            with clock.as_of(at), transaction(self.database) as session:
                case = session.get_one(Case, case_id)
                case_of = lambda key: session.get_one(Case, self.cases[key])  # noqa: E731 - it belongs to this session
                PARTS[step.verb].play(Scene(session, story, case, self.staff, case_of))
                self._deliver(session)
        except FeedbackError as error:
            self.played.refused.append(f"{story.text[:40]}…: {step.verb}: {error}")
            self.on_story_end()
            return
        self.played.acts += 1
        self._next(story, order, case_id, rest, at)

    def _call(self, call: Call) -> Callable[[datetime], None]:
        def answer(at: datetime) -> None:
            with clock.as_of(at), transaction(self.database) as session:
                log_interaction(
                    session,
                    self._operator(session),
                    channel=Channel.PHONE,
                    outcome=InteractionOutcome.ANSWERED,
                    started_at=at - timedelta(minutes=call.minutes),
                    topic=call.topic,
                )
            self.played.calls += 1

        return answer

    def _operator(self, session: Session) -> Actor:
        return self.staff.person(session, Role.OPERATOR, self.centre)

    def _deliver(self, session: Session) -> None:
        """Let the messages of this moment arrive at it; those of the real system go through its gateway."""
        session.flush()
        for notice in session.scalars(select(Notice).where(Notice.state == NoticeState.OWED)).all():
            message = send_notice.prepare(session, notice.id)
            if message is not None:
                said = {"channel": message.channel, "address": message.address, "body": message.body}
                session.add(LocalMessage(key=message.key, received_at=clock.now(), **said))
                send_notice.settle(session, notice.id, f"local-{message.key}")
            tasks.forgive(session, notice)
