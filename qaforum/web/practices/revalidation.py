"""Saying in one click whether a solution or practice still holds."""

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum.services.practices import practices, revalidation
from qaforum.services.practices.adaptations import Thing
from qaforum.services.questions import answers
from qaforum.web.core import access, addresses, limits

pages = Blueprint("revalidation", __name__)


@pages.post("/practices/<int:practice_id>/validity")
@login_required
@limits.posting
def of_practice(practice_id: int) -> Response:
    return _say(practices.load(practice_id))


@pages.post("/answers/<int:answer_id>/validity")
@login_required
@limits.posting
def of_answer(answer_id: int) -> Response:
    return _say(answers.load(answer_id, access.acting()))


def _say(thing: Thing) -> Response:
    address = addresses.post(thing)
    revalidation.answer(access.member(), thing, request.form.get("verdict", ""))
    flash(_("Thank you, everybody sees that now."), "success")
    return redirect(address, code=303)
