"""What a reader of a document may want to see next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from qaforum import indexing
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing.documents import KINDS, PRACTICE, QUESTION, Kind
from qaforum.models import Answer, Member, Practice, Question, QuestionLink, practice_answer
from qaforum.models.questions.question_link import DISTINCT
from qaforum.services.search import similar_documents
from qaforum.services.search.duplicate_targets import originals_first

SHOWN = 5
# Whoever reads on is served by less than whoever is about to ask
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Related:
    """Rows by the name of their kind, best first, of each kind that there are any of."""

    rows: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def questions(self) -> list[Question]:
        return self.rows.get(QUESTION, [])

    @property
    def by_kind(self) -> list[tuple[Kind[Any], list[Any]]]:
        """Questions last: the other kinds say what to do."""
        return [(KINDS[name], self.rows[name]) for name in sorted(self.rows, key=_questions_last)]


def _questions_last(name: str) -> tuple[bool, int]:
    return name == QUESTION, KINDS[name].code


def to(question: Question, viewer: Member | None = None, limit: int = SHOWN) -> list[Question]:
    """The most similar other questions that `viewer` may read, best first; none while the encoder
    is loading."""
    return around(question, viewer, limit).questions


def around(of: Question | Practice, viewer: Member | None = None, limit: int = SHOWN) -> Related:
    """The most similar other documents, at most `limit` together; without those that the page of
    `of` names in a place of their own."""
    left_out = [_key(of), *_named_beside(of)]
    try:
        matches = indexing.similar(of.title, limit=limit, exclude=left_out, minimum=LEAST)
    except indexing.WarmingUp:
        return Related()
    rows = similar_documents.load(matches, viewer)
    found: dict[str, list[Any]] = {}
    for match in _in_order(matches, rows):
        found.setdefault(match.key.kind, []).append(rows[match.key])
    return Related(found)


def _in_order(matches: Sequence[Match], rows: similar_documents.Rows) -> list[Match]:
    return originals_first([match for match in matches if match.key in rows])


def _key(of: Question | Practice) -> Key:
    return Key(PRACTICE if isinstance(of, Practice) else QUESTION, of.id)


def _named_beside(of: Question | Practice) -> list[Key]:
    """The question a practice grew from; the questions linked with a question, and the practices
    made of its solutions."""
    if isinstance(of, Practice):
        return [Key(QUESTION, of.question_id)] if of.question_id else []
    linked = db.session.execute(
        select(QuestionLink.from_id, QuestionLink.to_id).where(
            or_(QuestionLink.from_id == of.id, QuestionLink.to_id == of.id),
            QuestionLink.kind != DISTINCT,
        )
    )
    made = db.session.scalars(
        select(practice_answer.c.practice_id)
        .join(Answer, Answer.id == practice_answer.c.answer_id)
        .where(Answer.question_id == of.id)
    )
    questions = [Key(QUESTION, id_) for pair in linked for id_ in pair]
    return [*questions, *(Key(PRACTICE, id_) for id_ in made)]
