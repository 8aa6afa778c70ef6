"""Asking: the form, the check before posting, the preview."""

import re
from collections.abc import Mapping
from itertools import islice

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors, policies
from qaforum.models import Question
from qaforum.services.notifications import mentions
from qaforum.services.questions import questions
from qaforum.services.search import peer_choice, suggestions
from qaforum.web.core import access, addresses, limits
from qaforum.web.questions.question_forms import AskForm

pages = Blueprint("ask", __name__)
MOST_REASONS = 20
_REASON = re.compile(r"^different_reason_(\d{1,15})$")


@pages.get("/ask")
def new() -> str:
    """The form, for guests too: they see what was solved, and log in to post."""
    form = AskForm(formdata=None)
    form.title.data = request.args.get("title", "")
    peer = peer_choice.known(request.args.get("peer", ""))
    form.peers.data = [peer.username] if peer else []
    return _page(form, names={peer.username: peer.name} if peer else {})


@pages.post("/ask")
@login_required
@limits.posting
def create() -> str | tuple[str, int] | Response:
    form = AskForm()
    if form.check.data:
        return _page(form, check=True)
    status = 422
    if form.validate():
        try:
            question = _post(form)
            flash(_said(question, form.names()), "success")
            return redirect(addresses.question(question), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    return _page(form), status


def _post(form: AskForm) -> Question:
    title, body, tags = form.title.data or "", form.body.data or "", form.tags.data or ""
    member = access.member()
    return questions.ask(
        member,
        title,
        body,
        tags,
        different_from=reasons(request.form),
        chosen=peer_choice.chosen(member, form.names(), title, body, tags),
        first_days=form.days(),
    )


def _said(question: Question, names: list[str]) -> str:
    if not names:
        return _("Your question is posted.")
    if policies.is_open(question):
        return _("Your question is posted, and the peers you chose are told of it.")
    return _("Your question is posted. For now only the peers you chose can read it.")


def _page(form: AskForm, *, check: bool = False, names: Mapping[str, str] | None = None) -> str:
    found = (
        suggestions.similar(
            form.title.data or "",
            form.body.data or "",
            tag_text=form.tags.data or "",
            asker=access.acting(),
        )
        if check
        else None
    )
    return render_template(
        "questions/ask/new.html",
        form=form,
        suggestions=found,
        reasons=reasons(request.form),
        ticked=form.peers.data or [],
        names_of_peers=names or {},
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
        "questions/ask/_preview.html", html=mentions.render(body), unknown=mentions.unknown_in(body)
    )
