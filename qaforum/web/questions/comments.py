"""Commenting under a question or an answer."""

from flask import Blueprint, request
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum.models import Answer, Question
from qaforum.services.questions import answers, comments, questions
from qaforum.web.core import access, addresses, fragments, limits

pages = Blueprint("comments", __name__)


@pages.post("/questions/<int:question_id>/comments")
@login_required
@limits.posting
def question(question_id: int) -> str | Response:
    return _post(questions.load(question_id, access.acting()))


@pages.post("/answers/<int:answer_id>/comments")
@login_required
@limits.posting
def answer(answer_id: int) -> str | Response:
    return _post(answers.load(answer_id, access.acting()))


def _post(on: Question | Answer) -> str | Response:
    comments.post(access.member(), on, request.form.get("body", ""))
    return _list(_again(on))


@pages.post("/comments/<int:comment_id>/delete")
@login_required
@limits.posting
def delete(comment_id: int) -> str | Response:
    on = comments.delete(access.member(), comment_id)
    return _list(_again(on))


def _again(on: Question | Answer) -> Question | Answer:
    """What was written is known anew, with all that its address needs."""
    load = questions.load if isinstance(on, Question) else answers.load
    return load(on.id, access.acting())


def _list(on: Question | Answer) -> str | Response:
    kind = "question" if isinstance(on, Question) else "answer"
    found = comments.under(*(([on.id], []) if kind == "question" else ([], [on.id])))
    return fragments.fragment_or_redirect(
        "questions/comments/_list.html",
        addresses.post(on),
        kind=kind,
        post=on,
        comments=found.get((kind, on.id), []),
    )
