"""How a clock came to its deadline, told from its ledger: one Vietnamese sentence for each thing that happened (R15).

`derivation.explain` tells a calculation that somebody asks for; this tells what really happened to a stored clock,
with its pauses, extensions, changed targets and reopenings, so that a complaint can be answered from the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from feedback.rules import say
from feedback.rules.clock_ledger import ClockEvent, ClockReading, replay
from feedback.rules.deadline import Target, counting, first_due, parse_target
from feedback.rules.derivation import counted_from_words, due_words, said_moment, unit_words
from feedback.rules.working_time import Calendar, worked
from feedback.terms import ClockEventKind, ClockOutcome, ClockState

Kind = ClockEventKind


def tell(events: Iterable[ClockEvent], calendars: Mapping[str, Calendar]) -> list[str]:
    """The sentences in order; the last ones say the deadline and, once the clock stopped, the verdict."""
    ordered = sorted(events, key=lambda event: event.seq)
    readings = [replay(ordered[: count + 1], calendars) for count in range(len(ordered))]
    return list(_Teller(ordered, readings, calendars).sentences())


class _Teller:
    def __init__(
        self, events: Sequence[ClockEvent], readings: Sequence[ClockReading], calendars: Mapping[str, Calendar]
    ) -> None:
        self.events, self.readings, self.calendars = events, readings, calendars
        self.calendar = calendars[events[0].payload["calendar"]]
        self.target = parse_target(events[0].payload["target"])

    def sentences(self) -> Iterator[str]:
        yield from self._start()
        for index in range(1, len(self.events)):
            yield from self._step(index)
        last = self.readings[-1]
        if last.state is not ClockState.STOPPED:
            yield due_words(self.calendar, last.due_at, self.target)

    def _start(self) -> Iterator[str]:
        at = self.events[0].at
        first = said_moment(self.calendar, first_due(self.calendar, at, self.target))
        yield f"Nhận {self._said(at)}."
        yield counted_from_words(self.calendar, at, self.target)
        yield f"Thời hạn {_words(self.target)}{_campaign(self.events[0])}, hạn ban đầu {first}."

    def _step(self, index: int) -> Iterator[str]:
        event, before, after = self.events[index], self.readings[index - 1], self.readings[index]
        if event.kind is Kind.PAUSE:
            if index == len(self.events) - 1:
                yield f"Đang tạm dừng từ {self._said(event.at)}, hạn sẽ dời khi chạy tiếp."
        elif event.kind is Kind.RESUME and before.state is ClockState.PAUSED:
            yield self._paused(self.events[index - 1], event)
        elif event.kind is Kind.RESUME and event.payload.get("undone"):
            yield f"Việc dừng được hủy lúc {self._said(event.at)}: thời gian ở giữa vẫn tính."
        elif event.kind is Kind.RESUME:
            yield f"Chạy tiếp lúc {self._said(event.at)} vì được mở lại{self._at_least(event)}."
        elif event.kind is Kind.EXTEND:
            yield f"{self._granted(event)}: hạn mới {self._said(after.due_at)}."
        elif event.kind is Kind.RETARGET:
            yield from self._retargeted(event, before, after)
        elif event.kind is Kind.STOP:
            yield f"Dừng lúc {self._said(event.at)}, hạn khi đó {self._said(before.due_at)}: {_verdict(after)}."

    def _paused(self, begun: ClockEvent, ended: ClockEvent) -> str:
        lost = worked(counting(self.calendar, self.target.unit), begun.at, ended.at)
        told = say.span(lost) if lost else "không mất giờ làm việc nào"
        return f"Trừ tạm dừng từ {self._said(begun.at)} đến {self._said(ended.at)}: {told}."

    def _at_least(self, event: ClockEvent) -> str:
        least = event.payload.get("at_least")
        return f", còn lại ít nhất {_words(parse_target(least))}" if least else ""

    def _granted(self, event: ClockEvent) -> str:
        words = f"Gia hạn thêm {_words(parse_target(event.payload['target']))}, duyệt lúc {self._said(event.at)}"
        asked = event.payload.get("requested_at")
        return f"{words} (đề nghị lúc {self._said(datetime.fromisoformat(asked))})" if asked else words

    def _retargeted(self, event: ClockEvent, before: ClockReading, after: ClockReading) -> Iterator[str]:
        new_target, new_calendar = event.payload.get("target"), event.payload.get("calendar")
        self.target = parse_target(new_target) if new_target else self.target
        self.calendar = self.calendars[new_calendar] if new_calendar else self.calendar
        moved = "không đổi" if before.due_at == after.due_at else self._said(after.due_at)
        if not new_target and before.due_at == after.due_at:
            return
        if new_target:
            words = f"Đổi thời hạn thành {_words(self.target)}{_campaign(event)} lúc {self._said(event.at)}"
            yield f"{words}{_ORIGINS[event.payload.get('from')]}: hạn mới {moved}."
        else:
            yield f"Lịch làm việc thay đổi lúc {self._said(event.at)}: hạn mới {moved}."

    def _said(self, at: datetime) -> str:
        return said_moment(self.calendar, at)


def _campaign(event: ClockEvent) -> str:
    name = event.payload.get("campaign")
    return f" theo đợt “{name}”" if name else ""


_ORIGINS = {None: "", "now": ", tính từ lúc đó", "start": ", tính lại từ đầu"}


def _words(target: Target) -> str:
    return f"{target.amount} {unit_words(target)}"


def _verdict(reading: ClockReading) -> str:
    if reading.outcome is None or reading.outcome is ClockOutcome.CANCELLED:
        return "không tính đúng hay trễ"
    return reading.outcome.vi.lower()
