"""Every refusal, as page, fragment or JSON, with the right status and in the reader's language."""

from time import time
from typing import Any

from flask import Flask, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InternalError, OperationalError
from structlog import get_logger
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from qaforum.errors import ForumError
from qaforum.extensions import limiter
from qaforum.models.practices.practice import DETAILS
from qaforum.web.core import access, addresses, fragments

log = get_logger()
# The fields of all forms that a person writes texts in
TYPED = ("title", "body", "method", *DETAILS, "changes", "evidence")


def init_app(app: Flask) -> None:
    app.register_error_handler(ForumError, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InternalError, _busy)
    app.register_error_handler(Exception, _broken)
    app.login_manager.unauthorized_handler(_login_first)  # type: ignore[attr-defined]


def _answer(status: int, message: str, **details: Any) -> Response:
    if request.path.startswith("/api/"):
        return make_response(jsonify(status=status, message=message, **details), status)
    name = "core/errors/fragment.html" if fragments.wanted() else "core/errors/page.html"
    page = render_template(
        name, status=status, title=_title(status), message=message, typed=_typed()
    )
    return make_response(page, status)


def _typed() -> list[str]:
    """What the reader had written, so that it can be copied: no refusal may lose a text."""
    if request.method != "POST" or request.path.startswith("/account/"):
        return []
    try:
        fields = [request.form.get(name, "") for name in TYPED]
    except HTTPException:  # too large to be read at all
        return []
    return [text for text in fields if text.strip()]


def _title(status: int) -> str:
    return {
        400: _("The forum did not understand"),
        403: _("Not for you"),
        404: _("Not here"),
        405: _("Not like this"),
        409: _("Somebody was faster"),
        413: _("Too long"),
        422: _("Something is missing"),
        429: _("A little slower, please"),
        503: _("Not right now"),
    }.get(status, _("Something went wrong"))


def _refused(error: ForumError) -> Response:
    return _answer(error.status, error.message)


def _csrf(_error: CSRFError) -> Response:
    return _answer(
        400,
        _("Your session has changed since this page was opened. Reload the page and send again."),
    )


def _http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()
    messages = {
        403: _("You may not see or do this."),
        404: _("This page does not exist, or it was moved."),
        405: _("This address does not take such a request."),
        413: _("This is too much text for one post. Shorten it, or split it."),
        429: _("You are sending faster than people read. Wait a minute, then try again."),
    }
    status = error.code or 500
    message = messages.get(status, _("The forum did not understand this request."))
    data = getattr(error, "data", None) or {}  # which parameter of the API, and why
    details = {"errors": data["messages"]} if "messages" in data else {}
    answer = _answer(status, message, **details)
    # Which methods are allowed, when to try again: for machines
    answer.headers.extend(
        (name, value) for name, value in error.get_headers() if name != "Content-Type"
    )
    if status == 429 and (limit := limiter.current_limit) is not None:
        answer.headers["Retry-After"] = str(max(1, int(limit.reset_at - time())))
    return answer


def _busy(error: OperationalError | InternalError) -> Response:
    access.recover()
    log.error("database", path=request.path, error=str(error.orig))
    return _answer(503, _("The database does not answer right now. Try again in a moment."))


def _broken(_error: Exception) -> Response:
    access.recover()
    log.exception("unexpected", path=request.path)
    return _answer(500, _("This is our fault, and it was written down. Your text is kept here."))


def _login_first() -> Response:
    """Guests log in and come back; a script is told to go to the log-in page."""
    assert not current_user.is_authenticated
    if request.path.startswith("/api/"):
        return _answer(401, _("Log in first."))
    here = addresses.asked() if request.method == "GET" else addresses.came_from()
    address = url_for("security.login", next=here)
    if fragments.wanted():
        return Response(_("Log in first."), 401, {"HX-Redirect": address})
    return redirect(address)
