"""What moderators look after: what was deleted, by whom."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from qaforum import indexing
from qaforum.extensions import db
from qaforum.models import Answer, Question
from qaforum.services.core.queries import WITHOUT_TEXTS, live

SHOWN = 100


def judged_suggestions() -> list[indexing.Judged]:
    """What members said of the suggestions called the same and of those called related, where they
    said anything: by thanks, or by asking nevertheless."""
    return [one for one in indexing.judged() if one.said]


def deleted_questions() -> Sequence[Question]:
    """The latest deleted questions, each with its author and who deleted it."""
    return db.session.scalars(
        select(Question)
        .where(~live(Question))
        .options(joinedload(Question.author), joinedload(Question.deleted_by), *WITHOUT_TEXTS)
        .order_by(Question.deleted_at.desc())
        .limit(SHOWN)
    ).all()


def deleted_answers() -> Sequence[Answer]:
    """The latest deleted answers to questions that are there, each with who deleted it."""
    return db.session.scalars(
        select(Answer)
        .join(Answer.question)
        .where(~live(Answer), live(Question))
        .options(
            contains_eager(Answer.question).options(*WITHOUT_TEXTS),
            joinedload(Answer.author),
            joinedload(Answer.deleted_by),
        )
        .order_by(Answer.deleted_at.desc())
        .limit(SHOWN)
    ).all()
