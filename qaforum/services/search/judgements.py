"""A sample of what the search names for questions of this forum, for moderators to judge.

Whoever is helped by a suggestion mostly leaves without a word, so what members say of suggestions
is not what they are worth; a sample that somebody was asked about is. Each judgement is a decision
like those on likely duplicates.
"""

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from qaforum import errors, indexing, markup
from qaforum.extensions import db
from qaforum.indexing import Nearest
from qaforum.models import Member, Question
from qaforum.services.core.queries import open_to
from qaforum.services.search import duplicates
from qaforum.services.search.duplicates import Pair
from qaforum.services.search.suggestions import present

SHOWN = 6  # pairs on a page
SECONDS = 1.5  # after which those found so far will do
_DRAWN = 400  # ids looked for; some belong to no question
_COMPARED = 40  # questions compared at most


@dataclass(frozen=True, slots=True)
class Sample:
    """Pairs to judge, in no order; not `ready` while the search is warming up."""

    pairs: Sequence[Pair] = field(default_factory=list)
    ready: bool = True


def sample(moderator: Member | None) -> Sample:
    """Questions drawn at random, each with what came closest of those asked before it.

    Pairs of every confidence that the ask page shows, the surest and the least sure alike, which
    nobody decided about. Raises NotAllowed.
    """
    duplicates.allow(moderator)
    deadline = time.monotonic() + SECONDS
    found: dict[int, tuple[Question, Nearest]] = {}
    try:
        for question in _drawn(moderator):
            if len(found) >= SHOWN and time.monotonic() > deadline:
                break
            body = markup.plain(question.body_html)[: duplicates.BODY]
            nearest = indexing.nearest(question.title, body, before=question.id)
            if nearest:
                found[question.id] = question, nearest
    except indexing.WarmingUp:
        return Sample(ready=False)
    pairs = _spread(_undecided(list(found.values()), moderator))
    random.shuffle(pairs)  # their order must not sway whoever judges
    return Sample(pairs)


def judge(moderator: Member, verdicts: Mapping[tuple[int, int], bool]) -> int:
    """Decide whether the first of each pair is the same problem as the second; how many were.

    A pair of which a question is gone, or points to the other already, is left out. Raises
    NotAllowed.
    """
    duplicates.allow(moderator)
    judged = 0
    for (question_id, original_id), same in verdicts.items():
        decide = duplicates.mark if same else duplicates.dismiss
        try:
            decide(moderator, question_id, original_id)
        except (errors.NotFound, errors.Conflict):
            continue
        judged += 1
    return judged


def _drawn(viewer: Member | None) -> Sequence[Question]:
    """Some questions, each as likely as any other."""
    newest = db.session.scalar(select(func.max(Question.id))) or 0
    ids = random.sample(range(1, newest + 1), min(newest, _DRAWN))
    rows = db.session.scalars(
        duplicates.WITH_TEXTS.where(Question.id.in_(ids), open_to(viewer))
        .order_by(func.random())
        .limit(_COMPARED)
    )
    return rows.all()


def _undecided(found: Sequence[tuple[Question, Nearest]], viewer: Member | None) -> list[Pair]:
    """The surest first."""
    others = present([nearest for _, nearest in found], viewer)
    decided = duplicates.decided([(question.id, nearest.key.id) for question, nearest in found])
    pairs = [
        (nearest.log_odds, Pair.of(question, others[nearest.key]))
        for question, nearest in found
        if nearest.key in others and (question.id, nearest.key.id) not in decided
    ]
    return [pair for _, pair in sorted(pairs, key=lambda one: -one[0])]


def _spread(pairs: Sequence[Pair]) -> list[Pair]:
    """So many of them, evenly from the first to the last."""
    if len(pairs) <= SHOWN:
        return list(pairs)
    return [pairs[round(place * (len(pairs) - 1) / (SHOWN - 1))] for place in range(SHOWN)]
