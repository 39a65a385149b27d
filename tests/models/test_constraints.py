"""The database itself refuses a state that the facts deny, whoever writes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from feedback.database import Database
from feedback.models import Base, Case
from feedback.terms import State
from tests.support.world import ROADS, World

LIES = [
    (State.RECEIVED, "state = 'merged'"),
    (State.RECEIVED, "state = 'refused'"),
    (State.RECEIVED, "state = 'referred'"),
    (State.RECEIVED, "state = 'resolved'"),
    (State.RECEIVED, "state = 'closed', closed_at = received_at"),
    (State.RECEIVED, "state = 'awaiting_info'"),
    (State.RECEIVED, "dialogue = 'asked'"),
    (State.RECEIVED, "state = 'awaiting_approval'"),
    (State.RECEIVED, "resolved_at = received_at"),
    (State.RECEIVED, "closed_at = received_at"),
    (State.RECEIVED, "refusal_code = 'tin-rac'"),
    (State.RECEIVED, "referred_to = 'Thanh tra'"),
    (State.RECEIVED, "merged_into_id = id"),
    (State.RECEIVED, "state = 'lost'"),
    (State.RECEIVED, "kind = 'rumour'"),
    (State.RECEIVED, "level = 'whatever'"),
    (State.RECEIVED, "holder_code = 'nobody'"),
    (State.FORWARDED, "field_code = NULL"),
    (State.IN_PROGRESS, "field_code = NULL"),
    (State.RESOLVED, "result_id = NULL"),
    (State.RESOLVED, "resolved_at = NULL"),
    (State.RESOLVED, "publication = 'published'"),
    (State.RESOLVED, "publication = 'published', published_at = received_at, public_text = ''"),
    (State.RESOLVED, "published_at = received_at"),
    (State.CLOSED, "closed_at = NULL"),
    (State.CLOSED, "state = 'in_progress'"),
    (
        State.REFERRED,
        "publication = 'published', published_at = received_at, public_text = 'Tố cáo ông A'",
    ),
]


@pytest.mark.parametrize(("state", "lie"), LIES, ids=lambda value: str(value)[:40])
def test_a_lying_case_is_refused(world: World, state: State, lie: str) -> None:
    case = world.case_in(state)
    _refused(world.database, f'UPDATE "case" SET {lie} WHERE id = {case.id}')


@pytest.mark.parametrize(
    "lie",
    [
        "ended_at = sent_at",
        "state = 'returned', ended_at = sent_at",
        "return_code = 'sai-dia-ban'",
        "state = 'accepted'",
        "state = 'done', ended_at = sent_at",
        "agency_code = 'nobody'",
    ],
)
def test_a_lying_leg_is_refused(world: World, lie: str) -> None:
    world.forwarded()
    _refused(world.database, f"UPDATE leg SET {lie}")


def test_a_case_has_one_active_lead_leg(world: World) -> None:
    world.forwarded()
    columns = "case_id, agency_code, role, state, sent_at, return_note, pauses_used"
    copy = f"INSERT INTO leg ({columns}) SELECT case_id, '{ROADS}', {{role}}, state, sent_at, '', 0 FROM leg"
    _refused(world.database, copy.format(role="'lead'"))
    with world.database.writing() as session:
        session.execute(text(copy.format(role="'cooperating'")))


@pytest.mark.parametrize(
    ("make", "lie"),
    [
        (World.received, "UPDATE report SET rating = 3"),
        (World.received, "UPDATE report SET rating = 6, rated_at = received_at"),
        (World.received, "UPDATE clock SET state = 'stopped'"),
        (World.received, "UPDATE task SET state = 'leased'"),
        (World.received, "UPDATE task SET state = 'done'"),
        (World.received, "UPDATE task SET state = 'dismissed', done_at = run_at"),
        (World.awaiting_approval, "UPDATE result SET approved_at = submitted_at"),
        (World.awaiting_approval, "UPDATE result SET sent_back_at = submitted_at"),
        (World.awaiting_info, "UPDATE question SET answer = 'đây'"),
        (World.forwarded, "UPDATE notice SET state = 'owed'"),
        (World.forwarded, "UPDATE notice SET report_id = NULL, agency_code = NULL"),
        (World.forwarded, "UPDATE account SET role = 'citizen'"),
        (World.forwarded, "UPDATE account SET role = 'system'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_lying_row_is_refused(world: World, make: Callable[[World], Case], lie: str) -> None:
    make(world)
    _refused(world.database, lie)


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_kept(world: World, state: State) -> None:
    assert world.case_in(state).state is state


def test_codes_numbers_and_keys_are_unique(database: Database) -> None:
    unique = {
        (table.name, constraint_column)
        for table in Base.metadata.sorted_tables
        for constraint_column in (column.name for column in table.columns if column.unique)
    }
    assert {("report", "code_hash"), ("report", "number"), ("report", "external_id"), ("case", "number")} <= unique


def _refused(database: Database, statement: str) -> None:
    with database.writing() as session, pytest.raises(IntegrityError):
        session.execute(text(statement))
