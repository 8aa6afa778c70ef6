"""What a reader of one question or practice may want to see next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import or_, select

from qaforum import indexing
from qaforum.extensions import db
from qaforum.models import Answer, Member, Practice, Question, QuestionLink, practice_answer
from qaforum.models.questions.question_link import DISTINCT
from qaforum.services.search import similar_practices
from qaforum.services.search.duplicate_targets import originals_first
from qaforum.services.search.suggestions import present

if TYPE_CHECKING:
    from qaforum.indexing import Match

Row = TypeVar("Row", Question, Practice)
SHOWN = 5
# Whoever reads on is served by less than whoever is about to ask
LEAST = 0.015


@dataclass(frozen=True, slots=True)
class Related:
    questions: list[Question] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)


def to(question: Question, viewer: Member | None = None, limit: int = SHOWN) -> list[Question]:
    """The most similar other questions that `viewer` may read, best first; none while the encoder
    is loading."""
    return around(question, viewer, limit).questions


def around(of: Question | Practice, viewer: Member | None = None, limit: int = SHOWN) -> Related:
    """The most similar other questions and practices, at most `limit` together; without those that
    the page of `of` names in a place of their own."""
    own = -of.id if isinstance(of, Practice) else of.id
    left_out = [own, *_named_beside(of)]
    try:
        matches = indexing.similar(of.title, limit=limit, exclude=left_out, minimum=LEAST)
    except indexing.WarmingUp:
        return Related()
    questions, practices = present(matches, viewer), similar_practices.present(matches)
    kept = originals_first([match for match in matches if match.id in questions])
    return Related(_in_order(kept, questions), _in_order(matches, practices))


def _named_beside(of: Question | Practice) -> list[int]:
    """As the index numbers them: the question a practice grew from; the questions linked with a
    question, and the practices made of its solutions."""
    if isinstance(of, Practice):
        return [of.question_id] if of.question_id else []
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
    return [*(key for pair in linked for key in pair), *(-key for key in made)]


def _in_order(matches: Sequence["Match"], found: Mapping[int, Row]) -> list[Row]:
    return [found[match.id] for match in matches if match.id in found]
