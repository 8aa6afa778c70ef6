"""A question as the search sees it, and the hash that says whether that has changed."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from qaforum.markup import plain
from qaforum.models import Answer, Question, Tag, question_tag

if TYPE_CHECKING:
    from search import Document

SOLVES = (Answer.accepted_at.is_not(None), Answer.deleted_at.is_(None))


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
    """The documents of these questions as the database has them now, without the deleted ones.

    Three queries whatever the number; in no particular order.
    """
    questions = connection.execute(
        select(
            Question.id,
            Question.title,
            Question.body_html,
            Question.language,
            Question.content_hash,
        ).where(Question.id.in_(ids), Question.deleted_at.is_(None))
    ).all()
    tags, solutions = _tags(connection, ids), _solutions(connection, ids)
    return [
        _document(id_, title, html, solutions[id_], tags[id_], language, hash_)
        for id_, title, html, language, hash_ in questions
    ]


def _tags(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = connection.execute(
        select(question_tag.c.question_id, Tag.name)
        .join(Tag, Tag.id == question_tag.c.tag_id)
        .where(question_tag.c.question_id.in_(ids))
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
