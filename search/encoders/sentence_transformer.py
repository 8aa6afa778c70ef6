"""Any sentence-transformers model, from a local folder or by name."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH = 32
LONGEST = 1500  # characters; far beyond what max_tokens keeps, and cheap to tokenize


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the `Encoder` protocol.

    `max_tokens` cuts long texts: the cost of a transformer grows with their length, and
    the start of a question says most of what it is about.
    """

    def __init__(self, model: str | Path, *, name: str = "", max_tokens: int = 128) -> None:
        """Load the model; takes seconds. Raises OSError when it cannot be found."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(model), device="cpu")
        self._model.eval()
        longest = self._model.max_seq_length or max_tokens
        self._model.max_seq_length = min(longest, max_tokens)
        # A fast tokenizer changes its own padding while it works: one thread at a time.
        self._tokenizing = threading.Lock()
        self.dimension = int(self.encode(["dimension"]).shape[1])
        self.name = f"{name or fingerprint(model)}/{self._model.max_seq_length}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension), float32."""
        import torch

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        # Texts of like length share a batch, so that little of it is padding.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        pieces = []
        with torch.inference_mode():
            for start in range(0, len(order), BATCH):
                batch = [texts[i][:LONGEST] for i in order[start : start + BATCH]]
                with self._tokenizing:
                    features: dict[str, Any] = self._model.preprocess(batch)
                pieces.append(self._model(features)["sentence_embedding"].float().numpy())
        sorted_vectors = np.concatenate(pieces).astype(np.float32, copy=False)
        vectors = np.empty_like(sorted_vectors)
        vectors[order] = sorted_vectors
        return unit(vectors)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row divided by its length; rows of zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-12))
    return scaled


def fingerprint(model: str | Path) -> str:
    """The model's name, and for a local folder also a hash of its weights."""
    folder = Path(model)
    if not folder.is_dir():
        return str(model)
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".safetensors", ".bin", ".onnx"}:
            digest.update(bytes.fromhex(sha256(file)))
    return f"{folder.name}@{digest.hexdigest()[:12]}"


def sha256(file: Path) -> str:
    """Hexadecimal SHA-256 of a file, read in pieces."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
