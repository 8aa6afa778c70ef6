"""Any sentence-transformers model, from a local folder or by name."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.encoders.text import shortened

BATCH = 8_000  # characters of a batch, padding included
WORKERS = min(2, os.cpu_count() or 1)  # batches at a time when many texts are encoded
LONGEST = 2000  # characters; far beyond what max_tokens keeps, and cheap to tokenize


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the `Encoder` protocol.

    `max_tokens` cuts long texts: the cost of a transformer grows with their length, and
    the start of a question says most of what it is about.
    """

    def __init__(self, model: str | Path, *, name: str = "", max_tokens: int = 256) -> None:
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
        self.name = f"{name or fingerprint(model)}/{self._model.max_seq_length}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape (len(texts), dimension), float32."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        order, batches = batched(texts)
        if len(batches) == 1:
            encoded = [self._encode_batch(batches[0])]
        else:
            with ThreadPoolExecutor(WORKERS) as pool:
                encoded = list(pool.map(self._encode_batch, batches))
        vectors = np.empty((len(texts), encoded[0].shape[1]), dtype=np.float32)
        vectors[order] = np.concatenate(encoded)
        return unit(vectors)

    def _encode_batch(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import torch

        with self._tokenizing:
            shown = [shortened(text, LONGEST) for text in texts]
            features: dict[str, Any] = self._model.preprocess(shown)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=self._bfloat16):
            vectors = self._model(features)["sentence_embedding"]
        encoded: NDArray[np.float32] = vectors.float().numpy()
        return encoded


def batched(texts: Sequence[str]) -> tuple[list[int], list[list[str]]]:
    """Texts in batches of like length, so that little is padding, and the order they are in."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    batches: list[list[str]] = []
    for i in order:
        longest = 1 + min(len(texts[i]), LONGEST)  # of the batch so far, since they are sorted
        if not batches or (len(batches[-1]) + 1) * longest > BATCH:
            batches.append([])
        batches[-1].append(texts[i])
    return order, batches


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
