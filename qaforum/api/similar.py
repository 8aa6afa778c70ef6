"""Similar problems and the peers who solved them."""

import time
from typing import Any

from flask import url_for
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from qaforum import errors
from qaforum.indexing.documents import KINDS, QUESTION
from qaforum.services.search import suggestions
from qaforum.services.search.panel import SimilarProblem
from qaforum.services.search.peers import Peer
from qaforum.services.search.similar_documents import SimilarDocument

endpoints = Blueprint("similar", __name__, description="Has this problem been solved before?")


class SimilarQuery(Schema):
    title = fields.String(required=True, validate=validate.Length(max=1000))
    body = fields.String(load_default="", validate=validate.Length(max=30_000))
    limit = fields.Integer(load_default=5, validate=validate.Range(1, 20))


class SimilarQuestion(Schema):
    id = fields.Integer()
    title = fields.String()
    url = fields.String()
    solved = fields.Boolean()
    confidence = fields.Float(metadata={"description": "Probability of being the same problem"})
    excerpt = fields.String(metadata={"description": "The passage that answers, or the beginning"})
    solution = fields.String(
        allow_none=True, metadata={"description": "Address of the accepted answer shown"}
    )
    language = fields.String()


class SimilarPractice(Schema):
    id = fields.Integer()
    title = fields.String()
    url = fields.String()
    confidence = fields.Float(metadata={"description": "Probability of being the same problem"})
    excerpt = fields.String(metadata={"description": "The passage that answers, or the beginning"})
    used_in = fields.Integer(metadata={"description": "Institutions that reported its use"})
    worked_in = fields.Integer()
    validity = fields.String(metadata={"description": "valid, needs-work or outdated"})
    language = fields.String()


class NearestDocument(SimilarQuestion):
    kind = fields.String(validate=validate.OneOf(list(KINDS)))


class SimilarPeer(Schema):
    id = fields.Integer()
    name = fields.String()
    institution = fields.String(allow_none=True)
    url = fields.String()
    reason = fields.String()
    solved = fields.Integer()


class SimilarAnswer(Schema):
    state = fields.String(
        validate=validate.OneOf(["ready", "lexical"]),
        metadata={
            "description": "lexical: the encoder is still loading, and these share words with the "
            "title; their confidence says nothing"
        },
    )
    questions = fields.List(fields.Nested(SimilarQuestion))
    practices = fields.List(fields.Nested(SimilarPractice))
    nearest = fields.List(
        fields.Nested(NearestDocument),
        metadata={"description": "At most three that are too unlikely to be among the others"},
    )
    peers = fields.List(fields.Nested(SimilarPeer))
    took_ms = fields.Float()


@endpoints.route("/similar")
class Similar(MethodView):
    @endpoints.arguments(SimilarQuery, location="query")
    @endpoints.response(200, SimilarAnswer)
    @endpoints.alt_response(422, description="The title is missing, too short, or too long")
    @endpoints.alt_response(503, description="The encoder is still loading")
    def get(self, query: dict[str, Any]) -> dict[str, Any]:
        """Problems like the one typed, most likely first, of those about as likely the solved ones;
        the nearest beside them; and up to three peers who solved some of those shown."""
        began = time.perf_counter()
        found = suggestions.similar(query["title"], query["body"], query["limit"])
        if found.state == "short":
            raise errors.Invalid("title: too short to compare", field="title")
        if found.state == "warming":
            raise errors.Unavailable("The search is warming up. Ask again in a few seconds.")
        return {
            "state": found.state,
            "questions": [_question(problem) for problem in found.problems],
            "practices": [_practice(each) for each in found.practices],
            "nearest": [_nearest(each) for each in found.nearest],
            "peers": [_peer(peer) for peer in found.peers],
            "took_ms": round(1000 * (time.perf_counter() - began), 1),
        }


def _question(problem: SimilarProblem) -> dict[str, Any]:
    question = problem.question
    url = url_for("questions.show", question_id=question.id, slug=question.slug, _external=True)
    return {
        "id": question.id,
        "title": question.title,
        "url": url,
        "solved": question.solved,
        "confidence": round(problem.confidence, 4),
        "excerpt": problem.passage.text if problem.passage else question.excerpt,
        "solution": f"{url}#answer-{problem.answer.id}" if problem.answer else None,
        "language": question.language,
    }


def _practice(found: SimilarDocument) -> dict[str, Any]:
    practice = found.row
    return {
        "id": practice.id,
        "title": practice.title,
        "url": url_for(
            "practices.show", practice_id=practice.id, slug=practice.slug, _external=True
        ),
        "confidence": round(found.confidence, 4),
        "excerpt": found.passage.text if found.passage else practice.excerpt,
        "used_in": practice.institution_count,
        "worked_in": practice.worked_count,
        "validity": practice.validity,
        "language": practice.language,
    }


def _nearest(found: SimilarDocument) -> dict[str, Any]:
    """As a question, whatever its kind: one of another kind tells what helped."""
    row, page = found.row, found.kind.page(found.row)
    values: dict[str, Any] = dict(page.values)
    url = url_for(page.endpoint, **values, _external=True)
    return {
        "kind": found.key.kind,
        "id": row.id,
        "title": row.title,
        "url": url,
        "solved": found.key.kind != QUESTION or row.solved,
        "confidence": round(found.confidence, 4),
        "excerpt": getattr(row, "excerpt", ""),
        "solution": f"{url}#answer-{found.solution_id}" if found.solution_id else None,
        "language": row.language,
    }


def _peer(peer: Peer) -> dict[str, Any]:
    member = peer.member
    return {
        "id": member.id,
        "name": member.name,
        "institution": member.institution.name if member.institution else None,
        "url": url_for("members.show", username=member.username, _external=True),
        "reason": peer.reason,
        "solved": peer.solved,
    }
