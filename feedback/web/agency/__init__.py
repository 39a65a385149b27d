"""Pages of the agencies: the inbox, the case file with everything that can be done to it."""

from __future__ import annotations

from flask import Blueprint

from feedback.web.agency import absences, divisions, duty, filters_page, people, texts
from feedback.web.agency.act import do_act
from feedback.web.agency.bulk import bulk
from feedback.web.agency.case_page import open_contact, show_case
from feedback.web.agency.inbox_page import show_inbox
from feedback.web.agency.letters import show_letter
from feedback.web.agency.news_page import show_news
from feedback.web.agency.presence import here
from feedback.web.agency.walk import next_case
from feedback.web.agency.workload import show_workload

blueprint = Blueprint("agency", __name__)
blueprint.add_url_rule("/agency/", "inbox", show_inbox)
blueprint.add_url_rule("/agency/news", "news", show_news)
blueprint.add_url_rule("/agency/workload", "workload", show_workload)
blueprint.add_url_rule("/agency/people", "people", people.people)
blueprint.add_url_rule("/agency/people/new", "new_person", people.new_person, methods=["GET", "POST"])
blueprint.add_url_rule("/agency/people/<int:account_id>", "person", people.person, methods=["GET", "POST"])
blueprint.add_url_rule("/agency/people/<int:account_id>/password", "new_password", people.reset, methods=["POST"])
blueprint.add_url_rule("/agency/absences", "absences", absences.absences, methods=["GET", "POST"])
blueprint.add_url_rule("/agency/absences/<int:absence_id>/end", "end_absence", absences.end_absence, methods=["POST"])
blueprint.add_url_rule("/agency/duty", "duty", duty.duty, methods=["GET", "POST"])
blueprint.add_url_rule("/agency/duty/<int:duty_id>/drop", "drop_duty", duty.drop, methods=["POST"])
blueprint.add_url_rule("/agencies/<code>/divisions", "divisions", divisions.divisions)
blueprint.add_url_rule(
    "/agencies/<code>/divisions/new", "new_division", divisions.new_division, methods=["GET", "POST"]
)
blueprint.add_url_rule(
    "/agencies/<code>/divisions/<int:division_id>", "division", divisions.division, methods=["GET", "POST"]
)
blueprint.add_url_rule("/agency/bulk", "bulk", bulk, methods=["POST"])
blueprint.add_url_rule("/agency/filters", "filters", filters_page.filters, methods=["GET", "POST"])
blueprint.add_url_rule("/agency/filters/<int:filter_id>/name", "rename_filter", filters_page.rename, methods=["POST"])
blueprint.add_url_rule("/agency/filters/<int:filter_id>/share", "share_filter", filters_page.share, methods=["POST"])
blueprint.add_url_rule("/agency/filters/<int:filter_id>/delete", "delete_filter", filters_page.delete, methods=["POST"])
blueprint.add_url_rule("/texts", "texts", texts.texts)
blueprint.add_url_rule("/texts/new", "new_text", texts.new_text, methods=["GET", "POST"])
blueprint.add_url_rule("/texts/<code>", "text", texts.text, methods=["GET", "POST"])
blueprint.add_url_rule("/cases/<number>", "case", show_case)
blueprint.add_url_rule("/cases/<number>/here", "here", here)
blueprint.add_url_rule("/cases/<number>/next", "next_case", next_case)
blueprint.add_url_rule("/cases/<number>/letters/<int:letter_id>", "letter", show_letter)
blueprint.add_url_rule("/cases/<number>/contact/<int:report_id>", "contact", open_contact, methods=["POST"])
blueprint.add_url_rule("/cases/<number>/<slug>", "act", do_act, methods=["POST"])
