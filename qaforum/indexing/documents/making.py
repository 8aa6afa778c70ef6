"""The hash that says whether a document changed, and what all kinds are made of."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table, select

from qaforum.markup import plain
from qaforum.models import Tag

if TYPE_CHECKING:
    from search import Document


def content_hash(
    title: str, body: str, tags: Iterable[str], solutions: Iterable[tuple[int, str]]
) -> str:
    """32 hexadecimal digits that change with anything that makes a document findable.

    `body` is Markdown, `tags` are names, `solutions` are (id, Markdown) of what solved it, as the
    accepted answers that are not deleted; the order of tags and of solutions does not matter.
    """
    content = [title, body, sorted(tags), sorted(solutions)]
    encoded = json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(encoded, digest_size=16).hexdigest()


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language that `text` is most likely in."""
    from search import detect_language

    return detect_language(text)


def tags_on(connection: Connection, table: Table, ids: Sequence[int]) -> dict[int, list[str]]:
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


def document(
    number: int,
    title: str,
    body_html: str,
    solutions: Iterable[tuple[int, str]],
    tags: Iterable[str],
    language: str,
    hash_: str,
) -> "Document":
    """The search's document; `solutions` are (id, HTML)."""
    from search import Document, Solution

    return Document(
        id=number,
        title=title,
        body=plain(body_html),
        solutions=tuple(Solution(id_, plain(html)) for id_, html in solutions),
        tags=tuple(tags),
        language=language,
        content_hash=hash_,
    )
