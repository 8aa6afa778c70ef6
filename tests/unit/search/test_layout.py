"""Documents on a plane: what is alike lies together, and stays where it is."""

import numpy as np
import pytest
from numpy.typing import NDArray

from search.layout import divide, lay_out

SUBJECTS, EACH = 4, 15


def subjects(each: int = EACH, seed: int = 0) -> NDArray[np.float32]:
    """Unit vectors around a few directions, subject after subject."""
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(7).standard_normal((SUBJECTS, 32))
    vectors = np.repeat(centres, each, axis=0) + 0.3 * chance.standard_normal((SUBJECTS * each, 32))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def laid_out() -> NDArray[np.float32]:
    return lay_out(subjects())


def test_what_is_alike_lies_together(laid_out: NDArray[np.float32]) -> None:
    assert laid_out.shape == (SUBJECTS * EACH, 2)
    assert laid_out.min() >= 0
    assert laid_out.max() <= 1
    of = np.repeat(np.arange(SUBJECTS), EACH)
    distances = np.linalg.norm(laid_out[:, None] - laid_out[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    assert (of[distances.argmin(axis=1)] == of).mean() > 0.9


def test_the_same_input_gives_the_same_layout(laid_out: NDArray[np.float32]) -> None:
    assert np.array_equal(lay_out(subjects()), laid_out)


def test_a_few_new_ones_move_nothing_and_lie_with_their_like(
    laid_out: NDArray[np.float32],
) -> None:
    vectors = np.concatenate([subjects(), subjects(each=1, seed=5)])
    before = np.concatenate([laid_out, np.full((SUBJECTS, 2), np.nan, np.float32)])
    after = lay_out(vectors, before)
    assert np.array_equal(after[:-SUBJECTS], laid_out)
    for subject, place in enumerate(after[-SUBJECTS:]):
        nearest = np.linalg.norm(after[:-SUBJECTS] - place, axis=1).argmin()
        assert nearest // EACH == subject


def test_many_new_ones_are_laid_out_anew_and_lie_much_as_before(
    laid_out: NDArray[np.float32],
) -> None:
    vectors = np.concatenate([subjects(), subjects(seed=3)[: len(laid_out) // 2]])
    before = np.full((len(vectors), 2), np.nan, np.float32)
    before[: len(laid_out)] = laid_out
    after = lay_out(vectors, before)[: len(laid_out)]
    agreement = np.corrcoef(after.ravel(), laid_out.ravel())[0, 1]
    assert agreement > 0.8


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_a_handful_is_laid_out_too(count: int) -> None:
    positions = lay_out(subjects()[:count])
    assert positions.shape == (count, 2)
    assert not np.isnan(positions).any()


def test_areas_are_named_by_what_tells_them_from_the_others() -> None:
    positions = np.repeat([[0.1, 0.1], [0.9, 0.9]], 4, axis=0).astype(np.float32)
    positions += np.random.default_rng(0).uniform(0, 0.01, positions.shape).astype(np.float32)
    texts = [f"How do you cool the kitchen, part {n}?" for n in range(4)]
    texts += [f"Comment protéger la réserve, partie {n} ?" for n in range(4)]
    languages = ["en"] * 4 + ["fr"] * 4
    labels, areas = divide(positions, texts, languages, [[]] * 8, 2)
    assert len(set(labels[:4])) == len(set(labels[4:])) == 1
    assert "kitchen" in areas[labels[0]].names["en"]
    assert "réserve" in areas[labels[4]].names["fr"]


def test_tags_name_an_area_before_words_do() -> None:
    positions = np.repeat([[0.1, 0.1], [0.9, 0.9]], 3, axis=0).astype(np.float32)
    texts = ["The first word"] * 6
    tags = [["heat"]] * 3 + [["cold"]] * 3
    labels, areas = divide(positions, texts, ["en"] * 6, tags, 2)
    assert areas[labels[0]].names["en"][0] == "heat"


def test_more_areas_than_places_are_not_made() -> None:
    positions = np.full((5, 2), 0.5, np.float32)
    labels, areas = divide(positions, ["Same"] * 5, ["en"] * 5, [[]] * 5, 3)
    assert len(areas) == 1
    assert set(labels) == {0}
