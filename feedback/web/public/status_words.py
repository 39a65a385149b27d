"""A report's page in plain words: the state, the timeline, the answer, as the templates draw them."""

from __future__ import annotations

from types import SimpleNamespace

from flask_babel import gettext as _

from feedback import clock
from feedback.errors import N_
from feedback.queries.city import City
from feedback.queries.public_status import Happening, PublicStatus
from feedback.rules import say
from feedback.rules.events import EVENTS
from feedback.rules.lifecycle import ANSWERED, ENDED
from feedback.terms import Channel, State
from feedback.web.file_views import file_views
from feedback.web.languages import language
from feedback.web.public.promise import promise_view

STATES = {
    State.RECEIVED: N_("Chúng tôi đang tìm đúng nơi xử lý"),
    State.FORWARDED: N_("Đã chuyển đến %(agency)s"),
    State.RETURNED: N_("Chúng tôi đang tìm nơi khác xử lý"),
    State.IN_PROGRESS: N_("%(agency)s đang xử lý"),
    State.AWAITING_INFO: N_("%(agency)s chờ bạn trả lời"),
    State.AWAITING_APPROVAL: N_("%(agency)s đang duyệt câu trả lời"),
    State.RESOLVED: N_("%(agency)s đã trả lời"),
    State.CLOSED: N_("%(agency)s đã trả lời"),
    State.REFUSED: N_("Chúng tôi không tiếp nhận được"),
    State.REFERRED: N_("Do cơ quan khác giải quyết"),
    State.MERGED: N_("Được xử lý chung với phản ánh khác"),
}
ICONS = {
    "report.received": "send",
    "case.to_tray": "search",
    "case.forwarded": "arrow-right",
    "case.redirected": "arrow-right",
    "case.leg.accepted": "circle-dot",
    "case.leg.returned": "undo-2",
    "case.question.asked": "circle-pause",
    "case.question.answered": "send",
    "case.result.approved": "circle-check",
    "case.closed": "lock",
    "report.rated": "user-check",
    "case.reopened": "undo-2",
    "case.refused": "circle-x",
    "case.referred": "arrow-right",
    "case.merged": "git-merge",
    "case.unmerged": "undo-2",
    "case.split": "layers",
    "case.split_off": "layers",
}
BELONGS_ELSEWHERE = N_(
    "Nội dung này do cơ quan khác giải quyết theo luật: %(where)s. Chúng tôi giữ kín nội dung bạn gửi."
)
WILL_BE_REFERRED = N_(
    "Nội dung này có nơi giải quyết riêng theo luật. Chúng tôi giữ kín và sẽ hướng dẫn bạn; "
    "cần gấp thì gọi %(hotline)s."
)
# where the usual sentence would say "you" although somebody else may have done it
BY_OTHERS = {
    "case.question.answered": N_("Câu hỏi đã có trả lời"),
    "case.reopened": N_("Đã mở lại để xử lý tiếp"),
}


def status_view(status: PublicStatus, city: City) -> SimpleNamespace:
    """The context of public/status.html."""
    is_done = status.state in (*ANSWERED, *ENDED)
    return SimpleNamespace(
        number=status.number,
        title=status.title or _("Nội dung bạn gửi"),
        state=status.state,
        state_words=_(STATES[status.state], agency=status.agency),
        facts=_facts(status),
        promise=promise_view(status.promise),
        answer=_answer(status),
        question=_question(status),
        refusal=_ending(status, city),
        rated_words=_rated(status, city),
        timeline=[_line(one, status, is_newest=not at and not is_done) for at, one in enumerate(status.happenings)],
        is_done=is_done,
        linked=[(one.report_id, one.number, one.state) for one in status.linked],
    )


def _facts(status: PublicStatus) -> list[str]:
    shared = _("%(count)s người cùng báo", count=status.reporters) if status.is_shared else ""
    sent = _("gửi lúc %(at)s", at=say.moment(status.received_at, clock.now(), language()))
    return [words for words in (status.incident, status.ward, sent, shared) if words]


def _answer(status: PublicStatus) -> SimpleNamespace | None:
    if status.answer is None:
        return None
    pictures = file_views(status.answer.files)
    words = _("%(agency)s trả lời", agency=status.answer.agency)
    return SimpleNamespace(agency_words=words, text=status.answer.text, pictures=pictures)


def _question(status: PublicStatus) -> SimpleNamespace | None:
    if not status.question:
        return None
    return SimpleNamespace(asked_by=_("%(agency)s hỏi bạn", agency=status.asked_by), text=status.question)


def _ending(status: PublicStatus, city: City) -> str:
    if status.refusal:
        return status.refusal
    if status.referred_to:
        return _(BELONGS_ELSEWHERE, where=status.referred_to)
    if status.is_confidential:
        return _(WILL_BE_REFERRED, hotline=city.hotline_number)
    return ""


def _rated(status: PublicStatus, city: City) -> str:
    if status.rating is None:
        return ""
    return _("Bạn đã đánh giá: %(rating)s", rating=rating_label(city, status.rating).lower())


def rating_label(city: City, score: int) -> str:
    """The word of a score in the reader's language."""
    named = {value: (vi, en) for value, vi, en in city.rating_words}
    vi, en = named.get(score, (str(score), str(score)))
    return en if language() == "en" else vi


def _line(one: Happening, status: PublicStatus, *, is_newest: bool) -> SimpleNamespace:
    sentence = EVENTS[one.event].citizen
    if one.event in BY_OTHERS and (status.is_shared or not one.is_by_citizen):
        sentence = BY_OTHERS[one.event]
    is_good = one.event == "case.result.approved"
    is_pause = one.event == "case.question.asked"
    return SimpleNamespace(
        tone="paused" if is_pause else "done" if is_good else "now" if is_newest else None,
        icon="phone" if one.names.get("channel") == Channel.PHONE else ICONS.get(one.event, "circle-dot"),
        words=_(sentence, **one.names) if one.names else _(sentence),
        at=one.at,
        moment=say.moment(one.at, clock.now(), language()),
        text=None,
    )
