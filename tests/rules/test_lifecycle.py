"""The lifecycle table, read whole: what it allows, and that nothing else is allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from feedback.errors import NotYours, Refused
from feedback.rules.lifecycle import (
    AT_AN_AGENCY,
    AT_THE_CENTRE,
    BY_ACT,
    ENDED,
    MOVES,
    OPEN,
    SYSTEM,
    Act,
    Actor,
    CaseFacts,
    check,
    offers,
    refusal,
)
from feedback.rules.needs import PartFacts
from feedback.terms import AGENCY_ROLES, Kind, Level, Publication, Role, State

NOW = datetime(2026, 7, 6, 1, tzinfo=UTC)
WHERE = dict.fromkeys(AT_AN_AGENCY, "so-xay-dung")
DECIDING = {Act.GRANT_EXTENSION, Act.REFUSE_EXTENSION}  # they need a request that waits
OF_PARTS = {
    Act.ACCEPT_PART,
    Act.ASSIGN_PART,
    Act.ANSWER_PART,
    Act.RETURN_PART,
    Act.END_PART,
}  # they need a cooperating agency
REFERRED_KINDS = {Act.REFER}  # the only act that needs an excluded kind


def facts(state: State, **known: object) -> CaseFacts:
    """A case whose file holds everything that any move could ask for."""
    case = CaseFacts(
        state=state,
        kind=Kind.FEEDBACK,
        level=Level.NORMAL,
        publication=Publication.PRIVATE,
        lead_agency=WHERE.get(state),
        submitted_by=None,
        resolve_due_at=NOW + timedelta(days=3),
        pauses_used=0,
        closed_at=NOW - timedelta(days=1) if state is State.CLOSED else None,
        is_rated=False,
        reopen_days=7,
        now=NOW,
        holder="so-xay-dung",
    )
    return replace(case, **known)


def actor(role: Role, agency: str = "so-xay-dung") -> Actor:
    is_agency = role in AGENCY_ROLES
    user_id = None if role in (Role.CITIZEN, Role.SYSTEM) else 7
    return Actor(role, user_id, agency if is_agency else "tt-1022", frozenset({agency}) if is_agency else frozenset())


def suiting(act: Act, state: State, role: Role | None = None) -> CaseFacts:
    waiting = 8 if act in DECIDING else None
    kind = Kind.DENUNCIATION if act in REFERRED_KINDS else Kind.FEEDBACK
    parts = (PartFacts("so-xay-dung"),) if act in OF_PARTS else ()
    return facts(
        state,
        kind=kind,
        extension_asked_by=waiting,
        extension_from_centre=role is Role.CITY_LEADER,
        parts=parts,
        is_short=True,
        merged_at=NOW - timedelta(hours=1),
    )


@pytest.mark.parametrize("act", Act)
def test_exactly_what_is_written_is_allowed(act: Act) -> None:
    move = BY_ACT[act]
    for role, state in product(Role, State):
        is_written = role in move.who and state in move.start
        if act in (Act.LOCATE, Act.END_PART) and role in AGENCY_ROLES:
            is_written = state in AT_AN_AGENCY  # an agency may place only what it holds
        answer = refusal(act, suiting(act, state, role), actor(role))
        assert (answer is None) == is_written, (role, state, answer)
        assert answer is None or isinstance(answer, NotYours | Refused)


def test_every_act_has_one_line() -> None:
    assert [move.act for move in MOVES] == list(Act)
    assert len(BY_ACT) == len(MOVES)


def test_every_state_can_be_reached() -> None:
    reached, before = {State.RECEIVED}, set()
    while reached != before:
        before = set(reached)
        reached |= {move.to for move in MOVES if move.to is not None and reached & set(move.start)}
    assert reached == set(State)


def test_only_ended_cases_have_no_way_on() -> None:
    for state in State:
        ways = {move.to for move in MOVES if state in move.start and move.to is not None}
        if state not in ENDED:
            assert ways, state
    for state in (State.REFUSED, State.REFERRED):
        assert not {move.to for move in MOVES if state in move.start and move.to is not None}
    assert {move.act for move in MOVES if State.MERGED in move.start and move.to is not None} == {Act.UNMERGE}


@pytest.mark.parametrize("state", OPEN)
def test_every_open_case_can_come_to_an_end(state: State) -> None:
    seen, edge = set(), {state}
    while edge:
        seen |= edge
        edge = {move.to for move in MOVES if move.to is not None and edge & set(move.start)} - seen
    assert seen & set(ENDED)


def test_every_state_belongs_to_open_or_answered_or_ended() -> None:
    assert set(OPEN) | {State.RESOLVED} | set(ENDED) == set(State)
    assert not set(OPEN) & set(ENDED)
    assert set(AT_THE_CENTRE) | set(AT_AN_AGENCY) == set(OPEN)


def test_states_and_moves_speak_both_languages() -> None:
    for state in State:
        assert state.label("vi")
        assert state.label("en")
        assert state.label("vi") != state.label("en")
    for move in MOVES:
        assert move.label("vi")
        assert move.label("en")
        assert move.basis
        assert move.who


def test_every_refusal_is_a_sentence() -> None:
    for role, act, state in product(Role, Act, State):
        answer = refusal(act, suiting(act, state, role), actor(role))
        if answer is not None:
            assert str(answer).endswith(".")
            assert "%(" not in str(answer)


def test_no_move_lets_everybody_in() -> None:
    for move in MOVES:
        assert len(move.who) < len(Role)
        assert not {Role.AUDITOR, Role.ADMIN} & set(move.who), "those who watch do not act"
    decided = [move.act for move in MOVES if Role.CITY_LEADER in move.who]
    assert decided == [Act.RULE, Act.GRANT_EXTENSION, Act.REFUSE_EXTENSION], "what the centre cannot decide itself"


def test_another_agency_may_not_touch_the_case() -> None:
    stranger = actor(Role.OFFICER, "cong-an")
    for act in (Act.ACCEPT, Act.RETURN, Act.ASSIGN):
        answer = refusal(act, facts(State.FORWARDED), stranger)
        assert isinstance(answer, NotYours)
    for act in (Act.ASK, Act.SUBMIT_RESULT):
        assert isinstance(refusal(act, facts(State.IN_PROGRESS), stranger), NotYours)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.is_excluded])
def test_what_the_law_excludes_is_only_referred(kind: Kind) -> None:
    case = facts(State.RECEIVED, kind=kind)
    assert isinstance(refusal(Act.FORWARD, case, actor(Role.DISPATCHER)), Refused)
    assert isinstance(refusal(Act.FORWARD, case, SYSTEM), Refused)
    assert isinstance(refusal(Act.MERGE, case, actor(Role.DISPATCHER)), Refused)
    assert refusal(Act.REFER, case, actor(Role.DISPATCHER)) is None


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.is_excluded])
def test_what_belongs_to_the_process_is_not_referred(kind: Kind) -> None:
    assert isinstance(refusal(Act.REFER, facts(State.RECEIVED, kind=kind), actor(Role.DISPATCHER)), Refused)


def test_an_urgent_case_is_never_paused() -> None:
    assert isinstance(refusal(Act.ASK, facts(State.IN_PROGRESS, level=Level.URGENT), actor(Role.OFFICER)), Refused)


def test_an_overdue_case_is_never_paused() -> None:
    at_the_instant = facts(State.IN_PROGRESS, resolve_due_at=NOW)
    just_before = facts(State.IN_PROGRESS, resolve_due_at=NOW + timedelta(microseconds=1))
    assert isinstance(refusal(Act.ASK, at_the_instant, actor(Role.OFFICER)), Refused)
    assert refusal(Act.ASK, just_before, actor(Role.OFFICER)) is None


def test_an_agency_asks_twice_at_most() -> None:
    assert refusal(Act.ASK, facts(State.IN_PROGRESS, pauses_used=1), actor(Role.OFFICER)) is None
    assert isinstance(refusal(Act.ASK, facts(State.IN_PROGRESS, pauses_used=2), actor(Role.OFFICER)), Refused)


def test_more_time_is_asked_for_in_time_and_twice_at_most() -> None:
    officer = actor(Role.OFFICER)
    for known in (
        {"level": Level.URGENT},
        {"resolve_due_at": NOW},
        {"extension_asked_by": 8},
        {"extensions_granted": 2},
    ):
        assert isinstance(refusal(Act.ASK_EXTENSION, facts(State.IN_PROGRESS, **known), officer), Refused), known
    assert refusal(Act.ASK_EXTENSION, facts(State.IN_PROGRESS, extensions_granted=1), officer) is None


def test_the_second_return_is_a_leaders_matter() -> None:
    dispatcher, leader = actor(Role.DISPATCHER), actor(Role.CITY_LEADER)
    for returns in (1, 2):
        case = facts(State.RETURNED, returns=returns)
        assert (refusal(Act.FORWARD, case, dispatcher) is None) == (returns == 1)
        assert refusal(Act.RULE, case, leader) is None
    bound = facts(State.FORWARDED, is_bound=True, returns=2)
    assert isinstance(refusal(Act.RETURN, bound, actor(Role.OFFICER)), Refused)
    assert isinstance(refusal(Act.REDIRECT, bound, dispatcher), Refused)


def test_nobody_decides_about_nothing_or_about_their_own_request() -> None:
    for act in DECIDING:
        for asked_by in (None, 7):
            case = facts(State.IN_PROGRESS, extension_asked_by=asked_by)
            assert isinstance(refusal(act, case, actor(Role.DISPATCHER)), Refused)
        for is_centres, decides, not_it in (
            (False, Role.DISPATCHER, Role.CITY_LEADER),
            (True, Role.CITY_LEADER, Role.DISPATCHER),
        ):
            case = facts(State.IN_PROGRESS, extension_asked_by=8, extension_from_centre=is_centres)
            assert refusal(act, case, actor(decides)) is None
            assert isinstance(refusal(act, case, actor(not_it)), Refused), "never the role that asked (R7)"


def test_nobody_approves_their_own_result() -> None:
    mine = facts(State.AWAITING_APPROVAL, submitted_by=7)
    assert isinstance(refusal(Act.APPROVE, mine, actor(Role.AGENCY_LEADER)), Refused)
    assert refusal(Act.APPROVE, facts(State.AWAITING_APPROVAL, submitted_by=8), actor(Role.AGENCY_LEADER)) is None


@pytest.mark.parametrize("act", [Act.APPROVE, Act.REFUSE, Act.REFER, Act.MERGE])
def test_nothing_ends_while_another_agency_still_works_on_its_part(act: Act) -> None:
    move = BY_ACT[act]
    case, who = suiting(act, move.start[0]), actor(move.who[0])
    assert refusal(act, case, who) is None
    for part in (PartFacts("cong-an"), PartFacts("cong-an", is_accepted=True)):
        assert "phối hợp" in str(refusal(act, replace(case, parts=(part,)), who))


def test_a_part_belongs_to_the_agency_that_was_asked() -> None:
    case = facts(State.IN_PROGRESS, parts=(PartFacts("cong-an", is_accepted=True),))
    asked, lead = actor(Role.OFFICER, "cong-an"), actor(Role.OFFICER)
    assert refusal(Act.ANSWER_PART, case, asked) is None
    assert refusal(Act.RETURN_PART, case, asked) is None
    assert isinstance(refusal(Act.ACCEPT_PART, case, asked), NotYours), "it has accepted already"
    assert isinstance(refusal(Act.ANSWER_PART, case, lead), NotYours)
    assert isinstance(refusal(Act.END_PART, case, asked), NotYours), "only the lead and the centre do without it"
    assert refusal(Act.END_PART, case, lead) is None
    for act in (Act.SUBMIT_RESULT, Act.ASK, Act.RETURN, Act.ASSIGN):
        assert isinstance(refusal(act, case, asked), NotYours), "what is the lead's stays the lead's"


def test_a_merge_is_undone_for_a_day() -> None:
    dispatcher = actor(Role.DISPATCHER)
    last = facts(State.MERGED, merged_at=NOW - timedelta(hours=24))
    too_late = facts(State.MERGED, merged_at=NOW - timedelta(hours=24, microseconds=1))
    assert refusal(Act.UNMERGE, last, dispatcher) is None
    assert isinstance(refusal(Act.UNMERGE, too_late, dispatcher), Refused)


def test_reopening_ends_seven_days_after_closing() -> None:
    citizen = actor(Role.CITIZEN)
    last = facts(State.CLOSED, closed_at=NOW - timedelta(days=7))
    too_late = facts(State.CLOSED, closed_at=NOW - timedelta(days=7, microseconds=1))
    assert refusal(Act.REOPEN, last, citizen) is None
    assert isinstance(refusal(Act.REOPEN, too_late, citizen), Refused)
    assert refusal(Act.REOPEN, facts(State.RESOLVED), citizen) is None


def test_an_answer_is_rated_and_published_once() -> None:
    assert isinstance(refusal(Act.RATE, facts(State.CLOSED, is_rated=True), actor(Role.CITIZEN)), Refused)
    published = facts(State.CLOSED, publication=Publication.PUBLISHED)
    assert isinstance(refusal(Act.PUBLISH, published, actor(Role.DISPATCHER)), Refused)


def test_check_gives_the_line_or_raises_the_reason() -> None:
    assert check(Act.ACCEPT, facts(State.FORWARDED), actor(Role.OFFICER)).to is State.IN_PROGRESS
    with pytest.raises(Refused, match="Đã đóng"):
        check(Act.ACCEPT, facts(State.CLOSED), actor(Role.OFFICER))
    with pytest.raises(NotYours):
        check(Act.ACCEPT, facts(State.FORWARDED), actor(Role.DISPATCHER))


def test_offers_hold_every_act_of_the_role_with_its_reason() -> None:
    offered = {offer.move.act: offer for offer in offers(facts(State.FORWARDED), actor(Role.OFFICER))}
    assert set(offered) == {move.act for move in MOVES if Role.OFFICER in move.who}
    assert offered[Act.ACCEPT].is_allowed
    assert not offered[Act.SUBMIT_RESULT].is_allowed
    assert "Đã chuyển xử lý" in str(offered[Act.SUBMIT_RESULT].refusal)
