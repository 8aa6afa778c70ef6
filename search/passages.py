"""The sentences of a text that answer a query, for showing why it was found."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.encoders import Encoder, last, parts
from search.features import Query
from search.language import detect_language
from search.lexical.terms import WORD, stem, terms, words

LONGEST = 300  # characters of a passage
SENTENCES = 40  # of each text that are compared; the first ones
REMEMBERED = 1000  # texts whose sentence vectors are kept
# After a full stop and before a capital, at line ends, and before list marks.
_BOUNDARY = re.compile(r"(?<=[.!?…。！？])[\"'»)\]]*\s+(?=[\"'«(\[]*[^\W_a-z])|\s*\n+\s*")


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
class _Sentences:
    spans: list[tuple[int, int]]
    vectors: NDArray[np.float16]


class PassageFinder:
    """Finds passages with the last part of an encoder; remembers the sentences of texts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = last(encoder)
        self._columns = parts(encoder)[-1]
        self._remembered: OrderedDict[tuple[Hashable, int], _Sentences] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, query: Query, texts: Sequence[tuple[Hashable, str]]) -> list[Passage]:
        """One passage for each text that is not blank, in the order of `texts`."""
        wanted = [(key, text) for key, text in texts if text.strip()]
        vector = query.title_vector[self._columns]
        found = zip(wanted, self._sentences(wanted), strict=True)
        return [self._passage(query, vector, key, text, known) for (key, text), known in found]

    def _sentences(self, texts: Sequence[tuple[Hashable, str]]) -> list[_Sentences]:
        keys = [(key, hash(text)) for key, text in texts]
        with self._lock:
            known = {key: self._remembered[key] for key in keys if key in self._remembered}
        fresh = {k: text for k, (_, text) in zip(keys, texts, strict=True) if k not in known}
        spans = {key: sentences(text)[:SENTENCES] for key, text in fresh.items()}
        vectors = self._encoder.encode(
            [fresh[key][a:b] for key, found in spans.items() for a, b in found]
        ).astype(np.float16)
        start = 0
        for key, found in spans.items():
            known[key] = _Sentences(found, vectors[start : start + len(found)])
            start += len(found)
        with self._lock:
            for key in keys:
                self._remembered[key] = known[key]
                self._remembered.move_to_end(key)
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return [known[key] for key in keys]

    @staticmethod
    def _passage(
        query: Query, vector: NDArray[np.float32], key: Hashable, text: str, known: _Sentences
    ) -> Passage:
        cosines = known.vectors.astype(np.float32) @ vector
        best = int(cosines.argmax())
        start, end = _widened(known.spans, best)
        shown = _cut(text[start:end])
        return Passage(key, shown, marks(query.title, shown), float(cosines[best]))


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of a text, none of them blank."""
    spans, start = [], 0
    for boundary in _BOUNDARY.finditer(text):
        spans.append((start, boundary.start()))
        start = boundary.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def marks(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the words of `text` whose stem the query has, function words left out."""
    language = detect_language(text)
    # Each language has its own stems, so the query is read as if in the text's.
    asked = set(terms(query, language))
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


__all__ = ["Passage", "PassageFinder", "marks", "sentences"]
