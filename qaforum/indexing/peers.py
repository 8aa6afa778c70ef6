"""How likely each of the members who solved similar problems is to help with this one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from qaforum import clock

if TYPE_CHECKING:
    from search import Match


@dataclass(frozen=True, slots=True)
class Solution:
    """An answer to a similar question, and what its author has done in all (`answers`, `solved`).

    `delay_days` is how long the question had waited for it; `institution_id` the author's.
    """

    match: "Match"
    answer_id: int
    member_id: int
    accepted_at: datetime | None
    created_at: datetime
    score: int
    delay_days: float
    answers: int
    solved: int
    institution_id: int | None = None


def rank_peers(
    solutions: Sequence[Solution], newest_answerers: Iterable[int | None]
) -> dict[int, float]:
    """Score by id of each author of `solutions`, best first; differences are log odds.

    `newest_answerers` are the authors of the community's newest answers, newest first.
    """
    from search.peers import Evidence, Standing, rank, recent_places, similarity

    now = clock.now()
    evidence = [
        Evidence(
            member_id=one.member_id,
            question_id=one.match.id,
            similarity=similarity(one.match),
            accepted=one.accepted_at is not None,
            votes=one.score,
            age_days=(now - one.created_at).total_seconds() / 86_400,
        )
        for one in solutions
    ]
    places = recent_places(newest_answerers)
    standing = {
        one.member_id: Standing(
            answers=one.answers, accepted=one.solved, recent=places.get(one.member_id, ())
        )
        for one in solutions
    }
    return {peer.member_id: peer.score for peer in rank(evidence, standing)}
