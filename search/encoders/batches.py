"""Many texts in batches of like length, some at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

BATCH = 1_000  # characters of a batch, padding included: what stays in the caches is faster
FEW = 4  # texts that are wanted at once: a query, or a question just asked
WORKERS = min(2, os.cpu_count() or 1)  # batches at a time when many texts are encoded
LONGEST = 2000  # characters; far beyond the tokens kept, and cheap to tokenize


def encode_in_batches(
    texts: Sequence[str], encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Unit vectors of at least one text, in the order of `texts`; `encode` takes one batch."""
    order, batches = batched(texts)
    if len(batches) == 1:
        encoded = [encode(batches[0])]
    else:
        with ThreadPoolExecutor(WORKERS) as pool:
            encoded = list(pool.map(encode, batches))
    vectors = np.empty((len(texts), encoded[0].shape[1]), dtype=np.float32)
    vectors[order] = np.concatenate(encoded)
    return unit(vectors)


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
