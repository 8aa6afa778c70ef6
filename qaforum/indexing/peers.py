"""Which of the members who solved similar problems to name first."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qaforum import clock
from qaforum.models import Answer

if TYPE_CHECKING:
    from search import Match

Solutions = Sequence[tuple["Match", Answer]]


def rank_peers(
    solutions: Solutions, newest_answerers: Iterable[int | None], limit: int
) -> list[int]:
    """The ids of the authors of `solutions`, best first, at most `limit`.

    `solutions` are accepted answers with the match of their question; their authors are loaded.
    `newest_answerers` are the authors of the community's newest answers, newest first.
    """
    from search.peers import Evidence, Standing, rank, recent_places, similarity

    now = clock.now()
    evidence = [
        Evidence(
            member_id=answer.author.id,
            question_id=match.id,
            similarity=similarity(match),
            accepted=True,
            votes=answer.score,
            age_days=(now - answer.created_at).total_seconds() / 86_400,
        )
        for match, answer in solutions
        if answer.author
    ]
    places = recent_places(newest_answerers)
    standing = {
        answer.author.id: Standing(
            answers=answer.author.answer_count,
            accepted=answer.author.solved_count,
            recent=places.get(answer.author.id, ()),
        )
        for _, answer in solutions
        if answer.author
    }
    return [peer.member_id for peer in rank(evidence, standing, limit=limit)]
