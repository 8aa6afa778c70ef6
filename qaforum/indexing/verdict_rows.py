"""The rows that say what a suggestion was worth: thanks, questions, and what moderators decided."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import exists, select

from qaforum.markup import plain
from qaforum.models import Question, QuestionLink, Thanks
from qaforum.models.questions.question_link import DISTINCT, DUPLICATE

MOST = 100  # of each kind, the newest: a community changes
OF_ONE = 3  # of each kind from one member: no one speaks for all
CLOSED = 25  # duplicates closed elsewhere; more would outweigh what is said here

_BODY = 2000  # characters of a question that are compared


@dataclass(frozen=True, slots=True)
class Posted:
    """A question as it was asked."""

    id: int
    author_id: int | None
    title: str
    body: str
    content_hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """A moderator's word on whether a question is the `same` problem as one asked before it."""

    question: Posted
    older_id: int
    same: bool


def posted(connection: sa.Connection) -> list[Posted]:
    """The newest questions that were asked here, few of any one member, without the deleted ones
    among them."""
    # Along the index of where questions come from: however many there are, few rows are read
    newest = (
        select(Question.id)
        .where(Question.source.is_(None), Question.source_id.is_(None))
        .order_by(Question.id.desc())
        .limit(MOST)
    )
    said: Counter[int | None] = Counter()
    found = []
    for one in _questions(connection, connection.scalars(newest).all()):
        said[one.author_id] += 1
        if said[one.author_id] <= OF_ONE:
            found.append(one)
    return found


def judged(connection: sa.Connection) -> list[Judgement]:
    """What moderators decided lately about two questions that are still there, the newest first."""
    links = connection.execute(
        select(QuestionLink.from_id, QuestionLink.to_id, QuestionLink.kind)
        .where(QuestionLink.kind.in_((DUPLICATE, DISTINCT)), QuestionLink.member_id.is_not(None))
        .order_by(QuestionLink.id.desc())
        .limit(MOST)
    ).all()
    newer = {one.id: one for one in _questions(connection, [max(a, b) for a, b, _ in links])}
    return [
        Judgement(newer[max(a, b)], min(a, b), kind == DUPLICATE)
        for a, b, kind in links
        if max(a, b) in newer
    ]


def history(connection: sa.Connection) -> list[Posted]:
    """The newest questions that came here as duplicates, and as many that did not; by their titles
    alone, since the text of a duplicate often names the other question."""
    links = connection.execute(
        select(QuestionLink.from_id, QuestionLink.to_id)
        .where(QuestionLink.kind == DUPLICATE, QuestionLink.member_id.is_(None))
        .order_by(QuestionLink.id.desc())
        .limit(CLOSED)
    ).all()
    closed = {max(link) for link in links}  # the older one was there to be found
    others = connection.scalars(_never_closed().limit(len(closed))).all()
    return [replace(one, body="") for one in _questions(connection, [*closed, *others])]


def _never_closed() -> sa.Select[int]:
    """Imported questions that are no duplicates and have none, the newest first."""
    linked = exists().where(
        QuestionLink.kind == DUPLICATE,
        sa.or_(QuestionLink.from_id == Question.id, QuestionLink.to_id == Question.id),
    )
    return (
        select(Question.id)
        .where(Question.source_id.is_not(None), Question.deleted_at.is_(None), ~linked)
        .order_by(Question.id.desc())
    )


def _questions(connection: sa.Connection, ids: Sequence[int]) -> list[Posted]:
    rows = connection.execute(
        select(
            Question.id,
            Question.author_id,
            Question.title,
            Question.body_html,
            Question.content_hash,
            Question.created_at,
        )
        .where(Question.id.in_(ids), Question.deleted_at.is_(None))
        .order_by(Question.id.desc())
    )
    return [
        Posted(id_, author_id, title, plain(html)[:_BODY], content_hash, at)
        for id_, author_id, title, html, content_hash, at in rows
    ]


def opened(connection: sa.Connection) -> dict[int, datetime]:
    """When each question that was asked to a few first opened to all."""
    rows = connection.execute(
        select(Question.id, Question.opens_at).where(Question.opens_at.is_not(None))
    )
    return {id_: opens_at for id_, opens_at in rows if opens_at is not None}


def thanked(connection: sa.Connection) -> list[tuple[datetime, float]]:
    """When something was thanked for and its log-odds, the newest first, few of any one member."""
    rows = connection.execute(
        select(Thanks.member_id, Thanks.created_at, Thanks.log_odds)
        .where(Thanks.log_odds.is_not(None))
        .order_by(Thanks.id.desc())
        .limit(2 * MOST)
    )
    said: Counter[int] = Counter()
    found = []
    for member_id, at, log_odds in rows:
        said[member_id] += 1
        if log_odds is not None and said[member_id] <= OF_ONE:
            found.append((at, log_odds))
    return found[:MOST]


def together(
    asked: list[Posted], thanks: list[tuple[datetime, float]]
) -> tuple[list[Posted], list[float]]:
    """Both kinds since the moment from which both are known: how often each happens must come from
    the community, and not from how far back a list of so many reaches."""
    if not asked or not thanks:
        return [], []
    since = max(asked[-1].at, thanks[-1][0])
    return (
        [one for one in asked if one.at >= since],
        [log_odds for at, log_odds in thanks if at >= since],
    )


def roots(connection: sa.Connection, ids: Sequence[int]) -> dict[int, int]:
    """The first question of all duplicates of each of these that is one."""
    root: dict[int, int] = {}
    waiting = set(ids)
    while waiting:
        rows = connection.execute(
            select(QuestionLink.from_id, QuestionLink.to_id).where(
                QuestionLink.kind == DUPLICATE, QuestionLink.from_id.in_(waiting)
            )
        ).all()
        found = {from_id: to_id for from_id, to_id in rows}
        root |= found
        waiting = set(found.values()) - root.keys()
    return {id_: _end(id_, root) for id_ in root}


def _end(id_: int, links: dict[int, int]) -> int:
    seen = {id_}
    while (following := links.get(id_)) is not None and following not in seen:
        seen.add(id_ := following)
    return id_
