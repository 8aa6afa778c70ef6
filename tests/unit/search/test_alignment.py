"""Words of a query compared with the words of texts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search import Encoder
from search.encoders import last, parts
from search.vectors.alignment import alignment, centred

BOILER, COLD, DOOR, STAFF = np.eye(4, dtype=np.float32)


def texts(*places: tuple[int, ...]) -> list[NDArray[np.int32]]:
    return [np.array(some, np.int32) for some in places]


def test_a_text_with_all_words_comes_before_one_with_some_and_one_with_none() -> None:
    words = np.stack([BOILER, COLD, DOOR])

    found = alignment(np.stack([BOILER, COLD]), words, texts((0, 1), (0, 2), (2,)))

    assert found[0] > found[1] > found[2]
    assert found[0] == 1


def test_a_word_that_few_texts_have_counts_more() -> None:
    words = np.stack([BOILER, STAFF, DOOR])
    with_rare, with_common = texts((0,), (1,))
    others = texts((1,), (1, 2), (1,))

    found = alignment(np.stack([BOILER, STAFF]), words, [with_rare, with_common, *others])

    assert found[0] > found[1]


def test_the_closest_word_counts_however_many_others_there_are() -> None:
    near = np.array([0.9, np.sqrt(1 - 0.81), 0, 0], np.float32)

    found = alignment(BOILER[None], np.stack([near, DOOR, STAFF]), texts((0,), (0, 1, 2)))

    np.testing.assert_allclose(found, [0.9, 0.9], atol=1e-6)


def test_texts_and_queries_without_words_are_no_match() -> None:
    words = BOILER[None]

    assert alignment(words, words, texts((), (0,))).tolist() == [0, 1]
    assert alignment(np.empty((0, 4), np.float32), words, texts((0,))).tolist() == [0]
    assert alignment(words, words, []).tolist() == []


def test_words_of_one_meaning_are_closer_than_others_across_languages(encoder: Encoder) -> None:
    use = parts(encoder)[-1]
    found = centred(last(encoder).encode(["boiler", "theft", "chaudière", "vol", "grandchildren"]))

    assert found.shape == (5, use.stop - use.start)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)
    assert found[0] @ found[2] > found[0] @ found[3]
    assert found[1] @ found[3] > found[1] @ found[2]
