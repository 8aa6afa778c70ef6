"""Whoever has not accepted the charter in force reads everything, and accepts before they post.

What they had typed travels along: the page that asks sends it on to where it was going.
"""

from typing import Any

from flask import Flask, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services.charter import charter_status, charters
from qaforum.web.core import access, addresses, fragments, templating

FIELD = "charter_number"
# One's own account and settings, reading, and thanking: nothing here puts words before others
FREE = {
    "availability",
    "follows",
    "language",
    "mails",
    "members",
    "notifications",
    "security",
    "suggestions",
    "votes",
    "welcome",
}
FREE_ENDPOINTS = {
    "ask.preview",
    "charters.accept",
    "invitations.decline",
    "paths.tick",
    "resources.thank",
}


def init_app(app: Flask) -> None:
    app.before_request(_charter_first)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    return {
        "charter_asks": lambda: charter_status.asks(access.acting()),
        "charter_parts": lambda html: charters.parts(html, templating.locale()),
        "standing": charter_status.now,
    }


def _charter_first() -> Response | None:
    if request.method != "POST" or request.blueprint in FREE or request.endpoint in FREE_ENDPOINTS:
        return None
    member = access.acting()
    if member is None or not charter_status.asks(member):
        return None
    seen = request.form.get(FIELD, type=int)
    if seen is not None:
        charters.accept(member, seen)
    # A newer version may have come while they were reading that one
    return _ask(member.charter_number) if charter_status.asks(member) else None


def _ask(accepted: int) -> Response:
    """The charter, or what changed in it, with a form that accepts it and posts what was typed."""
    if not _by_form_or_htmx():
        raise errors.NotAllowed(_("Read and accept the charter first: it is on “Community”."))
    page = render_template(
        "charter/charters/_first.html" if fragments.wanted() else "charter/charters/first.html",
        **charters.news(accepted),
        action=addresses.asked(),
        carried=_carried(),
        files=bool(request.files),
    )
    response = make_response(page, 403)
    if fragments.wanted():
        response.headers["HX-Retarget"] = "#main"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
    return response


def _by_form_or_htmx() -> bool:
    if request.path.startswith("/api/"):
        return False
    return not fragments.wanted() or "HX-Request" in request.headers


def _carried() -> list[tuple[str, str]]:
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in ("csrf_token", FIELD)
    ]
    if "next" not in request.form:
        fields.append(("next", addresses.came_from()))
    return fields
