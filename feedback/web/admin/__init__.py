"""Pages of the administrators: accounts, agencies, fields, responsibility, limits, calendar, background work."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.admin import (
    accounts,
    agencies,
    alert_levels,
    calendar,
    calendars,
    campaigns,
    codes,
    fields,
    handover,
    ladder,
    learning,
    limits,
    overview,
    phrases,
    places,
    responsibilities,
    rule_drafts,
    tasks,
)

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
BOTH = ("GET", "POST")

blueprint.get("/")(overview.overview)
blueprint.get("/accounts")(accounts.accounts)
blueprint.route("/accounts/new", methods=BOTH)(accounts.new_account)
blueprint.route("/accounts/<int:account_id>", methods=BOTH)(accounts.account)
blueprint.post("/accounts/<int:account_id>/password")(accounts.reset_password)
blueprint.get("/agencies")(agencies.agencies)
blueprint.route("/agencies/<code>", methods=BOTH)(agencies.agency)
blueprint.get("/agencies/<code>/handover")(handover.show_handover)
blueprint.post("/agencies/<code>/handover")(handover.begin)
blueprint.post("/agencies/<code>/handover/wards")(handover.give)
blueprint.post("/agencies/<code>/handover/wards/<ward_code>/drop")(handover.keep)
blueprint.get("/fields")(fields.fields)
blueprint.route("/fields/<code>", methods=BOTH)(fields.field)
blueprint.get("/responsibilities")(responsibilities.responsibilities)
blueprint.route("/responsibilities/<int:line_id>", methods=BOTH)(responsibilities.responsibility)
blueprint.route("/responsibilities/new", methods=BOTH)(responsibilities.new_responsibility)
blueprint.get("/responsibilities/changes", endpoint="rule_changes")(rule_drafts.rule_changes_page)
blueprint.get("/responsibilities/drafts/<int:draft_id>")(rule_drafts.rule_draft)
blueprint.post("/responsibilities/drafts/<int:draft_id>/try")(rule_drafts.try_draft)
blueprint.post("/responsibilities/drafts/<int:draft_id>/activate")(rule_drafts.activate_draft)
blueprint.post("/responsibilities/drafts/<int:draft_id>/drop")(rule_drafts.drop_draft)
blueprint.get("/responsibilities/versions/<int:number>")(rule_drafts.rules_version)
blueprint.post("/responsibilities/versions/<int:number>/back")(rule_drafts.back_to_version)
blueprint.get("/learning")(learning.learning_page)
blueprint.post("/learning/models/<int:model_id>/promote")(learning.promote_model)
blueprint.post("/learning/shipped")(learning.shipped_model)
blueprint.get("/learning/thresholds")(learning.thresholds_page)
blueprint.route("/learning/thresholds/<code>", methods=BOTH)(learning.threshold)
blueprint.get("/places")(places.places)
blueprint.route("/places/new", methods=BOTH)(places.new_place)
blueprint.route("/places/import", methods=BOTH)(places.import_list)
blueprint.route("/places/<what>/<code>", methods=BOTH)(places.place)
blueprint.get("/limits")(limits.limits)
blueprint.route("/limits/<int:limit_id>", methods=BOTH)(limits.limit)
blueprint.get("/campaigns")(campaigns.campaigns)
blueprint.route("/campaigns/new", methods=BOTH)(campaigns.new_campaign)
blueprint.route("/campaigns/<int:limit_id>", methods=BOTH)(campaigns.campaign)
blueprint.get("/ladder")(ladder.ladder)
blueprint.route("/ladder/<code>", methods=BOTH)(ladder.ladder_step)
blueprint.get("/alerts")(alert_levels.alert_levels)
blueprint.route("/alerts/<code>", methods=BOTH)(alert_levels.alert_level)
blueprint.get("/codes")(codes.codes)
blueprint.route("/codes/new", methods=BOTH)(codes.new_code)
blueprint.route("/codes/<purpose>/<code>", methods=BOTH)(codes.code)
blueprint.get("/phrases")(phrases.phrases)
blueprint.route("/phrases/new", methods=BOTH)(phrases.new_phrase)
blueprint.route("/phrases/<int:phrase_id>", methods=BOTH)(phrases.phrase)
blueprint.get("/calendars")(calendars.calendars)
blueprint.route("/calendars/new", methods=BOTH)(calendars.new_calendar)
blueprint.route("/calendars/uses/<int:use_id>/end", methods=BOTH)(calendars.end_use)
blueprint.route("/calendars/<code>", methods=BOTH)(calendar.calendar)
blueprint.route("/calendars/<code>/week", methods=BOTH)(calendars.calendar_week)
blueprint.route("/calendars/<code>/users", methods=BOTH)(calendars.calendar_users)
blueprint.get("/tasks")(tasks.tasks)
blueprint.post("/tasks/<int:task_id>/retry")(tasks.retry_task)
blueprint.route("/tasks/<int:task_id>/dismiss", methods=BOTH)(tasks.dismiss_task)
