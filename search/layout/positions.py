"""Vectors → points of a plane: what is close in meaning is close there, today as yesterday."""

from __future__ import annotations

import faiss
import numpy as np
from numpy.typing import NDArray

LARGEST = 20_000  # laid out by t-SNE, some minutes; what is beyond is placed among its neighbours
KNOWN = 0.8  # a layout of so many of the documents stays as it is; the others are placed in it
NEIGHBOURS = 5
SPREAD = 40.0  # of a layout as t-SNE leaves it
APART = 0.004  # of the width: a new point does not hide the one it is most like

Positions = NDArray[np.float32]


def lay_out(vectors: NDArray[np.float32], previous: Positions | None = None) -> Positions:
    """A position for each of n documents, in the unit square.

    Args:
        vectors: (n, d), unit vectors.
        previous: (n, 2), where each was before, NaN where it was not there. When most were, they
            stay exactly where they are and the others find their place among their neighbours;
            otherwise all is laid out anew, beginning from there, and turned to lie likewise.

    Returns:
        (n, 2) float32 in 0..1. The same for the same input.

    By t-SNE (van der Maaten and Hinton 2008) from principal components.
    """
    count = len(vectors)
    if previous is None:
        previous = np.full((count, 2), np.nan, np.float32)
    known = ~np.isnan(previous[:, 0])
    if count and known.mean() >= KNOWN:
        return _placed(vectors, previous)
    chosen = np.arange(count)
    if count > LARGEST:
        chosen = np.sort(np.random.default_rng(0).choice(count, LARGEST, replace=False))
    positions = np.full((count, 2), np.nan, np.float32)
    positions[chosen] = _anew(vectors[chosen], previous[chosen])
    return _placed(vectors, positions)


def _anew(vectors: NDArray[np.float32], previous: Positions) -> Positions:
    # Imported here: only who makes a layout pays for it
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE

    count = len(vectors)
    if count < 4:
        return np.linspace([0.3, 0.5], [0.7, 0.5], count, dtype=np.float32)
    components = PCA(min(50, count - 1, vectors.shape[1]), random_state=0).fit_transform(vectors)
    start = components[:, :2] / (components[:, 0].std() or 1.0) * 1e-4
    known = ~np.isnan(previous[:, 0])
    again = known.mean() > 0.5
    if again:
        start = (_placed(vectors, previous) - 0.5) * SPREAD
    found = TSNE(
        perplexity=min(30.0, max(5.0, count / 12), (count - 1) / 3),
        init=start.astype(np.float32),
        # Pulling everything together first is for a beginning without any order
        early_exaggeration=1.5 if again else 12.0,
        max_iter=600,
        random_state=0,
    ).fit_transform(components)
    return _fitted(_turned(found, previous, known))


def _turned(found: Positions, previous: Positions, known: NDArray[np.bool_]) -> Positions:
    """Turned and mirrored so that what was there before lies much as it did (Procrustes)."""
    if known.sum() < 3:
        return found
    here = found[known] - found[known].mean(axis=0)
    there = previous[known] - previous[known].mean(axis=0)
    left, _, right = np.linalg.svd(here.T @ there)
    return ((found - found[known].mean(axis=0)) @ (left @ right)).astype(np.float32)


def _fitted(found: Positions) -> Positions:
    """Into the unit square, with a margin; a few far outliers do not press the rest together."""
    low, high = np.percentile(found, [0.5, 99.5], axis=0)
    scaled = 0.04 + 0.92 * (found - low) / np.maximum(high - low, 1e-9)
    return np.clip(scaled, 0.0, 1.0).astype(np.float32)


def _placed(vectors: NDArray[np.float32], positions: Positions) -> Positions:
    """Those without a position get one between the documents they are most like."""
    known = ~np.isnan(positions[:, 0])
    if known.all():
        return positions
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors[known], dtype=np.float32))
    new = np.flatnonzero(~known)
    cosines, near = index.search(
        np.ascontiguousarray(vectors[new], dtype=np.float32), min(NEIGHBOURS, int(known.sum()))
    )
    weights = np.maximum(cosines, 1e-3) ** 4
    weights /= weights.sum(axis=1, keepdims=True)
    places = (positions[known][near] * weights[:, :, None]).sum(axis=1)
    turn = np.random.default_rng(0).uniform(0, 2 * np.pi, len(new))
    result = positions.copy()
    result[new] = places + APART * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return np.clip(result, 0.0, 1.0).astype(np.float32)
