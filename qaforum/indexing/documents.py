"""Questions and practices as the search sees them, and the hash that says whether one changed.

A document has the id of its question, or the negative id of its practice: a problem with the way
that solved it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Table, select

from qaforum.markup import plain
from qaforum.models import Answer, Practice, Question, Tag, practice_tag, question_tag

if TYPE_CHECKING:
    from search import Document

FOUND = (Question, Practice)  # the tables whose rows are documents
SOLVES = (Answer.accepted_at.is_not(None), Answer.deleted_at.is_(None))


def document_id(table: type[Question] | type[Practice]) -> ColumnElement[int]:
    """The id that a row of `table` has as a document."""
    return -Practice.id if table is Practice else Question.id.expression


def content_hash(
    title: str, body: str, tags: Iterable[str], solutions: Iterable[tuple[int, str]]
) -> str:
    """32 hexadecimal digits that change with anything that makes a question findable.

    `body` is Markdown, `tags` are names, `solutions` are (answer id, Markdown) of the accepted
    answers that are not deleted; the order of tags and of solutions does not matter.
    """
    content = [title, body, sorted(tags), sorted(solutions)]
    encoded = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language that `text` is most likely in."""
    from search import detect_language

    return detect_language(text)


def document_of(question: Question, solutions: Iterable[Answer]) -> "Document":
    """The search's document of a question whose tags are loaded and of its accepted answers."""
    return _document(
        question.id,
        question.title,
        question.body_html,
        [(answer.id, answer.body_html) for answer in solutions],
        [tag.name for tag in question.tags],
        question.language,
        question.content_hash,
    )


def documents(connection: Connection, ids: Sequence[int]) -> list["Document"]:
    """The documents of these ids as the database has them now, without the deleted ones.

    Three queries whatever the number of questions, two whatever the number of practices; in no
    particular order.
    """
    questions = [id_ for id_ in ids if id_ > 0]
    practices = [-id_ for id_ in ids if id_ < 0]
    found = _of_questions(connection, questions) if questions else []
    return found + (_of_practices(connection, practices) if practices else [])


def _of_questions(connection: Connection, ids: Sequence[int]) -> list["Document"]:
    questions = connection.execute(
        select(
            Question.id,
            Question.title,
            Question.body_html,
            Question.language,
            Question.content_hash,
        ).where(Question.id.in_(ids), Question.deleted_at.is_(None))
    ).all()
    tags, solutions = _tags(connection, question_tag, ids), _solutions(connection, ids)
    return [
        _document(id_, title, html, solutions[id_], tags[id_], language, hash_)
        for id_, title, html, language, hash_ in questions
    ]


def _of_practices(connection: Connection, ids: Sequence[int]) -> list["Document"]:
    practices = connection.execute(
        select(
            Practice.id,
            Practice.title,
            Practice.body_html,
            Practice.method_html,
            Practice.language,
            Practice.content_hash,
        ).where(Practice.id.in_(ids), Practice.deleted_at.is_(None))
    ).all()
    tags = _tags(connection, practice_tag, ids)
    return [
        _document(-id_, title, html, [(-id_, method)], tags[id_], language, hash_)
        for id_, title, html, method, language, hash_ in practices
    ]


def _tags(connection: Connection, table: Table, ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of tags by the id that comes first in `table`."""
    owner = next(iter(table.c))
    rows = connection.execute(
        select(owner, Tag.name)
        .join(Tag, Tag.id == table.c.tag_id)
        .where(owner.in_(ids))
        .order_by(Tag.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for id_, name in rows:
        found[id_].append(name)
    return found


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


def _document(
    id_: int,
    title: str,
    body_html: str,
    solutions: list[tuple[int, str]],
    tags: list[str],
    language: str,
    hash_: str,
) -> "Document":
    from search import Document, Solution

    return Document(
        id=id_,
        title=title,
        body=plain(body_html),
        solutions=tuple(Solution(answer_id, plain(html)) for answer_id, html in solutions),
        tags=tuple(tags),
        language=language,
        content_hash=hash_,
    )
