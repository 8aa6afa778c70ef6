"""Of matches that are about as likely, the solved ones first."""

from collections.abc import Mapping, Sequence

from qaforum.indexing import Key, Match
from qaforum.models import Question

ABOUT = 0.8  # of another's confidence: about as likely as that one


def solved_first(matches: Sequence[Match], questions: Mapping[Key, Question]) -> list[Match]:
    """In the same order, but a solved question before the open ones right above it that are not
    clearly likelier. What is the same problem stays above what is only related."""
    found: list[Match] = []
    for match in matches:
        place = len(found)
        if questions[match.key].solved:
            while place and _gives_way(found[place - 1], match, questions):
                place -= 1
        found.insert(place, match)
    return found


def _gives_way(above: Match, solved: Match, questions: Mapping[Key, Question]) -> bool:
    return (
        not questions[above.key].solved
        and above.level == solved.level
        and above.by_words == solved.by_words
        and solved.confidence >= ABOUT * above.confidence
    )
