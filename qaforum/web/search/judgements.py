"""A sample of suggestions for moderators to judge."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum.services.search import judgements
from qaforum.web.core import access, limits

pages = Blueprint("judgements", __name__)
_SAME, _OTHER = "same", "other"


@pages.get("/moderation/judgements")
@login_required
def index() -> str:
    return render_template(
        "search/judgements/index.html", sample=judgements.sample(access.acting())
    )


@pages.post("/moderation/judgements")
@login_required
@limits.posting
def judge() -> Response:
    judged = judgements.judge(access.member(), _judged())
    if judged:
        words = ngettext("%(num)d judgement saved.", "%(num)d judgements saved.", judged)
        flash(words, "success")
    return redirect(url_for("judgements.index"), code=303)


def _judged() -> dict[tuple[int, int], bool]:
    """The pairs that were decided: fields are named "<question>-<original>"; others are none."""
    found = {}
    for name, verdict in request.form.items():
        question, _, original = name.partition("-")
        if question.isdecimal() and original.isdecimal() and verdict in (_SAME, _OTHER):
            found[int(question), int(original)] = verdict == _SAME
    return found
