"""Whether the index says what the database says, looked at from outside."""

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import func, select

from qaforum.indexing.view import View
from qaforum.models import Embedding, Question

if TYPE_CHECKING:
    from search import Encoder

SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Condition:
    """Numbers of questions by the state of their embedding, deleted questions apart.

    `orphaned` are embeddings that nothing uses: of deleted questions, or of another encoder.
    """

    present: int
    missing: int
    stale: int
    orphaned: int


def condition(database: sa.Engine, encoder: str) -> Condition:
    """The embeddings by the encoder of this name, compared with the questions' present texts."""
    current = select(Embedding).where(Embedding.encoder == encoder).subquery()
    questions = (
        select(func.count())
        .select_from(Question)
        .outerjoin(current, current.c.question_id == Question.id)
        .where(Question.deleted_at.is_(None))
    )
    unused = (
        select(func.count())
        .select_from(Embedding)
        .join(Question, Question.id == Embedding.question_id)
        .where(
            func.length(Embedding.vectors) > 0,
            (Embedding.encoder != encoder) | Question.deleted_at.is_not(None),
        )
    )
    same = current.c.content_hash == Question.content_hash
    with database.connect() as connection:

        def count(query: sa.Select[int]) -> int:
            return connection.scalar(query) or 0

        return Condition(
            present=count(questions.where(same)),
            missing=count(questions.where(current.c.id.is_(None))),
            stale=count(questions.where(~same)),
            orphaned=count(unused),
        )


def not_found_by_title(database: sa.Engine, encoder: "Encoder") -> list[int]:
    """Those of up to 50 questions, drawn anew each time, that their own title does not find first
    in a view built for this; another question of the same title may come before it.
    """
    from search import Engine

    view = View(database, Engine(encoder))
    view.catch_up()
    with database.connect() as connection:
        query = select(Question.id, Question.title).where(Question.deleted_at.is_(None))
        titles = {row.id: row.title.casefold() for row in connection.execute(query)}
    missed = []
    for id_ in random.sample(sorted(titles), min(SAMPLE, len(titles))):
        first = next(iter(view.engine.similar(titles[id_], limit=1, minimum=0.0)), None)
        if first is None or titles.get(first.id) != titles[id_]:
            missed.append(id_)
    return missed
