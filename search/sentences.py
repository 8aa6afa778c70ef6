"""The sentences of a text and their vectors, from which passages are chosen; also as bytes, so that
they need to be made once."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Hashable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.encoders.batches import unit
from search.language import detect_language
from search.lexical.terms import terms

MOST = 60  # sentences of a text that may be compared; the first ones
READ = 120  # characters of a sentence that are encoded
# After a full stop and before a capital, at line ends, and before list marks.
_BOUNDARY = re.compile(r"(?<=[.!?…。！？])[\"'»)\]]*\s+(?=[\"'«(\[]*[^\W_a-z])|\s*\n+\s*")
# Which text, its language, how many sentences. Then their spans, and their vectors in eight bits.
_HEAD = struct.Struct("<8s8sH")
_KEYED = struct.Struct("<qI")  # the key of a text, and how many bytes are its
_LARGEST = 127  # of a signed byte

Span = tuple[int, int]


class Sentences:
    """The first sentences of a text, and the vectors of those that were encoded (else zeros)."""

    def __init__(
        self, text: str, language: str, spans: list[Span], vectors: NDArray[np.float16]
    ) -> None:
        """`vectors` (sentences, dimension) are of length 1, or 0 where there is none yet."""
        self.text = text
        self.language = language
        self.spans = spans
        self.vectors = vectors
        self.encoded = np.any(vectors, axis=1)

    @classmethod
    def read(cls, text: str, dimension: int) -> Sentences:
        """None of them has a vector yet."""
        spans = sentences(text)[:MOST]
        vectors = np.zeros((len(spans), dimension), dtype=np.float16)
        return cls(text, detect_language(text), spans, vectors)

    @classmethod
    def stored(cls, text: str, stored: bytes, dimension: int) -> Sentences | None:
        """What `to_bytes` gave; None when that was of another text or is damaged."""
        if len(stored) < _HEAD.size:
            return None
        digest, language, count = _HEAD.unpack_from(stored)
        between = _HEAD.size + 8 * count
        if digest != _digest(text) or len(stored) != between + count * dimension:
            return None
        spans = np.frombuffer(stored, "<u4", 2 * count, _HEAD.size).reshape(-1, 2).tolist()
        bytes_ = np.frombuffer(stored, np.int8, offset=between).reshape(count, dimension)
        vectors = unit(bytes_.astype(np.float32)).astype(np.float16)
        language = language.rstrip(b"\0").decode("ascii", "replace")
        return cls(text, language, [(start, end) for start, end in spans], vectors)

    def to_bytes(self) -> bytes:
        """Some half a kilobyte a sentence: the text itself is not in it."""
        head = _HEAD.pack(_digest(self.text), self.language.encode()[:8], len(self.spans))
        spans = np.array(self.spans, "<u4").tobytes()
        single = self.vectors.astype(np.float32)
        largest = np.abs(single).max(axis=1, keepdims=True, initial=1e-6)
        return head + spans + np.rint(single * (_LARGEST / largest)).astype(np.int8).tobytes()

    def part(self, place: int) -> str:
        """What is encoded of a sentence."""
        start, end = self.spans[place]
        return self.text[start : min(end, start + READ)]

    def learn(self, places: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """The vectors (len(places), dimension) of these sentences."""
        self.vectors[list(places)] = vectors
        self.encoded[list(places)] = True

    @cached_property
    def stems(self) -> list[frozenset[str]]:
        """Those of each sentence, in the language of the text."""
        return [frozenset(terms(self.text[slice(*span)], self.language)) for span in self.spans]


def packed(texts: Sequence[tuple[int, Sentences]]) -> bytes:
    """The sentences of several texts, each with its key, as one."""
    every = [(key, some.to_bytes()) for key, some in texts]
    return b"".join(_KEYED.pack(key, len(part)) + part for key, part in every)


def unpacked(stored: bytes) -> dict[Hashable, bytes]:
    """What was packed, by key; whatever is damaged is left out."""
    found: dict[Hashable, bytes] = {}
    place = 0
    while place + _KEYED.size <= len(stored):
        key, size = _KEYED.unpack_from(stored, place)
        place += _KEYED.size
        found[key] = stored[place : place + size]
        place += size
    return found


def sentences(text: str) -> list[Span]:
    """Spans (start, end) of the sentences of a text, none of them blank."""
    spans, start = [], 0
    for boundary in _BOUNDARY.finditer(text):
        spans.append((start, boundary.start()))
        start = boundary.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _digest(text: str) -> bytes:
    encoded = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(encoded, digest_size=8).digest()
