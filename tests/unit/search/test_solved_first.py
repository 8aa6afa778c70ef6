"""Which of the questions found comes first where one is solved and another is not."""

from qaforum.indexing import Key, Match
from qaforum.indexing.documents import QUESTION
from qaforum.models import Question
from qaforum.services.search.solved_first import solved_first


def order(*found: tuple[int, float, bool], same: tuple[int, ...] = ()) -> list[int]:
    """Of (id, confidence, solved), likeliest first."""
    matches = [
        Match(Key(QUESTION, id_), "", confidence, "same" if id_ in same else "related", "en")
        for id_, confidence, _ in found
    ]
    questions = {
        Key(QUESTION, id_): Question(accepted_count=int(solved)) for id_, _, solved in found
    }
    return [match.key.id for match in solved_first(matches, questions)]


def test_a_solved_one_goes_before_open_ones_about_as_likely() -> None:
    assert order((1, 0.5, False), (2, 0.48, False), (3, 0.45, True)) == [3, 1, 2]


def test_it_does_not_pass_one_that_is_clearly_likelier() -> None:
    assert order((1, 0.9, False), (2, 0.5, False), (3, 0.45, True)) == [1, 3, 2]


def test_solved_ones_keep_their_order() -> None:
    assert order((1, 0.5, True), (2, 0.5, True), (3, 0.49, False)) == [1, 2, 3]


def test_what_is_only_related_never_passes_the_same_problem() -> None:
    assert order((1, 0.5, False), (2, 0.49, True), same=(1,)) == [1, 2]
