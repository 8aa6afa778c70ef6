"""A plane of documents divided into areas, each named by the terms that tell it from the others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from search.lexical import fold
from search.lexical.function_words import FUNCTION_WORDS
from search.lexical.terms import stem

WORD = re.compile(r"[^\W\d_]{3,}")
TERMS = 3
FEW = 2  # titles of one language that a name in that language needs


@dataclass(frozen=True, slots=True)
class Area:
    """`centre` in the unit square; `names`: its telling terms, by language, most telling first."""

    centre: tuple[float, float]
    names: dict[str, list[str]]


def divide(
    positions: NDArray[np.float32],
    titles: Sequence[str],
    languages: Sequence[str],
    count: int,
    previous: NDArray[np.float32] | None = None,
) -> tuple[NDArray[np.int32], list[Area]]:
    """At most `count` areas: which one each document is in (n,), and the areas.

    `previous` (count, 2) are the centres of yesterday, to begin from. k-means (Lloyd 1982); the
    names by class-based TF-IDF (Grootendorst 2022) over words of the titles.
    """
    from sklearn.cluster import KMeans

    distinct = len(np.unique(positions, axis=0))
    count = max(1, min(count, distinct))
    known = previous is not None and len(previous) == count
    means = KMeans(
        count, init=previous if known else "k-means++", n_init=1 if known else 4, random_state=0
    ).fit(positions)
    labels = means.labels_.astype(np.int32)
    names = _names(labels, titles, languages, count)
    centres = means.cluster_centers_
    return labels, [
        Area((float(x), float(y)), name) for (x, y), name in zip(centres, names, strict=True)
    ]


def _names(
    labels: NDArray[np.int32], titles: Sequence[str], languages: Sequence[str], count: int
) -> list[dict[str, list[str]]]:
    names: list[dict[str, list[str]]] = [{} for _ in range(count)]
    for language in sorted(set(languages)):
        inside: list[Counter[str]] = [Counter() for _ in range(count)]
        written: defaultdict[str, Counter[str]] = defaultdict(Counter)
        size: Counter[int] = Counter()
        for label, title, spoken in zip(labels, titles, languages, strict=True):
            if spoken == language:
                size[int(label)] += 1
                for term, word in set(_terms(title, language)):
                    inside[label][term] += 1
                    written[term][word] += 1
        everywhere = sum(inside, Counter())
        for label in range(count):
            if size[label] >= FEW:
                best = sorted(
                    inside[label],
                    key=lambda term: (-_telling(inside[label], everywhere, term, count), term),
                )
                names[label][language] = [
                    written[term].most_common(1)[0][0] for term in best[:TERMS]
                ]
    return names


def _telling(inside: Counter[str], everywhere: Counter[str], term: str, count: int) -> float:
    return inside[term] * log(1 + count * 2 / everywhere[term])


def _terms(title: str, language: str) -> list[tuple[str, str]]:
    """(stem, the word as it is written) of each word that is not mere grammar."""
    dropped = FUNCTION_WORDS.get(language, frozenset())
    found = []
    for word in WORD.findall(title.lower().replace("’", "'")):
        folded = fold(word)
        if folded not in dropped:
            found.append((stem(folded, language), word))
    return found
