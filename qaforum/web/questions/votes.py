"""Voting on a question or an answer."""

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors
from qaforum.models import Answer, Question
from qaforum.services.questions import answers, questions, votes
from qaforum.web.core import access, addresses, fragments, limits

pages = Blueprint("votes", __name__)


@pages.post("/questions/<int:question_id>/vote")
@login_required
@limits.posting
def question(question_id: int) -> str | Response:
    return _cast("question", questions.load(question_id, access.acting()))


@pages.post("/answers/<int:answer_id>/vote")
@login_required
@limits.posting
def answer(answer_id: int) -> str | Response:
    return _cast("answer", answers.load(answer_id, access.acting()))


def _cast(kind: str, post: Question | Answer) -> str | Response:
    try:
        value = int(request.form.get("value", ""))
    except ValueError as error:
        raise errors.Invalid(_("A vote is up, down, or taken back."), field="value") from error
    address = addresses.post(post)
    votes.cast(access.member(), post, value)
    return fragments.fragment_or_redirect(
        "components/_vote.html", address, kind=kind, post=post, mine=value
    )
