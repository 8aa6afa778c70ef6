"""Questions and their answers, read-only."""

from typing import Any

from flask import url_for
from flask.views import MethodView
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from qaforum import errors
from qaforum.models import Answer, Question
from qaforum.models.core.post import Post
from qaforum.services.core import tags
from qaforum.services.questions import question_lists, questions

endpoints = Blueprint("api-questions", __name__, description="Questions and their answers")


class ListQuery(Schema):
    sort = fields.String(load_default="newest", validate=validate.OneOf(question_lists.SORTS))
    tag = fields.String(load_default="")
    after = fields.String(load_default=None)


class QuestionLine(Schema):
    id = fields.Integer()
    title = fields.String()
    url = fields.String()
    author = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    language = fields.String()
    tags = fields.List(fields.String())
    score = fields.Integer()
    answers = fields.Integer()
    solved = fields.Boolean()


class QuestionPage(Schema):
    questions = fields.List(fields.Nested(QuestionLine))
    next = fields.String(allow_none=True, metadata={"description": "`after` of the next page"})


class AnswerWhole(Schema):
    id = fields.Integer()
    url = fields.String()
    author = fields.String(allow_none=True)
    created_at = fields.AwareDateTime()
    body = fields.String(metadata={"description": "Markdown"})
    html = fields.String()
    score = fields.Integer()
    accepted = fields.Boolean()
    context = fields.String(metadata={"description": "Where the accepted answer fits"})


class QuestionWhole(QuestionLine):
    body = fields.String(metadata={"description": "Markdown"})
    html = fields.String()
    posts = fields.List(
        fields.Nested(AnswerWhole), metadata={"description": "Its answers, accepted ones first"}
    )


@endpoints.route("/questions")
class Questions(MethodView):
    @endpoints.arguments(ListQuery, location="query")
    @endpoints.response(200, QuestionPage)
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """One page of questions."""
        tag = tags.find(query["tag"]) if query["tag"] else None
        if query["tag"] and tag is None:
            raise errors.NotFound(_("There is no tag %(name)s.", name=query["tag"]))
        page = question_lists.list_questions(query["sort"], tag, query["after"])
        return {"questions": [_line(row) for row in page.rows], "next": page.next_cursor}


@endpoints.route("/questions/<int:question_id>")
class QuestionById(MethodView):
    @endpoints.response(200, QuestionWhole)
    @endpoints.alt_response(404, description="There is no such question")
    def get(self, question_id: int) -> dict[str, Any]:
        """A question with its answers, accepted ones first."""
        question = questions.load(question_id)
        answers = question_lists.answers_of(question)
        return {
            **_line(question),
            "body": question.body,
            "html": question.body_html,
            "posts": [_answer(question, answer) for answer in answers],
        }


def _url(question: Question) -> str:
    return url_for("questions.show", question_id=question.id, slug=question.slug, _external=True)


def _author(post: Post) -> str | None:
    return post.author.name if post.author else post.author_name


def _line(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": question.title,
        "url": _url(question),
        "author": _author(question),
        "created_at": question.created_at,
        "language": question.language,
        "tags": [tag.name for tag in question.tags],
        "score": question.score,
        "answers": question.answer_count,
        "solved": question.solved,
    }


def _answer(question: Question, answer: Answer) -> dict[str, Any]:
    return {
        "id": answer.id,
        "url": f"{_url(question)}#answer-{answer.id}",
        "author": _author(answer),
        "created_at": answer.created_at,
        "body": answer.body,
        "html": answer.body_html,
        "score": answer.score,
        "accepted": answer.accepted,
        "context": answer.accepted_context,
    }
