"""Rows of posts from elsewhere, and of the comments and votes that hang on them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from slugify import slugify
from sqlalchemy import select

from qaforum import markup
from qaforum.extensions import db
from qaforum.indexing.documents import language_of
from qaforum.models import Answer, Comment, Question, Vote
from qaforum.services.operations.imports import records

Kind = TypeVar("Kind", bound=records.Post)
Written = Sequence[tuple[records.Post, Question | Answer]]


def question(source: str, record: records.Question) -> Question:
    """A row without author; its hash is stamped once its tags and solutions are written."""
    title = " ".join(markup.clean(record.title).split())[:300]
    columns = _columns(source, record, title)
    return Question(
        title=title,
        slug=slugify(title, max_length=80, word_boundary=True) or "question",
        excerpt=markup.excerpt(columns["body_html"]),
        active_at=record.active_at or record.edited_at or record.at,
        # Counts begin here because the default of a column only arrives with its insert
        answer_count=0,
        accepted_count=0,
        content_hash="",
        **columns,
    )


def answer(source: str, record: records.Answer) -> Answer:
    """A row without author and question."""
    row = Answer(**_columns(source, record, ""))
    if record.accepted:
        row.accepted_at = row.confirmed_at = record.accepted.at
        row.accepted_context = record.accepted.context[:200]
    return row


def _columns(source: str, record: records.Post, title: str) -> dict[str, Any]:
    body = markup.clean(record.body())
    html = markup.render(body)
    return {
        "body": body,
        "body_html": html,
        "language": language_of(f"{title}\n{markup.plain(html)}"),
        "author_name": (record.author_name or "")[:120] or None,
        "community_owned": record.community_owned,
        "created_at": record.at,
        "edited_at": record.edited_at,
        "score": sum(vote.value for vote in record.votes),
        "comment_count": len(record.comments),
        "source": source,
        "source_id": record.number,
        "source_url": record.url,
    }


def people(record: records.Post) -> Iterator[records.Member]:
    """Everybody who wrote, commented, voted or accepted here."""
    named = [record.author, *(comment.author for comment in record.comments)]
    named += [vote.member for vote in record.votes]
    if isinstance(record, records.Answer) and record.accepted:
        named.append(record.accepted.by)
    yield from (member for member in named if member)


def known_comments(source: str, posts: Sequence[records.Post]) -> set[int | None]:
    """The numbers of those comments of these posts that are here already."""
    numbers = {comment.number for post in posts for comment in post.comments}
    return set(
        db.session.scalars(
            select(Comment.source_id).where(
                Comment.source == source, Comment.source_id.in_(numbers)
            )
        )
    )


def without(numbers: set[int | None], record: Kind) -> Kind:
    """The same post without the comments of these numbers."""
    left = tuple(comment for comment in record.comments if comment.number not in numbers)
    return record if len(left) == len(record.comments) else replace(record, comments=left)


def write_comments(source: str, written: Written, people: dict[int, int]) -> int:
    """Adds the comments of posts that were just flushed; gives how many."""
    rows = [
        Comment(
            **_on(row),
            author_id=people[comment.author.number] if comment.author else None,
            author_name=(comment.author_name or "")[:120] or None,
            body=(body := markup.clean(comment.body())),
            body_html=markup.render(body),
            score=comment.score,
            created_at=comment.at,
            source=source,
            source_id=comment.number,
        )
        for post, row in written
        for comment in post.comments
    ]
    db.session.add_all(rows)
    return len(rows)


def write_votes(written: Written, people: dict[int, int]) -> int:
    """Adds the votes of posts that were just flushed; gives how many rows."""
    rows = [
        {
            "question_id": None,
            "answer_id": None,
            **_on(row),
            "member_id": people[vote.member.number] if vote.member else None,
            "value": vote.value,
            "created_at": vote.at,
        }
        for post, row in written
        for vote in post.votes
    ]
    if rows:
        db.session.execute(Vote.__table__.insert(), rows)  # type: ignore[attr-defined]
    return len(rows)


def _on(row: Question | Answer) -> dict[str, int]:
    return {"question_id" if isinstance(row, Question) else "answer_id": row.id}
