"""How likely each of the members who solved similar problems is to help with this one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qaforum import clock
from qaforum.indexing.documents import number_of
from qaforum.indexing.matches import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """What a member did about a similar problem, and what they have done in all (`answers`,
    `solved`). `institution_id` is theirs."""

    match: Match
    member_id: int
    accepted_at: datetime | None
    created_at: datetime
    score: int
    answers: int
    solved: int
    institution_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution(Experience):
    """An answer to a similar question; `delay_days` is how long it had waited for it."""

    answer_id: int
    delay_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Practised(Experience):
    """A practice about such a problem that they wrote, or else used with success."""

    practice_id: int
    wrote: bool


def rank_peers(
    experiences: Sequence[Experience], newest_answerers: Iterable[int | None]
) -> dict[int, float]:
    """Score by id of each member with one of `experiences`, best first; differences are log odds.
    To the model a practice is an answer of its author that was accepted, with a vote from each
    house where it worked; a use that worked is an answer.

    `newest_answerers` are the authors of the community's newest answers, newest first.
    """
    from search.peers import Evidence, Standing, rank, recent_places, similarity

    now = clock.now()
    evidence = [
        Evidence(
            member_id=one.member_id,
            question_id=number_of(one.match.key),
            similarity=similarity(one.match),
            accepted=one.accepted_at is not None,
            votes=one.score,
            age_days=(now - one.created_at).total_seconds() / 86_400,
        )
        for one in experiences
    ]
    places = recent_places(newest_answerers)
    standing = {
        one.member_id: Standing(
            answers=one.answers, accepted=one.solved, recent=places.get(one.member_id, ())
        )
        for one in experiences
    }
    return {peer.member_id: peer.score for peer in rank(evidence, standing)}
