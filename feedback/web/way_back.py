"""Where a form leads after it was sent: a page of this site, whatever the form said."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LONGEST = 600


def way_back(default: str) -> str:
    """The form's or the address's `next` if it is a path of this site that can be opened, else `default`."""
    asked = request.form.get("next") or request.args.get("next") or ""
    return asked if is_page_here(asked) else default


def is_page_here(path: str) -> bool:
    """A local path of a page that answers GET: no scheme, no host, no trick with slashes or control characters."""
    if not path.startswith("/") or path[1:2] in ("/", "\\") or len(path) > LONGEST:
        return False
    if "\\" in path or not path.isprintable() or urlsplit(path).netloc:
        return False
    try:
        current_app.url_map.bind("localhost").match(urlsplit(path).path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
