"""What the community has for somebody who just came: people, solutions, a question to help with."""

import re
from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from qaforum import indexing, markup
from qaforum.extensions import db
from qaforum.indexing.documents import QUESTION
from qaforum.models import Event, Member, Question, Tag, Welcome
from qaforum.models.activity.event import ADAPTED, SPARED
from qaforum.models.core.tag import key_of
from qaforum.services.core.queries import WITHOUT_TEXTS, live, open_to, solved, unsolved
from qaforum.services.people.availability import willing
from qaforum.services.search.search import LEAST

PEERS, SOLUTIONS = 3, 5
_USED = (
    select(Event.question_id, func.count().label("times"))
    .where(Event.kind.in_((SPARED, ADAPTED)), Event.question_id.is_not(None))
    .group_by(Event.question_id)
    .subquery()
)
CANDIDATES = 80
NEAREST = 40
# Words of a function that say nothing of what somebody does
_EMPTY = {"the", "and", "for", "des", "les", "une", "aux", "dans", "avec", "sur", "chez", "par"}


def peers_of(member: Member) -> tuple[list[Member], list[Member]]:
    """Willing members of the same function: (of the same country, of elsewhere)."""
    words = _words(member.function)
    if not words:
        return [], []
    rows = db.session.scalars(
        select(Member)
        .where(
            or_(*(Member.folded.contains(word, autoescape=True) for word in words)),
            Member.id != member.id,
            Member.function != "",
            Member.active,
        )
        .order_by(Member.solved_count.desc(), Member.id)
        .limit(CANDIDATES)
    ).all()
    alike = [row for row in rows if _shared(words, row) >= (2 if len(words) > 2 else 1)]
    shown = willing([row.id for row in alike], viewer=member, language=member.locale)
    alike = sorted((row for row in alike if row.id in shown), key=lambda row: -_shared(words, row))
    near = [row for row in alike if _nearness(member, row) > 0]
    near.sort(key=lambda row: -_nearness(member, row))
    far = [row for row in alike if _nearness(member, row) == 0]
    return near[:PEERS], far[:PEERS]


def _words(function: str) -> list[str]:
    """The beginnings of its words that mean something, so that directrice finds directeur."""
    found = re.findall(r"\w{3,}", markup.fold(function))
    return list(dict.fromkeys(word[:6] for word in found if word not in _EMPTY))[:6]


def _shared(words: Sequence[str], other: Member) -> int:
    return len(set(words) & set(_words(other.function)))


def _nearness(member: Member, other: Member) -> int:
    """2 in the same town, 1 in the same country, 0 elsewhere or nobody knows."""
    here, there = member.institution, other.institution
    if here is None or there is None or not here.country or here.country != there.country:
        return 0
    return 2 if here.city and here.city == there.city else 1


def reused(said: Welcome | None, reader: Member) -> Sequence[tuple[Question, int]]:
    """Solved questions of the newcomer's topics, of all while none fits, with how often each
    solution was used by others, most first."""
    candidates = select(Question).where(live(Question), solved(), open_to(reader))
    if said and said.topics:
        candidates = candidates.where(
            Question.tags.any(Tag.key.in_([key_of(name) for name in said.topics]))
        )
    candidates = candidates.options(*WITHOUT_TEXTS).limit(SOLUTIONS)
    times = _USED.c.times
    used = (
        candidates.join(_USED, _USED.c.question_id == Question.id)
        .add_columns(times)
        .order_by(times.desc(), Question.score.desc(), Question.id.desc())
    )
    found = [(question, count) for question, count in db.session.execute(used)]
    others = candidates.where(Question.id.not_in([question.id for question, _ in found])).order_by(
        Question.score.desc(), Question.id.desc()
    )
    return [*found, *((question, 0) for question in db.session.scalars(others))][:SOLUTIONS]


def to_help_with(said: Welcome | None, reader: Member) -> Question | None:
    """An unsolved question of others that the newcomer may know something about: by the tags they
    know, then by what their words mean; preferably in their language, without an answer yet."""
    if said is None:
        return None
    waiting = (
        select(Question)
        .where(
            live(Question),
            unsolved(),
            or_(Question.author_id != reader.id, Question.author_id.is_(None)),
            open_to(reader),
        )
        .options(joinedload(Question.author), selectinload(Question.tags), *WITHOUT_TEXTS)
    )
    order = (
        (Question.language == (reader.locale or "")).desc(),
        Question.answer_count,
        Question.created_at.desc(),
    )
    by_tag = waiting.where(
        Question.tags.any(Tag.key.in_([key_of(name) for name in said.knows.split()]))
    )
    found = db.session.scalars(by_tag.order_by(*order).limit(1)).first() if said.knows else None
    return found or _near_in_meaning(said, reader, waiting)


def _near_in_meaning(said: Welcome, reader: Member, waiting: Select[Question]) -> Question | None:
    text = " ".join([*said.knows.split(), reader.function, reader.about[:300]]).strip()
    if not text:
        return None
    try:
        matches = indexing.similar(text, limit=NEAREST, minimum=LEAST)
    except indexing.WarmingUp:
        return None
    ids = [match.key.id for match in matches if match.key.kind == QUESTION]
    rows = {row.id: row for row in db.session.scalars(waiting.where(Question.id.in_(ids)))}
    return next((rows[key] for key in ids if key in rows), None)
