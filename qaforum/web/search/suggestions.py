"""The panel beside the ask form, and the click that says it solved the problem."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services.activity import attempts
from qaforum.services.questions import questions
from qaforum.services.search import suggestions, thanks
from qaforum.web.core import access, addresses, fragments, limits
from qaforum.web.core.panels import HEADER, panels
from qaforum.web.search.thanks_form import ThanksForm

pages = Blueprint("suggestions", __name__)


@pages.get("/ask/similar")
@limits.suggesting
def similar() -> str | tuple[str, int]:
    overtaken = panels.arrived(request.headers.get(HEADER, ""))
    asker = access.acting()
    found = suggestions.similar(
        request.args.get("title", ""),
        request.args.get("body", ""),
        tag_text=request.args.get("tags", ""),
        asker=asker,
        overtaken=overtaken,
    )
    if found.state == "overtaken":
        return "", 204
    if asker is not None and found.state == "ready":
        attempts.begin(asker)
    return render_template("questions/ask/_suggestions.html", suggestions=found)


@pages.post("/ask/solved")
@login_required
@limits.posting
def solved() -> str | Response:
    form = ThanksForm()
    if not form.validate():
        raise errors.Invalid(_("Which question solved your problem?"), field="question_id")
    given = thanks.give(
        access.member(),
        form.question_id.data or 0,
        form.answer_id.data,
        form.suggestion_token.data or "",
    )
    question = questions.load(given.question_id, access.acting())
    if not fragments.wanted():
        flash(_("Glad that it is solved. The solver has been thanked."), "success")
    return fragments.fragment_or_redirect(
        "questions/ask/_thanked.html",
        addresses.question(question),
        thanks=given,
        question=question,
        solver=thanks.solver(given),
    )


@pages.post("/ask/solved/undo")
@login_required
@limits.posting
def undo() -> str | Response:
    form = ThanksForm()
    if not form.validate():
        raise errors.Invalid(_("Which question did not solve it?"), field="question_id")
    thanks.take_back(access.member(), form.question_id.data or 0)
    if fragments.wanted():
        return ""
    flash(_("Taken back."), "success")
    return redirect(url_for("ask.new"), code=303)
