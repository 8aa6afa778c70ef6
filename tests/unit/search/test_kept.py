"""Vectors kept between runs of the learning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.encoders.concatenated import ConcatenatedEncoder
from search.training.kept import KeptEncoder, kept
from tests.unit.search.conftest import WordEncoder


class Counting(WordEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return super().encode(texts)


def test_a_text_is_encoded_once_also_in_the_next_run(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    KeptEncoder(first, tmp_path / "vectors").encode(["a", "b", "a"])

    vectors = KeptEncoder(second, tmp_path / "vectors").encode(["b", "c"])

    assert (first.asked, second.asked) == (["a", "b"], ["c"])
    np.testing.assert_allclose(vectors, WordEncoder().encode(["b", "c"]), atol=1e-3)


def test_another_encoder_reads_nothing_of_the_first(tmp_path: Path) -> None:
    KeptEncoder(Counting(), tmp_path / "vectors").encode(["a"])
    other = Counting()
    other.name = "other"

    KeptEncoder(other, tmp_path / "vectors").encode(["a"])

    assert other.asked == ["a"]


def test_each_part_of_an_encoder_is_kept(tmp_path: Path, word_encoder: WordEncoder) -> None:
    both = ConcatenatedEncoder([word_encoder, word_encoder])

    same = kept(both, tmp_path / "vectors")

    assert (same.name, same.dimension) == (both.name, both.dimension)
    np.testing.assert_allclose(same.encode(["a"]), both.encode(["a"]), atol=1e-3)
    assert same.encode([]).shape == (0, both.dimension)
