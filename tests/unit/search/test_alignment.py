"""Words of a query compared with the words of texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search import Encoder
from search.encoders import last
from search.encoders.batches import unit
from search.vectors.alignment import alignment, cosines

BOILER, COLD, DOOR, STAFF = np.eye(4, dtype=np.float32)


def texts(*places: tuple[int, ...]) -> list[NDArray[np.int32]]:
    return [np.array(some, np.int32) for some in places]


def test_a_text_with_all_words_comes_before_one_with_some_and_one_with_none() -> None:
    words = np.stack([BOILER, COLD, DOOR])

    found = alignment(np.stack([BOILER, COLD]) @ words.T, texts((0, 1), (0, 2), (2,)))

    assert found[0] > found[1] > found[2]
    assert found[0] == 1


def test_a_word_that_few_texts_have_counts_more() -> None:
    words = np.stack([BOILER, STAFF, DOOR])
    with_rare, with_common = texts((0,), (1,))
    others = texts((1,), (1, 2), (1,))

    found = alignment(np.stack([BOILER, STAFF]) @ words.T, [with_rare, with_common, *others])

    assert found[0] > found[1]


def test_the_closest_word_counts_however_many_others_there_are() -> None:
    near = np.array([0.9, np.sqrt(1 - 0.81), 0, 0], np.float32)

    found = alignment(BOILER[None] @ np.stack([near, DOOR, STAFF]).T, texts((0,), (0, 1, 2)))

    np.testing.assert_allclose(found, [0.9, 0.9], atol=1e-6)


def test_texts_and_queries_without_words_are_no_match() -> None:
    one = np.ones((1, 1), np.float32)

    assert alignment(one, texts((), (0,))).tolist() == [0, 1]
    assert alignment(np.empty((0, 1), np.float32), texts((0,))).tolist() == [0]
    assert alignment(one, []).tolist() == []


def test_cosines_are_those_of_the_vectors_less_their_mean() -> None:
    chance = np.random.default_rng(1)
    usual = (chance.normal(size=8) / 8).astype(np.float32)
    asked, words = (unit(chance.normal(size=(n, 8)).astype(np.float32)) for n in (3, 20))

    found = cosines(asked, words, usual)

    np.testing.assert_allclose(found, unit(asked - usual) @ unit(words - usual).T, atol=1e-5)


def test_words_of_one_meaning_are_closer_than_others_across_languages(encoder: Encoder) -> None:
    english = last(encoder).encode(["boiler", "theft"])
    french = last(encoder).encode(["vol", "chaudière", "neige"])

    assert cosines(english, french).argmax(axis=1).tolist() == [1, 0]
