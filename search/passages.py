"""The sentences of a text that answer a query, for showing why it was found."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.documents import Document
from search.encoders import Encoder, last, parts
from search.encoders.together import Together
from search.language import detect_language
from search.lexical.terms import WORD, stem, terms, words
from search.sentences import Sentences, packed
from search.vectors import telling_words

LONGEST = 300  # characters of a passage
ENCODED = 10  # sentences encoded in one call, so that it stays quick; the next call adds others
REMEMBERED = 1000  # texts whose sentences are kept

Stored = Callable[[], Mapping[Hashable, bytes]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text, verbatim, at most about 300 characters.

    `marks` are spans (start, end) in `text` of the words it shares with the query;
    `score` is the cosine of its best sentence, -1..1.
    """

    key: Hashable
    text: str
    marks: tuple[tuple[int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What passages are to answer: a text, its language, and its vector (dimension,)."""

    text: str
    language: str
    vector: NDArray[np.float32]


class PassageFinder:
    """Finds passages with the last part of an encoder; remembers the sentences of texts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = Together(last(encoder), most=4 * ENCODED)
        self._columns = parts(encoder)[-1]
        self._remembered: OrderedDict[tuple[Hashable, int], Sentences] = OrderedDict()
        self._lock = threading.Lock()

    def embed(self, documents: Sequence[Document]) -> list[bytes]:
        """The sentences of each document's solutions with all their vectors, to be kept and given
        to `find`; of a document without solutions nothing."""
        width = self._encoder.dimension
        read = [
            [(solution.id, Sentences.read(solution.text, width)) for solution in document.solutions]
            for document in documents
        ]
        every = [some for of_one in read for _, some in of_one]
        chosen = [some.part(place) for some in every for place in range(len(some.spans))]
        vectors = self._encoder.encode(chosen)
        ends = np.cumsum([0, *(len(some.spans) for some in every)]).tolist()
        for some, (start, end) in zip(every, pairwise(ends), strict=True):
            some.learn(range(end - start), vectors[start:end])
        return [packed(of_one) for of_one in read]

    def find(
        self,
        query: Asked,
        texts: Sequence[tuple[Hashable, str]],
        stored: Stored = dict,
    ) -> list[Passage]:
        """One passage for each text that is not blank, in the order of `texts`.

        `stored` gives sentences that `embed` gave, by the keys of the texts, and is asked only
        where a text is met for the first time: of what is not there, or of another text, some are
        encoded now.
        """
        wanted = [(key, text) for key, text in texts if text.strip()]
        known = self._recall(wanted, stored)
        self._encode(query, known)
        vector = query.vector[self._columns]
        return [
            _passage(query, vector, key, some) for (key, _), some in zip(wanted, known, strict=True)
        ]

    def _recall(self, texts: Sequence[tuple[Hashable, str]], stored: Stored) -> list[Sentences]:
        names = [(key, hash(text)) for key, text in texts]
        with self._lock:
            found = {name: self._remembered[name] for name in names if name in self._remembered}
        kept = stored() if len(found) < len(set(names)) else {}
        for name, (key, text) in zip(names, texts, strict=True):
            if name not in found:
                found[name] = self._met(text, kept.get(key, b""))
        with self._lock:
            for name in names:
                self._remembered[name] = found[name]
                self._remembered.move_to_end(name)
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return [found[name] for name in names]

    def _met(self, text: str, stored: bytes) -> Sentences:
        width = self._encoder.dimension
        return Sentences.stored(text, stored, width) or Sentences.read(text, width)

    def _encode(self, query: Asked, known: Sequence[Sentences]) -> None:
        """Encode those sentences of each text that share words with the query, most words first."""
        share = max(2, ENCODED // max(len(known), 1))
        chosen = [(some, place) for some in known for place in _promising(query, some)[:share]]
        if not chosen:
            return
        vectors = self._encoder.encode([some.part(place) for some, place in chosen])
        for (some, place), vector in zip(chosen, vectors, strict=True):
            some.learn([place], vector[None])


def _promising(query: Asked, some: Sentences) -> list[int]:
    """Places of the sentences to encode, the one with most words of the query first.

    Those without any count when the text is met for the first time or is in another language;
    else there is nothing to wait for while somebody goes on typing.
    """
    if some.encoded.all():
        return []
    asked = set(terms(query.text, some.language))
    every = not some.encoded.any() or query.language != some.language
    shared = {
        place: len(asked & some.stems[place]) for place in np.flatnonzero(~some.encoded).tolist()
    }
    wanted = [place for place, count in shared.items() if count or every]
    return sorted(wanted, key=lambda place: -shared[place])


def _passage(query: Asked, vector: NDArray[np.float32], key: Hashable, some: Sentences) -> Passage:
    cosines = np.where(some.encoded, some.vectors.astype(np.float32) @ vector, -1.0)
    best = int(cosines.argmax())
    start, end = _widened(some.spans, best)
    shown = _cut(some.text[start:end])
    marked = marks(query.text, shown, some.language, query.language)
    return Passage(key, shown, marked, float(cosines[best]))


def marks(
    query: str, text: str, language: str = "", asked_in: str = ""
) -> tuple[tuple[int, int], ...]:
    """Spans of the words of `text` whose stem the query has, function words of both left out."""
    language, asked_in = language or detect_language(text), asked_in or detect_language(query)
    # Each language has its own stems, so the query is read as if in the text's.
    telling = " ".join(telling_words(query, asked_in))
    asked = set(terms(telling, language))
    found = []
    for match in WORD.finditer(text):
        folded = words(match.group())
        if any(stem(word, language) in asked for word in folded):
            found.append(match.span())
    return tuple(found)


def _widened(spans: Sequence[tuple[int, int]], best: int) -> tuple[int, int]:
    """The best sentence with the following and the preceding one while they fit."""
    start, end = spans[best]
    if best + 1 < len(spans) and spans[best + 1][1] - start <= LONGEST:
        end = spans[best + 1][1]
    if best > 0 and end - spans[best - 1][0] <= LONGEST:
        start = spans[best - 1][0]
    return start, end


def _cut(text: str) -> str:
    """At most LONGEST characters, ending with a whole word where there is one."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(maxsplit=1)[0]


__all__ = ["Passage", "PassageFinder", "marks"]
