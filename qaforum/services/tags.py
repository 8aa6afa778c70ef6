"""Tags: finding, completing, setting them on a question."""

from collections.abc import Sequence

from sqlalchemy import select, update

from qaforum import markup
from qaforum.extensions import db
from qaforum.models import Question, Tag, question_tag


def popular(limit: int = 12) -> Sequence[Tag]:
    """The tags with most questions, most first."""
    return db.session.scalars(
        select(Tag)
        .where(Tag.question_count > 0)
        .order_by(Tag.question_count.desc(), Tag.name)
        .limit(limit)
    ).all()


def find(name: str) -> Tag | None:
    return db.session.scalar(select(Tag).where(Tag.name == name.lower()))


def starting_with(text: str, limit: int = 8) -> Sequence[Tag]:
    """Tags whose name begins with or contains `text`, the most used first."""
    words = markup.clean(text).strip().lower()
    return db.session.scalars(
        select(Tag)
        .where(Tag.name.contains(words, autoescape=True))
        .order_by(
            Tag.name.startswith(words, autoescape=True).desc(), Tag.question_count.desc(), Tag.name
        )
        .limit(limit)
    ).all()


def of_names(names: Sequence[str]) -> list[Tag]:
    """A Tag for each name, made where it is missing; part of the caller's transaction."""
    known = {tag.name: tag for tag in db.session.scalars(select(Tag).where(Tag.name.in_(names)))}
    for name in names:
        if name not in known:
            known[name] = Tag(name=name)
            db.session.add(known[name])
    db.session.flush()
    return [known[name] for name in names]


def names_on(question_id: int) -> list[str]:
    """The names of a question's tags, in alphabetical order."""
    return list(
        db.session.scalars(
            select(Tag.name)
            .join(question_tag, question_tag.c.tag_id == Tag.id)
            .where(question_tag.c.question_id == question_id)
            .order_by(Tag.name)
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
