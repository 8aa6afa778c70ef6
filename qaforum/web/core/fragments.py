"""Answering with a part of a page to a script, and with a whole page to everybody else."""

from flask import redirect, render_template, request
from werkzeug.wrappers import Response


def wanted() -> bool:
    """Whether a script asked, which puts a fragment into the page it has."""
    return "HX-Request" in request.headers or request.headers.get("X-Requested-With") == "fetch"


def fragment_or_redirect(template: str, address: str, **context: object) -> str | Response:
    """The fragment for a script; for a plain form, the page at `address`."""
    if wanted():
        return render_template(template, **context)
    return redirect(address, code=303)
