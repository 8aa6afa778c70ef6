"""Where a dump waits, sorted, until it is written.

The files of a dump are sorted by number, not by question; to write a question whole, its answers,
comments and votes have to be found. They wait in a database of its own, in a temporary file that
the system removes whatever happens, so that memory stays constant.
"""

import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar, cast

from qaforum.importers.stackexchange.rows import (
    CommentRow,
    LinkRow,
    PostRow,
    UserRow,
    VoteRow,
)

Kind = TypeVar("Kind")

_TABLES = """
CREATE TABLE post (
    number INTEGER PRIMARY KEY, parent INTEGER, owner INTEGER, at TEXT, line INTEGER, row BLOB
);
CREATE INDEX post_parent ON post (parent, number);
CREATE INDEX post_owner ON post (owner, at);
CREATE TABLE user (number INTEGER PRIMARY KEY, row BLOB);
CREATE TABLE comment (number INTEGER PRIMARY KEY, post INTEGER, line INTEGER, row BLOB);
CREATE INDEX comment_post ON comment (post, number);
CREATE TABLE vote (post INTEGER, kind INTEGER, at TEXT);
CREATE INDEX vote_post ON vote (post);
CREATE TABLE link (line INTEGER, source INTEGER, target INTEGER, row BLOB);
CREATE TABLE mention (host TEXT, number INTEGER, slug TEXT);
"""
_QUESTION = "SELECT 1 FROM post AS question WHERE question.parent IS NULL AND question.number = "


class Staging:
    """Rows by what they belong to; the connection's pickles are only ever this process's own."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        self._db.close()

    def add_post(self, row: PostRow, line: int) -> bool:
        """False where a post of this number is there already."""
        at = row.created_at.isoformat()
        values = (row.number, row.parent, row.owner, at, line, _put(row))
        return self._add("post (number, parent, owner, at, line, row)", *values)

    def add_user(self, row: UserRow) -> bool:
        return self._add("user (number, row)", row.number, _put(row))

    def add_comment(self, row: CommentRow, line: int) -> bool:
        return self._add("comment (number, post, line, row)", row.number, row.post, line, _put(row))

    def add_vote(self, row: VoteRow) -> bool:
        return self._add("vote (post, kind, at)", row.post, row.kind, row.created_at.isoformat())

    def add_link(self, row: LinkRow, line: int) -> bool:
        return self._add(
            "link (source, target, line, row)", row.source, row.target, line, _put(row)
        )

    def add_mention(self, host: str, number: int, slug: str) -> bool:
        return self._add("mention (host, number, slug)", host, number, slug)

    def drop_answers_without_question(self) -> Iterator[tuple[int, int, int]]:
        """(line, answer, question it names) of each, which is then forgotten."""
        orphan = f"parent IS NOT NULL AND NOT EXISTS ({_QUESTION} post.parent)"
        yield from self._db.execute(f"SELECT line, number, parent FROM post WHERE {orphan}")
        self._db.execute(f"DELETE FROM post WHERE {orphan}")

    def drop_comments_without_post(self) -> Iterator[tuple[int, int, int]]:
        """(line, comment, post it names) of each, which is then forgotten."""
        orphan = "post NOT IN (SELECT number FROM post)"
        yield from self._db.execute(f"SELECT line, number, post FROM comment WHERE {orphan}")
        self._db.execute(f"DELETE FROM comment WHERE {orphan}")

    def drop_links_without_question(self) -> Iterator[tuple[int, int, int]]:
        """(line, linking question, linked question) of each, which is then forgotten."""
        orphan = f"NOT EXISTS ({_QUESTION} source) OR NOT EXISTS ({_QUESTION} target)"
        yield from self._db.execute(f"SELECT line, source, target FROM link WHERE {orphan}")
        self._db.execute(f"DELETE FROM link WHERE {orphan}")

    def count_questions(self) -> int:
        query = "SELECT count(*) FROM post WHERE parent IS NULL"
        return cast(int, self._db.execute(query).fetchone()[0])

    def questions(self) -> Iterator[PostRow]:
        query = "SELECT row FROM post WHERE parent IS NULL ORDER BY number"
        return (_get(PostRow, row) for (row,) in self._db.execute(query))

    def question(self, number: int) -> PostRow | None:
        query = "SELECT row FROM post WHERE parent IS NULL AND number = ?"
        found = self._db.execute(query, (number,)).fetchone()
        return _get(PostRow, found[0]) if found else None

    def answers(self, question: int) -> list[PostRow]:
        query = "SELECT row FROM post WHERE parent = ? ORDER BY number"
        return [_get(PostRow, row) for (row,) in self._db.execute(query, (question,))]

    def user(self, number: int) -> UserRow | None:
        found = self._db.execute("SELECT row FROM user WHERE number = ?", (number,)).fetchone()
        return _get(UserRow, found[0]) if found else None

    def first_post_at(self, owner: int) -> datetime | None:
        query = "SELECT min(at) FROM post WHERE owner = ?"
        (at,) = self._db.execute(query, (owner,)).fetchone()
        return datetime.fromisoformat(at) if at else None

    def comments(self, post: int) -> list[CommentRow]:
        query = "SELECT row FROM comment WHERE post = ? ORDER BY number"
        return [_get(CommentRow, row) for (row,) in self._db.execute(query, (post,))]

    def votes(self, post: int, kinds: Sequence[int]) -> list[tuple[int, datetime]]:
        """(kind, date) of each vote on `post` of these kinds."""
        query = "SELECT kind, at FROM vote WHERE post = ? ORDER BY rowid"
        rows = self._db.execute(query, (post,))
        return [(kind, datetime.fromisoformat(at)) for kind, at in rows if kind in kinds]

    def links(self) -> Iterator[LinkRow]:
        query = "SELECT row FROM link ORDER BY rowid"
        return (_get(LinkRow, row) for (row,) in self._db.execute(query))

    def mentions(self) -> Iterator[tuple[str, str, PostRow]]:
        """(host, slug, question) where an address in a text names a question of this dump."""
        query = "SELECT host, slug, row FROM mention JOIN post USING (number) WHERE parent IS NULL"
        return ((host, slug, _get(PostRow, row)) for host, slug, row in self._db.execute(query))

    def _add(self, into: str, *values: object) -> bool:
        places = ", ".join("?" * len(values))
        query = f"INSERT OR IGNORE INTO {into} VALUES ({places})"
        return self._db.execute(query, values).rowcount > 0


def _put(row: object) -> bytes:
    return pickle.dumps(row, protocol=pickle.HIGHEST_PROTOCOL)


def _get(kind: type[Kind], stored: bytes) -> Kind:
    row = pickle.loads(stored)
    assert isinstance(row, kind)
    return row
