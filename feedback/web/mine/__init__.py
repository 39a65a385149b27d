"""What is for one person: urgent alerts to take, warnings about one's own cases."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.mine.alerts import show_alerts, take_alert
from feedback.web.mine.page import show_mine

blueprint = Blueprint("mine", __name__)
blueprint.add_url_rule("/mine", "mine", show_mine)
blueprint.add_url_rule("/alerts", "alerts", show_alerts)
blueprint.add_url_rule("/alerts/<number>/take", "take", take_alert, methods=["POST"])
