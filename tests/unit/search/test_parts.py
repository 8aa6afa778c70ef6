"""The parts of the search, each with what it promises."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from search import detect_language
from search.confidence import descending
from search.evaluation import beir
from search.features import FEATURES
from search.lexical import fold, terms
from search.ranking import ROWS, load_ranking, rivals_of
from search.vectors import Hubness, ReadWriteLock, VectorIndex, WordVectors, telling_words
from tests.unit.search.conftest import WordEncoder


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I reset my password?", "en"),
        ("Comment réinitialiser mon mot de passe ?", "fr"),
        ("mot de passe oublié", "fr"),
        ("Printer offline", "en"),
        ("Imprimante en panne", "fr"),
        ("Why is my VPN slow", "en"),
        ("", "en"),
        ("😀", "en"),
    ],
)
def test_the_language_of_short_titles(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_words_are_folded_and_stemmed_alike_however_they_are_typed() -> None:
    assert fold("L’ÉTÉ à Œuvre") == "l'ete a oeuvre"
    assert terms("Les réservations d’été", "fr") == terms("reservation de l'ete", "fr")
    assert terms("Printing the labels", "en") == ["print", "label"]
    assert terms("C++ and C#", "en") == ["c++", "c#"]
    assert terms("To be or not to be", "en") == ["to", "be", "or", "not", "to", "be"]


def test_vector_search_is_exact_after_removals() -> None:
    random = np.random.default_rng(1)
    vectors = {i: random.standard_normal((2 + i % 3, 8)).astype(np.float16) for i in range(30)}
    index = VectorIndex([slice(0, 4), slice(4, 8)])
    index.add(list(vectors.values()))
    index.remove(range(0, 30, 4))
    query = random.standard_normal(4).astype(np.float32)

    scores = {
        i: max(matrix[:, 4:].astype(np.float32) @ query) for i, matrix in vectors.items() if i % 4
    }
    assert index.nearest(1, query[None], 1000) == sorted(scores, key=lambda i: -scores[i])
    rows, offsets = index.rows(0, [5, 2])
    np.testing.assert_allclose(rows, np.vstack([vectors[5], vectors[2]])[:, :4], atol=1e-3)
    assert offsets.tolist() == [0, len(vectors[5])]


def test_hubs_stand_out_however_they_were_added() -> None:
    titles = np.random.default_rng(2).standard_normal((40, 6)).astype(np.float32)
    titles[0] = titles[1:].mean(axis=0)
    titles /= np.linalg.norm(titles, axis=1, keepdims=True)
    at_once, one_by_one = Hubness(6), Hubness(6)
    at_once.add(titles)
    for i in range(40):
        one_by_one.add(titles[i : i + 1])

    cosines = titles @ titles.T
    np.fill_diagonal(cosines, -1)
    expected = np.maximum(np.sort(cosines, axis=1)[:, -10:], 0.2).mean(axis=1)
    np.testing.assert_allclose(at_once.of(range(40)), expected, atol=1e-5)
    np.testing.assert_allclose(one_by_one.of(range(40)), expected, atol=1e-5)


def test_a_writer_is_alone() -> None:
    lock, seen = ReadWriteLock(), []

    def write() -> None:
        with lock.writing():
            seen.append("in")
            seen.append("out")

    with lock.reading(), lock.reading():
        writer = threading.Thread(target=write)
        writer.start()
        seen.append("read")
    writer.join()

    assert seen == ["read", "in", "out"]


def test_a_title_is_close_when_it_has_each_word_of_the_query(word_encoder: WordEncoder) -> None:
    words = WordVectors(word_encoder)
    words.add(words.encode(["safe", "gloves", "autoclave"]))
    titles = [words.numbers(["safe", "gloves"]), words.numbers(["autoclave"]), words.numbers([])]

    closeness = words.closeness(words.vectors(["gloves", "safe"]), titles)

    assert closeness[0] == pytest.approx(1.0, abs=1e-3)
    assert closeness[0] > closeness[1]
    assert closeness[2] == 0.0
    assert telling_words("What are the gloves for?", "en") == ("gloves",)
    assert telling_words("Où ?", "fr") == ("où",)


def test_the_packaged_ranking_is_complete() -> None:
    ranking = load_ranking()

    assert ranking.weights.shape == (len(ROWS), len(FEATURES))
    assert 0 < ranking.related < ranking.same < 1
    assert ranking.level(ranking.same) == "same"
    assert ranking.level(ranking.related) == "related"


def test_the_rival_of_a_candidate_is_the_best_of_the_others() -> None:
    assert rivals_of(np.array([1.0, 4.0, 3.0]), lowest=-2.0).tolist() == [4.0, 3.0, 4.0]
    assert rivals_of(np.array([4.0, 4.0]), lowest=-2.0).tolist() == [4.0, 4.0]
    assert rivals_of(np.array([-5.0, -9.0]), lowest=-2.0).tolist() == [-2.0, -2.0]
    assert rivals_of(np.array([1.0]), lowest=-2.0).tolist() == [-2.0]


def test_a_close_rival_lowers_the_confidence_and_never_changes_the_order() -> None:
    calibration = load_ranking().calibration
    alone = calibration.log_odds(np.array([3.0, -4.0, -4.0]))
    rivalled = calibration.log_odds(np.array([3.0, 2.5, -4.0]))

    assert rivalled[0] < alone[0]
    assert rivalled.tolist() == sorted(rivalled, reverse=True)


def test_a_strong_match_takes_nothing_away_from_what_is_related() -> None:
    ranking = load_ranking()
    features = np.zeros((3, len(FEATURES)), dtype=np.float32)
    features[:, FEATURES.index("english_question")] = [0.9, 0.5, 0.1]
    rows = np.zeros(3, dtype=np.int64)

    unrivalled = ranking.unrivalled(features, rows, most=2)

    assert len(unrivalled) == 2
    among_all = ranking.probabilities(ranking.log_odds(features, rows))
    assert unrivalled[0] == among_all[0]
    assert unrivalled[1] == ranking.probabilities(ranking.log_odds(features[1:], rows[1:]))[0]
    assert unrivalled[1] > among_all[1]


def test_the_title_of_the_original_does_not_leak_from_a_closed_duplicate() -> None:
    body = "Possible Duplicate:\nWhat is the original?\n\nI wonder about this."

    assert beir.clean(body) == "I wonder about this."
    assert beir.clean("An ordinary body.\nWith two lines.") == "An ordinary body.\nWith two lines."


def test_a_higher_score_is_never_less_likely() -> None:
    pooled = descending(np.array([1.0, 3.0, 0.0, 0.0, -1.0]))

    assert pooled == pytest.approx([2.0, 2.0, 0.0, 0.0, -1.0], abs=1e-5)
    assert np.all(np.diff(pooled) < 0)
