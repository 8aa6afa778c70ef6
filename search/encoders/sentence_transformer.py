"""Any sentence-transformers model, from a local folder or by name."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import LONGEST, encode_in_batches
from search.encoders.text import shortened
from search.encoders.weights import fingerprint


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the `Encoder` protocol.

    `max_tokens` cuts long texts: the cost of a transformer grows with their length, and
    the start of a question says most of what it is about.
    """

    def __init__(self, model: str | Path, *, max_tokens: int = 256) -> None:
        """Load the model; takes seconds. Raises OSError when it cannot be found."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # Threads that wait for one another stand still on a busy machine: one each.
        torch.set_num_threads(1)
        logging.disable_progress_bar()
        self._model = SentenceTransformer(str(model), device="cpu")
        self._model.eval()
        longest = self._model.max_seq_length or max_tokens
        self._model.max_seq_length = min(longest, max_tokens)
        # Twice as fast where the processor computes in bfloat16; cosine to float32 above .9999.
        self._bfloat16 = torch.cpu._is_avx512_bf16_supported()
        if self._bfloat16:  # once, instead of at every call
            for module in self._model.modules():
                if isinstance(module, torch.nn.Linear):
                    module.bfloat16()
        # A fast tokenizer changes its own padding while it works: one thread at a time.
        self._tokenizing = threading.Lock()
        self.dimension = int(self.encode(["dimension"]).shape[1])
        self.name = f"{fingerprint(model)}/{self._model.max_seq_length}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension), float32."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return encode_in_batches(texts, self._encode_batch)

    def _encode_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import torch

        with self._tokenizing:
            shown = [shortened(text, LONGEST) for text in texts]
            features: dict[str, Any] = self._model.preprocess(shown)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self._bfloat16):
            vectors = self._model(features)["sentence_embedding"]
        encoded: NDArray[np.float32] = vectors.float().numpy()
        return encoded
