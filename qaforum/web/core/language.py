"""The reader's language: the member's choice, then the one chosen here, then the browser's."""

from babel import Locale
from flask import Blueprint, current_app, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from qaforum.services.people import members
from qaforum.web.core import access, addresses

COOKIE = "locale"
pages = Blueprint("language", __name__)


def selected() -> str:
    """One of LANGUAGES."""
    known: list[str] = current_app.config["LANGUAGES"]
    chosen = request.cookies.get(COOKIE) if request else None
    if current_user and current_user.is_authenticated and current_user.locale:
        chosen = current_user.locale
    if chosen in known:
        return chosen
    return (request.accept_languages.best_match(known) if request else None) or known[0]


def choices() -> list[tuple[str, str]]:
    """(code, name in itself) of each language of the forum."""
    return [
        (code, (Locale.parse(code).get_display_name() or code).capitalize())
        for code in current_app.config["LANGUAGES"]
    ]


@pages.post("/language")
def choose() -> Response:
    locale = request.form.get("locale", "")
    response = redirect(addresses.local(request.form.get("next")), code=303)
    if locale in current_app.config["LANGUAGES"]:
        member = access.acting()
        if member is not None:
            members.speak(member, locale)
        response.set_cookie(
            COOKIE,
            locale,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            httponly=True,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response
