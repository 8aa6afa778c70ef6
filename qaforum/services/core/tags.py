"""Tags: finding, completing, setting them on a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select, update

from qaforum import clock, markup
from qaforum.extensions import db
from qaforum.models import Question, Tag, question_tag
from qaforum.models.core.base import UtcDateTime
from qaforum.models.core.tag import key_of
from qaforum.services.core.queries import live

# Few questions, if any, are not open yet, and an index knows them: it is asked first, whatever the
# database takes for quicker
_NOT_OPEN = select(Question.id).where(
    Question.opens_at > bindparam("now", type_=UtcDateTime), live(Question)
)
_HIDDEN = (
    select(question_tag.c.tag_id, func.count().label("questions"))
    .where(question_tag.c.question_id.in_(_NOT_OPEN))
    .group_by(question_tag.c.tag_id)
    .subquery()
)
_COUNTED: Select[Tag, int] = select(Tag, func.coalesce(_HIDDEN.c.questions, 0)).outerjoin(
    _HIDDEN, _HIDDEN.c.tag_id == Tag.id
)


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag with its number of questions that are open to everybody."""

    tag: Tag
    questions: int


def popular(limit: int = 12) -> list[TagLine]:
    """The tags with most questions, most first."""
    return _lines(
        _COUNTED.where(Tag.question_count > 0)
        .order_by(Tag.question_count.desc(), Tag.key)
        .limit(limit)
    )


def find(name: str) -> Tag | None:
    return db.session.scalar(select(Tag).where(Tag.key == key_of(name)))


def starting_with(text: str, limit: int = 8) -> list[TagLine]:
    """Tags whose name begins with or contains `text`, accents aside, the most used first."""
    words = markup.fold(text)
    return _lines(
        _COUNTED.where(Tag.key.contains(words, autoescape=True))
        .order_by(
            Tag.key.startswith(words, autoescape=True).desc(), Tag.question_count.desc(), Tag.key
        )
        .limit(limit)
    )


def _lines(query: Select[Tag, int]) -> list[TagLine]:
    """Without the tags that only a question asked to a few has: nobody else knows of them."""
    rows = db.session.execute(query, {"now": clock.now()})
    return [
        TagLine(tag, tag.question_count - hidden)
        for tag, hidden in rows
        if not hidden or tag.question_count > hidden
    ]


def of_names(names: Sequence[str]) -> list[Tag]:
    """The Tags that `names` name, each once, made where they are missing; part of the caller's
    transaction."""
    found = by_name(names)
    return list(dict.fromkeys(found[name] for name in names))


def by_name(names: Sequence[str]) -> dict[str, Tag]:
    """The same by each name as it is written: two spellings may name one Tag."""
    known = known_by_key(names)
    for name in names:
        if key_of(name) not in known:
            known[key_of(name)] = Tag(name=name)
            db.session.add(known[key_of(name)])
    db.session.flush()
    return {name: known[key_of(name)] for name in names}


def known_by_key(names: Sequence[str]) -> dict[str, Tag]:
    """Those that are there already, by their keys."""
    keys = {key_of(name) for name in names}
    return {tag.key: tag for tag in db.session.scalars(select(Tag).where(Tag.key.in_(keys)))}


def keys_on(question_id: int) -> list[str]:
    """The keys of a question's tags, in alphabetical order."""
    return keys_on_each([question_id])[question_id]


def keys_on_each(question_ids: Sequence[int]) -> dict[int, list[str]]:
    """The keys of the tags of each of these questions, in alphabetical order."""
    found: dict[int, list[str]] = {id_: [] for id_ in question_ids}
    for id_, key in db.session.execute(
        select(question_tag.c.question_id, Tag.key)
        .join(Tag, question_tag.c.tag_id == Tag.id)
        .where(question_tag.c.question_id.in_(question_ids))
        .order_by(Tag.key)
    ):
        found[id_].append(key)
    return found


def known_ids(text: str) -> list[int]:
    """The ids of those tags in `text`, separated by spaces or commas, that are known."""
    keys = [key_of(name) for name in re.split(r"[,;\s]+", text)[:50]]
    return list(db.session.scalars(select(Tag.id).where(Tag.key.in_(keys))))


def ids_on(question_id: int) -> list[int]:
    return list(
        db.session.scalars(
            select(question_tag.c.tag_id).where(question_tag.c.question_id == question_id)
        )
    )


def put_on(question: Question, names: Sequence[str]) -> None:
    """`question` has exactly these tags, and each tag's count is right again."""
    before = set(
        db.session.scalars(
            select(question_tag.c.tag_id).where(question_tag.c.question_id == question.id)
        )
    )
    after = {tag.id for tag in of_names(names)}
    if gone := before - after:
        db.session.execute(
            question_tag.delete().where(
                question_tag.c.question_id == question.id, question_tag.c.tag_id.in_(gone)
            )
        )
    if new := after - before:
        db.session.execute(
            question_tag.insert(), [{"question_id": question.id, "tag_id": key} for key in new]
        )
    count(gone, -1)
    count(new, +1)


def count(tag_ids: set[int], step: int) -> None:
    """Adds `step` to the number of questions of each tag."""
    if tag_ids:
        db.session.execute(
            update(Tag)
            .where(Tag.id.in_(tag_ids))
            .values(question_count=Tag.question_count + step)
            .execution_options(synchronize_session=False)
        )
