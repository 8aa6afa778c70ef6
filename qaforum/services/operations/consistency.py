"""What the database keeps twice, for speed: compared with what it was made from, and mended."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from qaforum.extensions import db
from qaforum.indexing.documents import content_hash
from qaforum.models import (
    Adaptation,
    Answer,
    Comment,
    Member,
    Notification,
    Practice,
    Question,
    Tag,
    Thanks,
    Vote,
    question_tag,
)
from qaforum.models.practices import adaptation
from qaforum.services.core import tags
from qaforum.services.core.queries import live
from qaforum.services.core.transaction import transaction
from qaforum.services.questions import content_hashes

_AT_ONCE = 500

Kept = InstrumentedAttribute[int]


def _number(of: Any, *where: Any) -> ScalarSelect[int]:
    return select(func.count()).select_from(of).where(*where).scalar_subquery()


def _votes(
    post: type[Question] | type[Answer], column: InstrumentedAttribute[int | None]
) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(Vote.value), 0)
    return select(total).where(column == post.id).scalar_subquery()


def _institutions(
    thing: type[Answer] | type[Practice],
    column: InstrumentedAttribute[int | None],
    *where: ColumnElement[bool],
) -> ScalarSelect[int]:
    institutions = func.count(func.distinct(Adaptation.institution_id))
    there = column == thing.id, live(Adaptation)
    return select(institutions).where(*there, *where).scalar_subquery()


_WORKED = Adaptation.outcome == adaptation.WORKED
_STANDS = live(Answer)
_SOLVES = Answer.accepted_at.is_not(None) & _STANDS
_SHOWN = (question_tag.c.question_id == Question.id) & live(Question)

KEPT: tuple[tuple[Kept, ScalarSelect[int]], ...] = (
    (Question.answer_count, _number(Answer, Answer.question_id == Question.id, _STANDS)),
    (Question.accepted_count, _number(Answer, Answer.question_id == Question.id, _SOLVES)),
    (Question.comment_count, _number(Comment, Comment.question_id == Question.id)),
    (Answer.comment_count, _number(Comment, Comment.answer_id == Answer.id)),
    (Tag.question_count, _number(Question, question_tag.c.tag_id == Tag.id, _SHOWN)),
    (Member.answer_count, _number(Answer, Answer.author_id == Member.id, _STANDS)),
    (Member.solved_count, _number(Answer, Answer.author_id == Member.id, _SOLVES)),
    (Member.thanks_count, _number(Thanks, Thanks.solver_id == Member.id)),
    (
        Member.unread_count,
        _number(Notification, Notification.member_id == Member.id, Notification.read_at.is_(None)),
    ),
    (Answer.institution_count, _institutions(Answer, Adaptation.answer_id)),
    (Answer.worked_count, _institutions(Answer, Adaptation.answer_id, _WORKED)),
    (Practice.institution_count, _institutions(Practice, Adaptation.practice_id)),
    (Practice.worked_count, _institutions(Practice, Adaptation.practice_id, _WORKED)),
    (Question.score, _votes(Question, Vote.question_id)),
    (Answer.score, _votes(Answer, Vote.answer_id)),
)


def wrong_numbers() -> dict[str, int]:
    """How many rows keep another number than what it counts, for each column where any does."""
    found = {}
    for column, counted in KEPT:
        query = select(func.count()).select_from(column.class_).where(column != counted)
        if rows := db.session.scalar(query):
            found[str(column).lower()] = rows
    return found


def mend_numbers() -> None:
    """Counts everything again and writes what differs."""
    with transaction():
        for column, counted in KEPT:
            db.session.execute(
                update(column.class_)
                .where(column != counted)
                .values({column: counted})
                .execution_options(synchronize_session=False)
            )


def wrong_hashes() -> list[int]:
    """The questions whose content hash is not that of their text, tags and solutions."""
    return [id_ for id_, kept, present in _hashes() if kept != present]


def mend_hashes() -> None:
    """Writes the right hash where it was wrong; the indexer then finds those questions."""
    for id_ in wrong_hashes():
        with transaction():
            content_hashes.refresh(db.session.get_one(Question, id_))


def _hashes() -> Iterator[tuple[int, str, str]]:
    last = 0
    while rows := db.session.execute(
        select(Question.id, Question.title, Question.body, Question.content_hash)
        .where(Question.id > last, live(Question))
        .order_by(Question.id)
        .limit(_AT_ONCE)
    ).all():
        ids = [row.id for row in rows]
        keys, solutions = tags.keys_on_each(ids), content_hashes.solutions_of_each(ids)
        for row in rows:
            present = content_hash(row.title, row.body, keys[row.id], solutions[row.id])
            yield row.id, row.content_hash, present
        last = rows[-1].id
