"""Questions that ask the same: found by the search, decided by moderators."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import defer

from qaforum import errors, indexing, markup, policies
from qaforum.extensions import db
from qaforum.indexing import Key, Match
from qaforum.indexing.documents import QUESTION
from qaforum.models import Member, Question, QuestionLink
from qaforum.models.questions.question_link import DISTINCT, DUPLICATE
from qaforum.services.core.queries import QUESTIONS, live, open_to
from qaforum.services.core.transaction import lock, transaction
from qaforum.services.questions import questions
from qaforum.services.search.duplicate_targets import originals
from qaforum.services.search.suggestions import present

LOOKED_THROUGH = 60  # questions on one page, each compared with all the others
SECONDS = 1.5  # after which a page shows what was found so far
NEAR = 3  # matches of a question that are looked at
DECIDED = 20  # of the latest decisions shown
BODY = 2000  # characters of a question that are compared
WITH_TEXTS = select(Question).where(live(Question)).options(defer(Question.body, raiseload=True))

Pairs = Collection[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions that may be the same problem; `original` was asked first. `confidence` is None
    where it must not sway whoever judges."""

    question: Question
    original: Question
    confidence: float | None

    @classmethod
    def of(cls, one: Question, other: Question, confidence: float | None = None) -> "Pair":
        """In the order in which they were asked, which in an imported forum is not that of ids."""
        original, question = sorted((one, other), key=lambda each: (each.created_at, each.id))
        return cls(question, original, confidence)


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs, most confident first; `before` is where to look further back, None at the end."""

    pairs: Sequence[Pair]
    looked_through: int
    before: int | None
    ready: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator said of two questions."""

    link: QuestionLink
    question: Question
    original: Question


def find(moderator: Member | None, before: int | None = None) -> Found:
    """The likely duplicates among up to 60 questions older than the question `before`.

    Each is compared with all others by the ranking of the ask page. Pairs that somebody decided
    about are left out. Raises NotAllowed.
    """
    allow(moderator)
    deadline = time.monotonic() + SECONDS
    query = WITH_TEXTS.where(open_to(moderator))
    if before is not None:
        query = query.where(Question.id < before)
    rows = db.session.scalars(query.order_by(Question.id.desc()).limit(LOOKED_THROUGH)).all()
    matches: dict[tuple[int, int], Match] = {}
    looked = 0
    try:
        for row in rows:
            if looked and time.monotonic() > deadline:
                break
            looked += 1
            matches |= {(row.id, match.key.id): match for match in _older(row)}
    except indexing.WarmingUp:
        return Found([], 0, None, ready=False)
    more = looked < len(rows) or len(rows) == LOOKED_THROUGH
    pairs = _pairs(matches, {row.id: row for row in rows}, moderator)
    return Found(pairs, looked, rows[looked - 1].id if more and looked else None)


def decisions() -> list[Decision]:
    """The latest, newest first."""
    links = db.session.scalars(
        select(QuestionLink)
        .where(QuestionLink.kind.in_((DUPLICATE, DISTINCT)), QuestionLink.member_id.is_not(None))
        .order_by(QuestionLink.id.desc())
        .limit(DECIDED)
    ).all()
    ids = {key for link in links for key in (link.from_id, link.to_id)}
    found = {row.id: row for row in db.session.scalars(QUESTIONS.where(Question.id.in_(ids)))}
    return [
        Decision(link, found[link.from_id], found[link.to_id])
        for link in links
        if link.from_id in found and link.to_id in found
    ]


def mark(moderator: Member, question_id: int, original_id: int) -> Question:
    """The first question is a duplicate of the second, or of what that is a duplicate of.

    Gives the original. Raises NotAllowed, NotFound, Conflict.
    """
    allow(moderator)
    with transaction():
        lock(question_id)
        question = questions.load(question_id, moderator)
        original = questions.load(original_id, moderator)
        while (further := originals([original.id]).get(original.id)) is not None:
            original = questions.load(further, moderator)
            if original.id == question.id:
                break
        if original.id == question.id:
            raise errors.Conflict(_("The other question already points to this one."))
        _forget(question_id, original_id)
        _decide(moderator, question.id, original.id, DUPLICATE)
    return original


def dismiss(moderator: Member, question_id: int, original_id: int) -> None:
    """The two are not the same problem: never show this pair again. Raises NotAllowed, NotFound,
    Conflict."""
    allow(moderator)
    with transaction():
        lock(question_id)
        questions.load(question_id, moderator)
        questions.load(original_id, moderator)
        if question_id == original_id:
            raise errors.Conflict(_("That is one and the same question."))
        _forget(question_id, original_id)
        _decide(moderator, question_id, original_id, DISTINCT)


def take_back(moderator: Member, question_id: int, original_id: int) -> None:
    """Whatever was decided about the two is open again. Raises NotAllowed."""
    allow(moderator)
    with transaction():
        _forget(question_id, original_id)


def allow(member: Member | None) -> None:
    """Raises NotAllowed for whoever is no moderator."""
    if not policies.can_moderate(member):
        raise errors.NotAllowed(_("This page is for moderators."))


def _older(question: Question) -> list[Match]:
    """What is very likely the same and was asked before: so every pair is met once. Verdicts of
    members do not count here: what is marked here is one."""
    matches = indexing.similar(
        question.title,
        markup.plain(question.body_html)[:BODY],
        limit=NEAR,
        exclude=[Key(QUESTION, question.id)],
    )
    return [
        match
        for match in matches
        if match.level_alone == "same" and match.key.kind == QUESTION and match.key.id < question.id
    ]


def _pairs(
    matches: dict[tuple[int, int], Match], looked: dict[int, Question], viewer: Member | None
) -> list[Pair]:
    others = present(list({match.key: match for match in matches.values()}.values()), viewer)
    known = decided(matches)
    pairs = [
        Pair.of(looked[newer], others[match.key], match.confidence)
        for (newer, older), match in matches.items()
        if match.key in others and (newer, older) not in known
    ]
    return sorted(pairs, key=lambda pair: (-(pair.confidence or 0.0), -pair.question.id))


def decided(pairs: Pairs) -> set[tuple[int, int]]:
    """Those of these pairs that somebody decided about, in either direction."""
    ids = {key for pair in pairs for key in pair}
    rows = db.session.execute(
        select(QuestionLink.from_id, QuestionLink.to_id).where(
            QuestionLink.from_id.in_(ids), QuestionLink.kind.in_((DUPLICATE, DISTINCT))
        )
    )
    return {(max(a, b), min(a, b)) for a, b in rows}


def _decide(moderator: Member, from_id: int, to_id: int, kind: str) -> None:
    link = QuestionLink(from_id=from_id, to_id=to_id, kind=kind, member_id=moderator.id)
    db.session.add(link)


def _forget(one: int, other: int) -> None:
    db.session.execute(
        delete(QuestionLink).where(
            QuestionLink.from_id.in_((one, other)),
            QuestionLink.to_id.in_((one, other)),
            QuestionLink.kind.in_((DUPLICATE, DISTINCT)),
        )
    )
