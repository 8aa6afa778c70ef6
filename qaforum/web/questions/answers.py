"""Answering, editing an answer, accepting it."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors, policies
from qaforum.services.questions import acceptance, answers, questions, revisions
from qaforum.web.core import access, addresses, limits
from qaforum.web.questions import questions as question_pages
from qaforum.web.questions.question_forms import AnswerForm

pages = Blueprint("answers", __name__)


@pages.post("/questions/<int:question_id>/answers")
@login_required
@limits.posting
def create(question_id: int) -> tuple[str, int] | Response:
    form = AnswerForm()
    status = 422
    if form.validate():
        try:
            answer = answers.post(access.member(), question_id, form.body.data or "")
            return redirect(addresses.answer(answers.load(answer.id, access.acting())), code=303)
        except errors.NotFound:
            raise
        except errors.ForumError as error:
            status = form.refuse(error)
    return question_pages.render(questions.load(question_id, access.acting()), form), status


@pages.route("/answers/<int:answer_id>/edit", methods=["GET", "POST"])
@login_required
@limits.posting
def edit(answer_id: int) -> str | tuple[str, int] | Response:
    answer = answers.load(answer_id, access.acting())
    if not policies.can_edit(access.acting(), answer):
        raise errors.NotAllowed(_("Only its author or a moderator may edit this answer."))
    form = AnswerForm(obj=answer)
    status = 200
    if form.is_submitted() and form.validate():
        try:
            answers.edit(access.member(), answer_id, form.seen(), form.body.data or "")
            return redirect(addresses.answer(answers.load(answer_id, access.acting())), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
            answer = answers.load(answer_id, access.acting())
            if isinstance(error, errors.Conflict):
                form.revision.data = answer.revision
    return (
        render_template(
            "questions/answers/edit.html", answer=answer, question=answer.question, form=form
        ),
        status,
    )


@pages.get("/answers/<int:answer_id>/history")
def history(answer_id: int) -> str:
    answer = answers.load(answer_id, access.acting())
    return render_template(
        "questions/answers/history.html",
        answer=answer,
        question=answer.question,
        revisions=revisions.revisions_of(answer),
    )


@pages.post("/answers/<int:answer_id>/delete")
@login_required
@limits.posting
def delete(answer_id: int) -> Response:
    question = answers.delete(access.member(), answer_id)
    flash(_("The answer was deleted."), "success")
    return redirect(addresses.question(question), code=303)


@pages.post("/answers/<int:answer_id>/restore")
@login_required
@limits.posting
def restore(answer_id: int) -> Response:
    answer = answers.restore(access.member(), answer_id)
    return redirect(addresses.answer(answer), code=303)


@pages.post("/answers/<int:answer_id>/accept")
@login_required
@limits.posting
def accept(answer_id: int) -> Response:
    acceptance.accept(access.member(), answer_id, request.form.get("context", ""))
    return redirect(addresses.answer(answers.load(answer_id, access.acting())), code=303)


@pages.post("/answers/<int:answer_id>/withdraw")
@login_required
@limits.posting
def withdraw(answer_id: int) -> Response:
    acceptance.withdraw(access.member(), answer_id)
    return redirect(addresses.answer(answers.load(answer_id, access.acting())), code=303)
