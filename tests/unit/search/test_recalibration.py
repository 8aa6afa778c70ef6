"""What a community's verdicts make of the confidence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from search import Document, Engine, Nearest
from search.evaluation.verdicts import after_verdicts, floor, said
from search.recalibration import Recalibration, Spread, from_history, recalibrated

SPREAD = Spread(offset=0.9, scale=0.3)


def community(offset: float, many: int) -> tuple[np.ndarray, list[bool]]:
    """Log-odds and outcomes where the truth is `offset` away from what is said."""
    dice = np.random.default_rng(7)
    log_odds = dice.normal(-1.0, 2.0, many)
    true = 1 / (1 + np.exp(-(log_odds + offset)))
    return log_odds, (dice.random(many) < true).tolist()


def test_without_verdicts_nothing_is_corrected() -> None:
    assert recalibrated([], [], SPREAD) == Recalibration(0.0, 1.0, 0)
    assert Recalibration().of(np.array([-1.5, 2.0])).tolist() == [-1.5, 2.0]


@pytest.mark.parametrize("offset", [-1.5, 0.0, 1.2])
def test_many_verdicts_tell_how_a_community_differs(offset: float) -> None:
    learned = recalibrated(*community(offset, 2000), SPREAD)

    assert learned.offset == pytest.approx(offset, abs=0.25)
    assert learned.scale == pytest.approx(1.0, abs=0.15)
    assert learned.verdicts == 2000


def test_a_history_says_what_to_expect_and_verdicts_go_on_from_there() -> None:
    history = from_history(*community(-1.5, 60), SPREAD)

    assert history.offset == pytest.approx(-1.3, abs=0.4)
    assert history.scale == pytest.approx(1.0, abs=0.15)
    assert recalibrated([], [], SPREAD, around=history) == history
    few = recalibrated(*community(0.0, 10), SPREAD, around=history)
    many = recalibrated(*community(0.0, 2000), SPREAD, around=history)
    assert history.offset < few.offset < many.offset
    assert many.offset == pytest.approx(0.0, abs=0.25)
    assert few.verdicts == 70


def test_who_was_helped_and_says_nothing_lowers_the_confidence_less_than_a_no() -> None:
    log_odds, same = community(0.0, 400)
    dice = np.random.default_rng(3)
    told = [place for place, helped in enumerate(same) if not helped or dice.random() < 0.2]
    some, yes = log_odds[told], [same[place] for place in told]

    asked_for = recalibrated(some, yes, SPREAD)
    volunteered = recalibrated(some, yes, SPREAD, [True] * len(told))

    assert asked_for.offset < -1.2  # silence taken for a no
    assert abs(volunteered.offset) < 0.5


def test_what_was_asked_for_tells_the_silence_of_the_others() -> None:
    log_odds, same = community(-1.5, 200)
    dice = np.random.default_rng(3)
    told = [place for place, helped in enumerate(same) if not helped or dice.random() < 0.1]
    both = [*range(100), *(place for place in told if place >= 100)]
    volunteered = [place >= 100 for place in both]

    learned = recalibrated(log_odds[both], [same[p] for p in both], SPREAD, volunteered)

    assert learned.offset == pytest.approx(-1.5, abs=0.5)


def test_few_verdicts_change_little() -> None:
    one = recalibrated([1.0], [False], SPREAD)
    many = recalibrated([1.0] * 50, [False] * 50, SPREAD)

    assert many.offset < one.offset < 0
    assert one.offset > -0.7


def test_where_communities_are_alike_verdicts_change_less() -> None:
    log_odds, same = community(-1.5, 20)

    alike = recalibrated(log_odds, same, Spread(offset=0.1, scale=0.05))

    assert abs(alike.offset) < abs(recalibrated(log_odds, same, SPREAD).offset)


def test_one_false_verdict_outweighs_no_fifty_others() -> None:
    log_odds, same = community(0.0, 50)
    honest = recalibrated(log_odds, same, SPREAD)

    fooled = recalibrated([*log_odds, -20.0], [*same, True], SPREAD)

    assert abs(fooled.scale - honest.scale) < 0.25
    assert abs(fooled.offset - honest.offset) < 0.25


def test_the_order_stays_whatever_is_said() -> None:
    contrary = recalibrated([-3.0] * 100 + [3.0] * 100, [True] * 100 + [False] * 100, SPREAD)

    assert contrary.scale > 0


def test_verdicts_change_the_confidence_and_hide_nothing(community: Engine) -> None:
    title = "Moving a course to a different server"
    before, ranking = community.similar(title), community.ranking
    sceptical = Recalibration(offset=-8.0, verdicts=50)

    community.ranking = replace(ranking, recalibration=sceptical)
    try:
        after = community.similar(title)
    finally:
        community.ranking = ranking

    assert [match.id for match in after] == [match.id for match in before]
    assert after[0].confidence < before[0].confidence - 0.1
    assert after[0].log_odds == before[0].log_odds
    assert community.similar(title) == before  # and not what is remembered of the other ranking


def test_the_nearest_of_some_documents_comes_with_what_the_ranking_alone_says(
    engine: Engine,
) -> None:
    documents = [Document(1, "the lift stops"), Document(2, "the lift stops at night")]
    engine.put(documents, engine.embed(documents))
    title = "the lift stops at night now"
    first = engine.similar(title, minimum=0.0)[0]

    assert first.log_odds is not None
    assert engine.nearest(title, among=lambda _: True) == Nearest(2, "", first.log_odds)
    older = engine.nearest(title, among=lambda id_: id_ < 2)
    assert older is not None
    assert older.id == 1
    assert engine.nearest(title, among=lambda id_: id_ > 2) is None


def test_a_title_word_for_word_is_the_nearest(engine: Engine) -> None:
    documents = [
        Document(1, "the lift stops at night", "Every night at ten."),
        Document(2, "the lift"),
    ]
    engine.put(documents, engine.embed(documents))

    nearest = engine.nearest("The lift stops at night", "It is loud", among=lambda _: True)

    assert nearest is not None
    assert nearest.id == 1


def test_a_document_is_held_with_its_content_only(engine: Engine) -> None:
    document = Document(1, "the lift stops", content_hash="a")
    engine.put([document], engine.embed([document]))

    assert engine.holds(1, "a")
    assert not engine.holds(1, "b")
    assert not engine.holds(2, "a")
    engine.remove([1])
    assert not engine.holds(1, "a")


def test_true_confidences_still_have_an_error_when_there_are_few() -> None:
    few, many = np.full(20, 0.5), np.full(20_000, 0.5)

    assert floor(many) < 0.01 < 0.05 < floor(few)
    assert floor([]) == 0.0


def test_verdicts_lower_the_error_of_a_community_that_differs() -> None:
    log_odds, same = community(-1.8, 300)
    queries = [[one] for one in zip(log_odds.tolist(), same, strict=True)]
    before = float(np.abs(said([q[0] for q in queries]).mean() - np.mean(same)))

    after = after_verdicts(queries, 50, SPREAD, same=0.8)

    assert after is not None
    assert after["ece"] < before / 2
    assert after_verdicts(queries[:60], 50, SPREAD, same=0.8) is None  # too few to measure on
