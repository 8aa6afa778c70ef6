"""Solved problems to the peers who can help with this one.

A log-linear model of two features, each learned from whole communities' histories by
`search.training.peers`; the coefficients are data (`data/peers.json`).

*activity*: who helps others here these days. A member's answers to other people's questions,
each discounted by a power of how many such answers the community has given since: forgetting as
in Anderson and Schooler (1991), on the community's own clock, so that slow and lively forums need
no other settings.

*focus*: how much of what this member answered was like this problem: expert finding from
candidates' documents (Balog et al. 2006), damped for those who have answered little.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

SIMILAR = 50  # similar questions to take evidence from; the coefficients were learned with it
WINDOW = 300  # newest answers of the community whose places a Standing names
FEATURES = ("activity", "focus")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer somebody gave to a similar question.

    `similarity` is a cosine, 0..1, as `similarity(match)` gives it; `votes` up minus down.
    """

    member_id: int
    question_id: int
    similarity: float
    accepted: bool = False
    votes: int = 0
    age_days: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member has done so far for others, whatever the problem.

    Answers to one's own questions are not counted: they say little about who answers the next
    one. `recent` are the places of this member's answers among the community's newest `WINDOW`
    (0 is the newest), as `recent_places` gives them; the rest of `answers` are older.
    `accepted`, `votes` and `last_age_days` decide between members of equal score.
    """

    answers: int
    accepted: int = 0
    votes: int = 0
    last_age_days: float = math.inf
    recent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedPeer:
    """A member, a score to compare within this list only, and why: the weightiest first."""

    member_id: int
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class PeerRanking:
    """The coefficients; see `data/peers.json`."""

    activity: float  # weight of the logarithm of the discounted answers
    focus: float  # weight of the share of similar answers
    decay: float  # power of the discount
    offset: float  # answers given since that hardly matter
    similarity_power: float
    accepted: float  # what acceptance adds to an answer's weight of 1
    votes: float  # what each doubling of votes + 1 adds to it
    prior_answers: float  # answers on other matters that everybody is assumed to have given

    def weight(self, evidence: Evidence) -> float:
        """How much one answer says; 0 for one that is not similar at all."""
        merit = 1.0 + self.accepted * evidence.accepted
        merit += self.votes * math.log2(1 + max(evidence.votes, 0))
        return float(max(evidence.similarity, 0.0) ** self.similarity_power * merit)

    def features(self, standing: Standing, evidence: Iterable[Evidence]) -> tuple[float, float]:
        """Activity and focus (FEATURES) of a member with at least one answer."""
        weights = [self.weight(one) for one in evidence]
        answers = max(standing.answers, len(weights), len(standing.recent))
        fresh = sum(self._discount(place) for place in standing.recent)
        older = (answers - len(standing.recent)) * self._discount(2 * WINDOW)
        return math.log(fresh + older), sum(weights) / (answers + self.prior_answers)

    def score(self, standing: Standing, evidence: Iterable[Evidence]) -> float:
        """The weighted sum of the features."""
        activity, focus = self.features(standing, evidence)
        return self.activity * activity + self.focus * focus

    def _discount(self, place: int) -> float:
        return float((1 + place / self.offset) ** -self.decay)


def rank(
    evidence: Sequence[Evidence],
    standing: Mapping[int, Standing],
    *,
    limit: int | None = None,
    exclude: Collection[int] = (),
    model: PeerRanking | None = None,
) -> list[RankedPeer]:
    """Members who may help, best first, at most `limit`, without those in `exclude`.

    Ranked are all who are in `standing` or have evidence: somebody reliable may head the
    list without any, and a caller who wants only peers with something to show gives the
    standing of those alone. Who has answered nothing at all is left out.
    """
    model = model or load_peer_ranking()
    answered: defaultdict[int, list[Evidence]] = defaultdict(list)
    for one in evidence:
        answered[one.member_id].append(one)
    ranked = []
    for member_id in {*standing, *answered}.difference(exclude):
        own, known = answered.get(member_id, []), standing.get(member_id, Standing(0))
        if own or known.answers or known.recent:
            order = (-model.score(known, own), *_tie(known), member_id)
            ranked.append((order, own))
    ranked.sort(key=lambda pair: pair[0])
    return [
        RankedPeer(int(order[-1]), -order[0], _weightiest_first(own, model))
        for order, own in ranked[: None if limit is None else max(limit, 0)]
    ]


class Found(Protocol):
    """A match, whatever its caller calls the document."""

    @property
    def features(self) -> Mapping[str, float]: ...


def similarity(match: Found) -> float:
    """How like a match is for `Evidence`: the mean cosine of question to question, 0..1.

    Its confidence says whether it is the *same* problem, which is 0 for most problems of
    the same kind, and those tell just as well who knows about them.
    """
    cosines = (match.features["english_question"], match.features["multilingual_question"])
    return min(max(sum(cosines) / len(cosines), 0.0), 1.0)


def recent_places(authors: Iterable[int | None]) -> dict[int, tuple[int, ...]]:
    """Member to `Standing.recent`, from the authors of the newest answers, newest first.

    None stands for an unknown author. Of more than `WINDOW` authors the first are read.
    """
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, author in zip(range(WINDOW), authors, strict=False):
        if author is not None:
            places[author].append(place)
    return {author: tuple(found) for author, found in places.items()}


@lru_cache(maxsize=1)
def load_peer_ranking() -> PeerRanking:
    """The coefficients that come with the package."""
    data = json.loads((files("search") / "data" / "peers.json").read_text(encoding="utf-8"))
    return PeerRanking(**data["coefficients"])


def _tie(known: Standing) -> tuple[float, float, float]:
    return -known.accepted, -known.votes, known.last_age_days


def _weightiest_first(evidence: list[Evidence], model: PeerRanking) -> tuple[Evidence, ...]:
    return tuple(sorted(evidence, key=lambda one: (-model.weight(one), one.age_days)))
