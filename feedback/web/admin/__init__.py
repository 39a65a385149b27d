"""Pages of the administrators: accounts, agencies, fields, responsibility, limits, calendar, background work."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.admin import (
    accounts,
    agencies,
    alert_levels,
    calendar,
    fields,
    ladder,
    limits,
    overview,
    passwords,
    responsibilities,
    tasks,
)

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
BOTH = ("GET", "POST")

blueprint.get("/")(overview.overview)
blueprint.get("/accounts")(accounts.accounts)
blueprint.route("/accounts/new", methods=BOTH)(accounts.new_account)
blueprint.route("/accounts/<int:account_id>", methods=BOTH)(accounts.account)
blueprint.post("/accounts/<int:account_id>/password")(passwords.reset_password)
blueprint.get("/agencies")(agencies.agencies)
blueprint.route("/agencies/<code>", methods=BOTH)(agencies.agency)
blueprint.get("/fields")(fields.fields)
blueprint.route("/fields/<code>", methods=BOTH)(fields.field)
blueprint.get("/responsibilities")(responsibilities.responsibilities)
blueprint.route("/responsibilities/<int:line_id>", methods=BOTH)(responsibilities.responsibility)
blueprint.get("/limits")(limits.limits)
blueprint.route("/limits/<int:limit_id>", methods=BOTH)(limits.limit)
blueprint.get("/ladder")(ladder.ladder)
blueprint.route("/ladder/<code>", methods=BOTH)(ladder.ladder_step)
blueprint.get("/alerts")(alert_levels.alert_levels)
blueprint.route("/alerts/<code>", methods=BOTH)(alert_levels.alert_level)
blueprint.route("/calendar", methods=BOTH)(calendar.calendar)
blueprint.get("/tasks")(tasks.tasks)
blueprint.post("/tasks/<int:task_id>/retry")(tasks.retry_task)
blueprint.route("/tasks/<int:task_id>/dismiss", methods=BOTH)(tasks.dismiss_task)
