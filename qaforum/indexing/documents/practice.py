"""Practices as documents: a problem with the way that solved it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, literal, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from qaforum.indexing.documents.key import Key
from qaforum.indexing.documents.kind import Kind, Page
from qaforum.indexing.documents.making import content_hash, document, tags_on
from qaforum.indexing.documents.question import QUESTION
from qaforum.markup import plain
from qaforum.models import Practice, practice_tag

if TYPE_CHECKING:
    from search import Document

PRACTICE = "practice"
PRACTICE_SUMMARY = (
    Practice.id,
    Practice.slug,
    Practice.title,
    Practice.language,
    Practice.created_at,
    Practice.institution_count,
    Practice.worked_count,
    Practice.validity,
)


def hash_of(practice: Practice, tags: Iterable[str]) -> str:
    """`tags` are keys; how it is done is its solution."""
    return content_hash(practice.title, practice.body, tags, [(0, practice.method)])


class Practices(Kind[Practice]):
    name = PRACTICE
    code = 1
    table = Practice
    tagged = practice_tag
    solutions = literal(1)
    template = "practices/similar.html"
    shown = (
        select(Practice)
        .where(Practice.deleted_at.is_(None))
        .options(
            load_only(
                *PRACTICE_SUMMARY,
                Practice.excerpt,
                Practice.method_html,
                Practice.author_id,
                Practice.author_name,
                Practice.question_id,
                Practice.content_hash,
                raiseload=True,
            ),
            joinedload(Practice.author),
            selectinload(Practice.tags),
        )
    )

    def documents(self, connection: Connection, ids: Sequence[int]) -> "list[Document]":
        """Two queries."""
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
        tags = tags_on(connection, practice_tag, ids)
        return [
            document(self.number(id_), title, html, [(0, method)], tags[id_], language, hash_)
            for id_, title, html, method, language, hash_ in practices
        ]

    def text(self, row: Practice) -> str:
        return plain(row.method_html)

    def outdated(self, row: Practice) -> bool:
        return row.outdated

    def made_of(self, row: Practice) -> Key | None:
        return Key(QUESTION, row.question_id) if row.question_id else None

    def page(self, row: Practice) -> Page:
        return Page("practices.show", (("practice_id", row.id), ("slug", row.slug)))
