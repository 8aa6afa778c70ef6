"""Reporting that a solution or practice was used, and taking that back."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.services.practices import adaptations, practices
from qaforum.services.practices.adaptations import Thing
from qaforum.services.questions import answers, questions
from qaforum.web.core import access, addresses, limits
from qaforum.web.practices import practices as practice_pages
from qaforum.web.practices.practice_forms import AdaptationForm
from qaforum.web.questions import questions as question_pages
from qaforum.web.questions.question_forms import AnswerForm

pages = Blueprint("adaptations", __name__)


@pages.post("/practices/<int:practice_id>/adaptations")
@login_required
@limits.posting
def of_practice(practice_id: int) -> tuple[str, int] | Response:
    form = AdaptationForm(f"practice-{practice_id}")
    try:
        return _report(practices.load(practice_id), form)
    except (errors.NotFound, errors.NotAllowed):
        raise
    except errors.ForumError as error:
        status = form.refuse(error)
    return practice_pages.render(practices.load(practice_id), form), status


@pages.post("/answers/<int:answer_id>/adaptations")
@login_required
@limits.posting
def of_answer(answer_id: int) -> tuple[str, int] | Response:
    form = AdaptationForm(f"answer-{answer_id}")
    answer = answers.load(answer_id, access.acting())
    try:
        return _report(answer, form)
    except (errors.NotFound, errors.NotAllowed):
        raise
    except errors.ForumError as error:
        status = form.refuse(error)
    question = questions.load(answer.question_id, access.acting())
    page = question_pages.render(question, AnswerForm(formdata=None), used=(answer_id, form))
    return page, status


@pages.post("/adaptations/<int:adaptation_id>/delete")
@login_required
@limits.posting
def delete(adaptation_id: int) -> Response:
    adaptation = adaptations.load(adaptation_id)
    address = addresses.post(adaptations.thing_of(adaptation, access.acting()))
    adaptations.delete(access.member(), adaptation)
    flash(_("The report was deleted."), "success")
    return redirect(address, code=303)


def _report(thing: Thing, form: AdaptationForm) -> Response:
    address = addresses.post(thing)
    adaptations.report(access.member(), thing, form.report())
    flash(_("Thank you. Whoever has this problem sees how it went in your house."), "success")
    return redirect(address, code=303)
