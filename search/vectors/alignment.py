"""How much of what is asked is in a text, word by word, by the meaning of each word.

Each word of the query is compared with the closest word of the text (late interaction, Khattab and
Zaharia 2020), and counts the more, the fewer of the candidates have anything like it. The vectors
of single words all point somewhere near their mean, which hides what tells them apart: it is
subtracted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import unit

LIKE = 0.75  # from this cosine on a text has "something like" a word
LEAST = 0.1  # the weight of a word that all candidates have

Floats = NDArray[np.float32]


@lru_cache(maxsize=1)
def usual_word() -> Floats:
    """The mean vector of a word (512,) in USE's space, as `search.training.means` found it."""
    data = json.loads((files("search") / "data/means.json").read_text("utf-8"))
    return np.array(data["word"], np.float32)


def cosines(asked: Floats, words: Floats, usual: Floats | None = None) -> Floats:
    """Cosines (q, m) of words, given as unit vectors (q, dimension) and (m, dimension), without
    what all words have in common.

    It is never subtracted from `words`, of which there are thousands: (a - u)(w - u) = (a - u)w -
    (a - u)u, and |w - u|² = 1 - 2uw + u².
    """
    usual = usual_word() if usual is None else usual
    apart = unit(asked - usual)
    products = np.concatenate([apart, usual[None]]) @ words.T
    lengths = np.sqrt(np.maximum(1 - 2 * products[-1] + usual @ usual, 1e-6))
    found: Floats = (products[:-1] - (apart @ usual)[:, None]) / lengths
    return found


def alignment(closeness: Floats, texts: Sequence[NDArray[np.int32]]) -> Floats:
    """For each text the weighted mean, over the words asked, of the cosine to its closest word.

    `closeness` (q, m) are the `cosines` of the words asked to those of the texts; `texts` say by
    place which of these each candidate has. Shape (n,), between -1 and 1; 0 where either has no
    words.
    """
    found = np.zeros(len(texts), np.float32)
    worded = [place for place, text in enumerate(texts) if len(text)]
    if not len(closeness) or not worded:
        return found
    every = np.concatenate([texts[place] for place in worded])
    starts = np.cumsum([0, *(len(texts[place]) for place in worded)])[:-1]
    closest = np.maximum.reduceat(closeness[:, every], starts, axis=1)
    having = (closest > LIKE).sum(axis=1)
    weights = np.maximum(np.log((len(texts) + 1) / (having + 0.5)), LEAST).astype(np.float32)
    found[worded] = weights @ closest / weights.sum()
    return found
