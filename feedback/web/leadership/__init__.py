"""Pages of leaders and auditors: how much is on time, how satisfied people are, and the programme sheet."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.leadership import (
    indicator_page,
    league,
    meeting_page,
    meetings,
    overview,
    periods,
    plan_items,
    plan_sheets,
    programme,
    rows,
    scope_page,
    today,
    views_page,
    ward_map,
    week,
)

BOTH = ("GET", "POST")
blueprint = Blueprint("leadership", __name__, url_prefix="/leadership")
blueprint.get("/")(overview.overview)
blueprint.get("/rows")(rows.rows)
blueprint.get("/today")(today.today)
blueprint.get("/week")(week.week)
blueprint.get("/league")(league.league_table)
blueprint.get("/wards")(ward_map.wards)
blueprint.route("/views", methods=BOTH)(views_page.views)
blueprint.post("/views/<int:view_id>/delete")(views_page.remove_view)
blueprint.get("/agencies/<code>")(scope_page.agency)
blueprint.get("/wards/<code>")(scope_page.ward)
blueprint.get("/fields/<code>")(scope_page.field)
blueprint.get("/indicators/<code>")(indicator_page.indicator)
blueprint.route("/periods", methods=BOTH)(periods.periods)
blueprint.get("/periods/<int:closed_id>")(periods.period)
blueprint.post("/periods/<int:closed_id>/check")(periods.check_seal)
blueprint.get("/periods/<int:closed_id>/<agency>/<indicator>.csv")(periods.rows_of_figure)
blueprint.get("/programme")(programme.programme)
blueprint.post("/programme")(programme.load_programme)
blueprint.get("/programme/<plan>.<kind>")(plan_sheets.paper)
blueprint.get("/programme/sheets/<int:sheet_id>")(plan_sheets.sheet)
blueprint.post("/programme/sheets/<int:sheet_id>")(plan_sheets.load)
blueprint.route("/programme/new", methods=BOTH)(programme.new_plan)
blueprint.route("/programme/<plan>/edit", methods=BOTH)(programme.edit_plan)
blueprint.route("/programme/<plan>/items/new", methods=BOTH)(plan_items.new_item)
blueprint.get("/programme/files/<name>")(plan_items.plan_file)
blueprint.route("/items/<int:item_id>", methods=BOTH)(plan_items.item)
blueprint.route("/items/<int:item_id>/edit", methods=BOTH)(plan_items.edit_item)
blueprint.route("/items/<int:item_id>/person", methods=BOTH)(plan_items.name_owner)
blueprint.route("/items/<int:item_id>/remove", methods=BOTH)(plan_items.drop_item)
blueprint.get("/meetings", endpoint="meetings")(meetings.list_meetings)
blueprint.route("/programme/<plan>/meetings/new", methods=BOTH)(meetings.new_meeting)
blueprint.route("/meetings/<int:meeting_id>", methods=BOTH)(meeting_page.meeting)
blueprint.get("/meetings/<int:meeting_id>.ics")(meetings.calendar)
blueprint.route("/meetings/<int:meeting_id>/edit", methods=BOTH)(meetings.edit_meeting)
blueprint.route("/meetings/<int:meeting_id>/cancel", methods=BOTH, endpoint="cancel_meeting")(meetings.cancel)
