"""Asking: the form, the check before posting, the preview."""

import re
from collections.abc import Mapping
from itertools import islice

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services import mentions, questions, suggestions
from qaforum.web import access, addresses, limits
from qaforum.web.forms import QuestionForm

pages = Blueprint("ask", __name__)
MOST_REASONS = 20
_REASON = re.compile(r"^different_reason_(\d{1,15})$")


@pages.get("/ask")
def new() -> str:
    """The form, for guests too: they see what was solved, and log in to post."""
    form = QuestionForm(formdata=None)
    form.title.data = request.args.get("title", "")
    return _page(form)


@pages.post("/ask")
@login_required
@limits.posting
def create() -> str | tuple[str, int] | Response:
    form = QuestionForm()
    if form.check.data:
        return _page(form, check=True)
    status = 422
    if form.validate():
        try:
            question = questions.ask(
                access.member(),
                form.title.data or "",
                form.body.data or "",
                form.tags.data or "",
                different_from=reasons(request.form),
            )
            flash(_("Your question is posted."), "success")
            return redirect(addresses.question(question), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    return _page(form), status


def _page(form: QuestionForm, *, check: bool = False) -> str:
    found = (
        suggestions.similar(form.title.data or "", form.body.data or "", asker=access.acting())
        if check
        else None
    )
    return render_template(
        "ask/new.html", form=form, suggestions=found, reasons=reasons(request.form)
    )


def reasons(fields: Mapping[str, str]) -> dict[int, str]:
    """Why similar questions do not solve this one, by their id, as the form has it."""
    found = ((_REASON.match(name), text) for name, text in fields.items())
    given = ((int(name[1]), text.strip()) for name, text in found if name and text.strip())
    return dict(islice(given, MOST_REASONS))


@pages.post("/preview")
@login_required
@limits.suggesting
def preview() -> str:
    """The body as it will look, for the editor."""
    body = request.form.get("body", "")
    if len(body) > current_app.config["BODY_MAX"]:
        raise errors.Invalid(_("This is too long to preview."), field="body")
    return render_template(
        "ask/_preview.html", html=mentions.render(body), unknown=mentions.unknown_in(body)
    )
