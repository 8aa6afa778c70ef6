"""Questions as documents: a problem, and the accepted answers that solved it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from qaforum import policies
from qaforum.indexing.documents.key import Key
from qaforum.indexing.documents.kind import Kind, Page
from qaforum.indexing.documents.making import document, tags_on
from qaforum.models import Answer, Member, Question, question_tag

if TYPE_CHECKING:
    from search import Document

QUESTION = "question"
ANSWER = "answer"  # no document, but what a solution is called
SOLVES = (Answer.accepted_at.is_not(None), Answer.deleted_at.is_(None))
WITHOUT_TEXTS = (defer(Question.body, raiseload=True), defer(Question.body_html, raiseload=True))
QUESTIONS: Select[Question] = (
    select(Question)
    .where(Question.deleted_at.is_(None))
    .options(joinedload(Question.author), selectinload(Question.tags), *WITHOUT_TEXTS)
)


class Questions(Kind[Question]):
    name = QUESTION
    code = 0
    table = Question
    tagged = question_tag
    solutions = (
        select(func.count())
        .select_from(Answer)
        .where(Answer.question_id == Question.id, *SOLVES)
        .correlate(Question)
        .scalar_subquery()
    )
    template = "questions/similar.html"
    shown = QUESTIONS

    def documents(self, connection: Connection, ids: Sequence[int]) -> "list[Document]":
        """Three queries."""
        questions = connection.execute(
            select(
                Question.id,
                Question.title,
                Question.body_html,
                Question.language,
                Question.content_hash,
            ).where(Question.id.in_(ids), Question.deleted_at.is_(None))
        ).all()
        tags, solutions = tags_on(connection, question_tag, ids), _solutions(connection, ids)
        return [
            document(self.number(id_), title, html, solutions[id_], tags[id_], language, hash_)
            for id_, title, html, language, hash_ in questions
        ]

    def solution_key(self, id_: int, solution_id: int) -> Key:
        return Key(ANSWER, solution_id)

    def readable(self, viewer: Member | None) -> ColumnElement[bool]:
        return policies.open_to(viewer)

    def page(self, row: Question) -> Page:
        return Page("questions.show", (("question_id", row.id), ("slug", row.slug)))


def _solutions(connection: Connection, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    rows = connection.execute(
        select(Answer.question_id, Answer.id, Answer.body_html)
        .where(Answer.question_id.in_(ids), *SOLVES)
        .order_by(Answer.id)
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for question_id, id_, html in rows:
        found[question_id].append((id_, html))
    return found
