"""A whole city's cases, one after another in the order in which they came in; the same for the same seed."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from itertools import accumulate

from feedback import clock
from feedback.cli.bench.file import File, Numbers
from feedback.cli.bench.shape import Arrival, arrivals
from feedback.cli.bench.story import join, live
from feedback.cli.bench.timeline import instant
from feedback.cli.bench.town import Problem, Spot, Town
from feedback.rules.lookup_code import format_number
from feedback.terms import Channel, Kind, Level

CHANNELS = (Channel.PHONE, Channel.WEB, Channel.ZALO, Channel.SMS, Channel.MAIL, Channel.HELPER), (52, 22, 15, 4, 4, 3)
KINDS = (
    (Kind.FEEDBACK, Kind.SUGGESTION, Kind.COMPLAINT, Kind.DENUNCIATION, Kind.CRIME_REPORT),
    (900, 85, 8, 5, 2),
)
TAIL = 0.75  # how fast spots get rarer: the n-th is named 1/n^TAIL as often as the first
INCIDENT, STORMY_INCIDENT = 0.03, 0.2  # how often somebody else reports the same within the next few
AHEAD = 4
NAMELESS, BY_MAIL = 0.12, 0.08


class CityLog:
    """Tells files one by one; holds no more than a few of them."""

    def __init__(self, town: Town, cases: int, seed: int) -> None:
        self.town = town
        self.chance = random.Random(seed)  # noqa: S311 - made-up reports keep no secret
        self.numbers = Numbers()
        self.months: dict[str, int] = {}  # the last number given in each month
        self.coming = arrivals(random.Random(seed), cases, town.first, instant(town.now))  # noqa: S311 - the same
        self.ahead: deque[Arrival] = deque()
        self.joins: dict[int, tuple[File, int]] = {}  # number of a case to come: what it joins, and when
        self.spots = list(town.spots)
        self.chance.shuffle(self.spots)
        self.rarer = list(accumulate(1 / (place + 1) ** TAIL for place in range(len(self.spots))))

    def files(self) -> Iterator[File]:
        while True:
            while len(self.ahead) < AHEAD and (found := next(self.coming, None)) is not None:
                self.ahead.append(found)
            if not self.ahead:
                return
            yield self._tell(self.ahead.popleft())

    def _tell(self, arrival: Arrival) -> File:
        number = self.numbers.next("case")
        lead, at = self.joins.pop(number, (None, 0))
        if lead is not None:
            file = self._file(number, arrival, lead.problem, lead.spot, lead.place)
            join(file, lead, at)
            return file
        spot = self.chance.choices(self.spots, cum_weights=self.rarer)[0]
        file = self._file(number, arrival, self.town.problem(self.chance, arrival.is_stormy), spot, self._place(spot))
        file.kind = self.chance.choices(*KINDS)[0]
        live(file)
        self._expect_others(file)
        return file

    def _expect_others(self, lead: File) -> None:
        """Let the next reports be about the same, while the case is open."""
        likely = STORMY_INCIDENT if lead.arrival.is_stormy else INCIDENT
        if lead.kind.is_excluded or self.chance.random() >= likely:
            return
        ends = lead.answered[0] if lead.answered else lead.changed if lead.refusal_code else self.town.now
        for place, coming in enumerate(self.ahead, lead.id + 1):
            at = coming.at + self.chance.randrange(300, 3600)
            if place not in self.joins and at < min(ends, self.town.now) and self.chance.random() < 0.5:
                self.joins[place] = (lead, at)
                lead.report_count += 1

    def _file(self, number: int, arrival: Arrival, problem: Problem, spot: Spot, place: str) -> File:
        chance, staff = self.chance, self.town.staff
        channel = chance.choices(*CHANNELS)[0]
        is_nameless = chance.random() < NAMELESS and channel is not Channel.PHONE
        by_mail = channel is Channel.MAIL or (chance.random() < BY_MAIL and channel is Channel.WEB)
        level = problem.level if chance.random() > 0.02 else Level.COMPLEX
        file = File(
            self.town, self.numbers, chance, number, self._number(arrival.at), arrival, problem, spot, place,
            self._text(problem, place), channel, Kind.FEEDBACK, level,
        )  # fmt: skip
        if not is_nameless:
            file.name = self._name()
            file.phone = "" if by_mail else f"+849{chance.randrange(10**8):08}"
            file.email = f"nguoidan{number}@example.com" if by_mail else ""
        if channel is Channel.PHONE:
            file.operator = chance.choice(staff.operators)
        return file

    def _number(self, at: int) -> str:
        day = clock.local(instant(at))
        month = f"{day:%y%m}"
        self.months[month] = self.months.get(month, 0) + 1
        return format_number(day.year, day.month, self.months[month])

    def _place(self, spot: Spot) -> str:
        number = self.chance.randrange(1, 400)
        return self.chance.choice(self.town.words["titles_of_place"]).format(number=number, street=spot.street)

    def _text(self, problem: Problem, place: str) -> str:
        words, choice = self.town.words, self.chance.choice
        parts = [choice(problem.texts).replace("{place}", place)]
        parts += self.chance.sample(words["details"], self.chance.randrange(3))
        return " ".join([*parts, choice(words["wishes"])]).strip()

    def _name(self) -> str:
        words, choice = self.town.words, self.chance.choice
        return f"{choice(words['names'])} {choice(words['middle_names'])} {choice(words['given_names'])}"
