"""What people see: one blueprint per audience, and what every page shares."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect

from feedback.web import account, admin, agency, assessing, developer, exports, hotline, leadership, mine, public
from feedback.web.context import register_context
from feedback.web.doors import register_doors
from feedback.web.error_pages import register_error_pages
from feedback.web.headers import register_headers
from feedback.web.languages import register_languages
from feedback.web.public.unsubscribe import do_unsubscribe
from feedback.web.request_session import register_sessions
from feedback.web.signed_in import register_sign_in
from feedback.web.static_files import register_static_files

BLUEPRINTS = (
    public.blueprint,
    hotline.blueprint,
    agency.blueprint,
    mine.blueprint,
    leadership.blueprint,
    exports.blueprint,
    assessing.blueprint,
    admin.blueprint,
    account.blueprint,
)


def register(app: Flask) -> None:
    register_headers(app)
    register_static_files(app)
    register_sessions(app)
    register_languages(app)
    register_sign_in(app)
    forged = CSRFProtect(app)
    forged.exempt(f"{do_unsubscribe.__module__}.{do_unsubscribe.__name__}")  # mail programs post it
    register_doors(app)
    register_context(app)
    register_error_pages(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.config["DEVELOPER_PAGES"]:
        app.register_blueprint(developer.blueprint)
