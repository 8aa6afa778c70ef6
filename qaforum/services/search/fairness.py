"""Whom to show of the peers who can help, so that it is not the same few for everything.

Pure: no database, no request. Scores are those of `search.peers`, whose differences are log odds,
so each rule below says by how much an advantage may weigh less.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# A colleague of somebody shown already stands back behind whoever is half as likely to answer
SAME_INSTITUTION = math.log(2)
# Each invitation of the last weeks makes a peer count as a quarter less likely to answer
INVITED = math.log(4 / 3)
# Who named the topic as theirs counts as half as likely again; no community to learn it from
DECLARED = math.log(3 / 2)
NEWCOMER = 2  # accepted answers; with more, somebody is known
PLACES_TO_SHARE = 3  # a list shorter than this has no place to give to a newcomer


@dataclass(frozen=True, slots=True)
class Candidate:
    """`close`: solved a problem that is about as likely the same as the likeliest one.

    `invited` counts the invitations of the last weeks, `solved` all accepted answers; `declared`:
    they named the topic as theirs.
    """

    member_id: int
    score: float
    close: bool = False
    institution_id: int | None = None
    invited: int = 0
    solved: int = 1
    declared: bool = False


def choose(candidates: Collection[Candidate], limit: int) -> list[Candidate]:
    """At most `limit` of the candidates, the first to turn to first.

    Whoever solved the likeliest problems comes before the others; within either group the score
    decides, with what the rules above add and take away. Of three or more places the last goes to a
    newcomer who solved one of the likeliest problems, unless one is there already.
    """
    waiting, chosen = list(candidates), list[Candidate]()
    institutions: Counter[int] = Counter()
    while waiting and len(chosen) < limit:
        best = max(waiting, key=lambda one: (one.close, _worth(one, institutions), -one.member_id))
        waiting.remove(best)
        chosen.append(best)
        if best.institution_id is not None:
            institutions[best.institution_id] += 1
    return _with_a_newcomer(chosen, waiting)


def _worth(one: Candidate, institutions: Counter[int]) -> float:
    shown = institutions[one.institution_id] if one.institution_id is not None else 0
    fitting = one.score + DECLARED * one.declared
    return fitting - SAME_INSTITUTION * shown - INVITED * one.invited


def _with_a_newcomer(chosen: list[Candidate], waiting: Sequence[Candidate]) -> list[Candidate]:
    new = [one for one in waiting if one.close and one.solved <= NEWCOMER]
    known = all(one.solved > NEWCOMER for one in chosen)
    if new and known and len(chosen) >= PLACES_TO_SHARE:
        chosen[-1] = max(new, key=lambda one: (_worth(one, Counter()), -one.member_id))
    return chosen
