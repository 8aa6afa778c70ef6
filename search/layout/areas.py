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
MOST_TAGS = 2
FEW = 2  # texts that a name, and each term of it, must at least be found in


@dataclass(frozen=True, slots=True)
class Area:
    """`centre` in the unit square; `names`: its telling terms, by language, most telling first."""

    centre: tuple[float, float]
    names: dict[str, list[str]]


def divide(
    positions: NDArray[np.float32],
    texts: Sequence[str],
    languages: Sequence[str],
    tags: Sequence[Sequence[str]],
    count: int,
    previous: NDArray[np.float32] | None = None,
) -> tuple[NDArray[np.int32], list[Area]]:
    """At most `count` areas: which one each document is in (n,), and the areas.

    `previous` (count, 2) are the centres of yesterday, to begin from. k-means (Lloyd 1982). A tag
    or a word names an area when more of its documents have it than of all: by its share in the
    area, times the logarithm of how much larger that is than its share at large. Tags, which
    somebody chose, come before words.
    """
    from sklearn.cluster import KMeans

    distinct = len(np.unique(positions, axis=0))
    count = max(1, min(count, distinct))
    known = previous is not None and len(previous) == count
    means = KMeans(
        count, init=previous if known else "k-means++", n_init=1 if known else 4, random_state=0
    ).fit(positions)
    labels = means.labels_.astype(np.int32)
    tagged = _telling([[(tag, tag) for tag in each] for each in tags], labels)
    names: list[dict[str, list[str]]] = [{} for _ in range(count)]
    for language in sorted(set(languages)):
        speaking = [i for i, spoken in enumerate(languages) if spoken == language]
        found = _telling([_terms(texts[i], language) for i in speaking], labels[speaking])
        for label, terms in found.items():
            marked = tagged.get(label, [])[:MOST_TAGS]
            chosen = list(dict.fromkeys([*marked, *terms]))
            names[label][language] = chosen[: MOST_TAGS if marked else TERMS]
    centres = means.cluster_centers_
    return labels, [
        Area((float(x), float(y)), name) for (x, y), name in zip(centres, names, strict=True)
    ]


def _telling(
    documents: Sequence[Sequence[tuple[str, str]]], labels: NDArray[np.int32]
) -> dict[int, list[str]]:
    """The (term, written) of each label that has documents enough, as they are mostly written."""
    inside: defaultdict[int, Counter[str]] = defaultdict(Counter)
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for label, document in zip(labels.tolist(), documents, strict=True):
        for term, word in dict(document).items():
            inside[label][term] += 1
            written[term][word] += 1
    everywhere: Counter[str] = sum(inside.values(), Counter())
    sizes = Counter(labels.tolist())
    return {
        label: [
            written[term].most_common(1)[0][0]
            for term in _best(inside[label], size, everywhere, len(documents))
        ]
        for label, size in sizes.items()
        if size >= FEW
    }


def _best(inside: Counter[str], size: int, everywhere: Counter[str], count: int) -> list[str]:
    def telling(term: str) -> float:
        share = inside[term] / size
        return share * log(share * count / everywhere[term])

    known = [term for term, number in inside.items() if number >= FEW] or list(inside)
    return sorted(known, key=lambda term: (-telling(term), term))[:TERMS]


def _terms(text: str, language: str) -> list[tuple[str, str]]:
    """(stem, the word as it is written) of each word that is not mere grammar."""
    dropped = FUNCTION_WORDS.get(language, frozenset())
    found = []
    for word in WORD.findall(text.lower().replace("’", "'")):
        folded = fold(word)
        if folded not in dropped:
            found.append((stem(folded, language), word))
    return found
