import numpy as np

from search.evaluation.peers import Moment
from search.peers import Evidence, Standing
from search.training.peers import Case, case_of, community, learn

ANNE, BILAL = 1, 2


def cases(*features: list[float], times: int = 20) -> list[Case]:
    """Questions answered by the first of the candidates with these features."""
    gains = np.zeros(len(features))
    gains[0] = 1.0
    return [(np.array(features), gains)] * times


def test_a_feature_that_tells_who_answers_gets_a_positive_weight() -> None:
    model = learn({"a": cases([0.0, 0.9], [0.0, 0.1]) + cases([1.0, 0.5], [0.0, 0.5])})
    assert model.focus > 0
    assert model.activity > 0


def test_a_feature_that_tells_nothing_gets_none() -> None:
    model = learn({"a": cases([1.0, 0.3], [0.0, 0.3])})
    assert model.focus == 0


def test_a_large_site_does_not_decide_alone() -> None:
    one, other = cases([1.0, 0.0], [0.0, 0.0], times=4), cases([0.0, 0.0], [1.0, 0.0], times=400)
    alone = learn({"all": one + other}).activity
    assert alone < learn({"small": one, "large": other}).activity


def test_a_question_answered_by_newcomers_alone_teaches_nothing() -> None:
    assert case_of(Moment(9, {BILAL: 2.0}, [], {ANNE: Standing(1)})) is None


def test_a_case_gives_each_candidate_the_share_of_gain() -> None:
    evidence = [Evidence(BILAL, 7, 0.5)]
    standing = {ANNE: Standing(1), BILAL: Standing(1)}
    case = case_of(Moment(9, {ANNE: 1.0, BILAL: 2.0}, evidence, standing))
    assert case is not None
    features, shares = case
    assert shares.tolist() == [1 / 3, 2 / 3]
    assert features[1, 1] > features[0, 1] == 0


def test_two_dumps_of_one_community_are_left_out_together() -> None:
    assert community("beer2015") == community("beer2017") == "beer"
