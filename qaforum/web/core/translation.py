"""Sentences in the reader's language, looked up quickly.

A page says about a hundred sentences. Flask-Babel finds the request's catalogue anew for each;
templates get functions here that find it once a page.
"""

from flask import Flask, g
from flask_babel import get_translations


def init_app(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]


def _catalogue():  # type: ignore[no-untyped-def]
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def _gettext(text: str) -> str:
    return str(_catalogue().ugettext(text))


def _ngettext(one: str, many: str, count: int) -> str:
    return str(_catalogue().ungettext(one, many, count))
