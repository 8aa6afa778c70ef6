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
from search.encoders.together import Together
from search.features import Query
from search.language import detect_language
from search.lexical.terms import WORD, stem, terms, words
from search.vectors import telling_words

LONGEST = 300  # characters of a passage
SENTENCES = 60  # of each text that may be compared; the first ones
ENCODED = 10  # sentences encoded in one call, so that it stays quick; the next call adds others
READ = 120  # characters of a sentence that are encoded
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
    """The sentences of a text, and the vectors of those that were encoded (else zeros)."""

    language: str
    spans: list[tuple[int, int]]
    stems: list[frozenset[str]]  # of each sentence, in the language of the text
    vectors: NDArray[np.float16]
    encoded: NDArray[np.bool_]


class PassageFinder:
    """Finds passages with the last part of an encoder; remembers the sentences of texts."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = Together(last(encoder), most=4 * ENCODED)
        self._columns = parts(encoder)[-1]
        self._remembered: OrderedDict[tuple[Hashable, int], _Sentences] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, query: Query, texts: Sequence[tuple[Hashable, str]]) -> list[Passage]:
        """One passage for each text that is not blank, in the order of `texts`."""
        wanted = [(key, text) for key, text in texts if text.strip()]
        known = [self._recall(key, text) for key, text in wanted]
        self._encode(query, [text for _, text in wanted], known)
        vector = query.title_vector[self._columns]
        found = zip(wanted, known, strict=True)
        return [_passage(query, vector, key, text, some) for (key, text), some in found]

    def _recall(self, key: Hashable, text: str) -> _Sentences:
        name = (key, hash(text))
        with self._lock:
            if name not in self._remembered:
                self._remembered[name] = _read(text, self._encoder.dimension)
            self._remembered.move_to_end(name)
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
            return self._remembered[name]

    def _encode(self, query: Query, texts: Sequence[str], known: Sequence[_Sentences]) -> None:
        """Encode those sentences of each text that share words with the query, most words first."""
        share = max(2, ENCODED // max(len(texts), 1))
        chosen = [
            (some, place, text[slice(*some.spans[place])])
            for text, some in zip(texts, known, strict=True)
            for place in _promising(query, some)[:share]
        ]
        if not chosen:
            return
        vectors = self._encoder.encode([sentence[:READ] for _, _, sentence in chosen])
        for (some, place, _), vector in zip(chosen, vectors, strict=True):
            some.vectors[place] = vector
            some.encoded[place] = True


def _read(text: str, dimension: int) -> _Sentences:
    spans, language = sentences(text)[:SENTENCES], detect_language(text)
    stems = [frozenset(terms(text[slice(*span)], language)) for span in spans]
    vectors = np.zeros((len(spans), dimension), dtype=np.float16)
    return _Sentences(language, spans, stems, vectors, np.zeros(len(spans), dtype=np.bool_))


def _promising(query: Query, some: _Sentences) -> list[int]:
    """Places of the sentences to encode, the one with most words of the query first.

    Those without any count when the text is met for the first time or is in another language;
    else there is nothing to wait for while somebody goes on typing.
    """
    asked = set(terms(query.title, some.language))
    every = not some.encoded.any() or query.language != some.language
    shared = {
        place: len(asked & some.stems[place]) for place in np.flatnonzero(~some.encoded).tolist()
    }
    wanted = [place for place, count in shared.items() if count or every]
    return sorted(wanted, key=lambda place: -shared[place])


def _passage(
    query: Query, vector: NDArray[np.float32], key: Hashable, text: str, some: _Sentences
) -> Passage:
    cosines = np.where(some.encoded, some.vectors.astype(np.float32) @ vector, -1.0)
    best = int(cosines.argmax())
    start, end = _widened(some.spans, best)
    shown = _cut(text[start:end])
    marked = marks(query.title, shown, some.language, query.language)
    return Passage(key, shown, marked, float(cosines[best]))


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of a text, none of them blank."""
    spans, start = [], 0
    for boundary in _BOUNDARY.finditer(text):
        spans.append((start, boundary.start()))
        start = boundary.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


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


__all__ = ["Passage", "PassageFinder", "marks", "sentences"]
