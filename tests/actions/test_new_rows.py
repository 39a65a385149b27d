"""Rows that are written at once are what the unit of work would have made of them."""

from __future__ import annotations

from sqlalchemy import inspect

from feedback.actions.new_rows import write_new
from feedback.actions.receive_report import NewReport, receive_report
from feedback.database import Database
from feedback.models import Base, Case, Clock, Report
from feedback.rules.lifecycle import CITIZEN
from feedback.terms import Channel
from tests.support.world import World

NEW = NewReport("Cây ngã chắn đường.", Channel.WEB, phone="0907123456")


def _columns(row: Base) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def test_the_session_holds_them_as_they_stand_in_the_database(world: World, database: Database) -> None:
    with database.writing() as session:
        report = receive_report(session, CITIZEN, NEW, "key").report
        assert not [*session.new, *session.dirty], "nothing is left to the unit of work"
        written = [report, report.case, *session.query(Clock).filter_by(case_id=report.case_id)]
        before = [_columns(row) for row in written]
        session.expire_all()
        assert [_columns(row) for row in written] == before
        assert report.case.reports == [report]
        assert report.submission.report_id == report.id


def test_a_later_change_of_one_is_an_update_with_its_version(world: World, database: Database) -> None:
    with database.writing() as session:
        case = receive_report(session, CITIZEN, NEW, "key").report.case
        case.title = "Cây ngã"
        session.flush()
        assert case.version == 2
        assert session.get_one(Case, case.id, populate_existing=True).title == "Cây ngã"


def test_several_of_one_table_keep_their_order(world: World, database: Database) -> None:
    with database.writing() as session:
        case = receive_report(session, CITIZEN, NEW, "key").report.case
        reports = [Report(case_id=case.id, number=n, code_hash=n, channel=Channel.WEB, text=n,
                          received_at=case.received_at) for n in ("x-3", "x-1", "x-2")]  # fmt: skip
        write_new(session, *reports)
        assert [report.id for report in reports] == sorted(report.id for report in reports)
        session.expire_all()
        assert [report.number for report in reports] == ["x-3", "x-1", "x-2"]
