"""Keeping content hashes true to all that makes a question or a practice findable."""

from collections.abc import Sequence

from sqlalchemy import select

from qaforum.extensions import db
from qaforum.indexing.documents import content_hash
from qaforum.indexing.documents.practice import hash_of
from qaforum.models import Answer, Practice, Question
from qaforum.services.core import tags
from qaforum.services.core.queries import accepted, live


def solutions_of(question_id: int) -> list[tuple[int, str]]:
    """(answer id, Markdown body) of the accepted answers that stand, by id."""
    return solutions_of_each([question_id])[question_id]


def solutions_of_each(question_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """(answer id, Markdown body) of each question's accepted answers that stand, by id."""
    found: dict[int, list[tuple[int, str]]] = {id_: [] for id_ in question_ids}
    for question_id, id_, body in db.session.execute(
        select(Answer.question_id, Answer.id, Answer.body)
        .where(
            Answer.question_id.in_(question_ids),
            accepted(),
            live(Answer),
        )
        .order_by(Answer.id)
    ):
        found[question_id].append((id_, body))
    return found


def refresh(question: Question) -> None:
    """Sets `content_hash` from what is in the database now; part of the caller's transaction."""
    db.session.flush()
    question.content_hash = content_hash(
        question.title, question.body, tags.keys_on(question.id), solutions_of(question.id)
    )


def refresh_practice(practice: Practice) -> None:
    """The same for a practice whose tags are loaded: how it is done is its solution."""
    practice.content_hash = of_practice(practice)


def of_practice(practice: Practice) -> str:
    """The hash that a practice, whose tags are loaded, should have."""
    return hash_of(practice, [tag.key for tag in practice.tags])
