"""What is known of each document beside its vectors, at some 150 bytes a document."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.documents import Document
from search.features import Entry, folded
from search.lexical import words
from search.vectors.growing import Growing
from search.vectors.lookup import Lookup
from search.writing import bare, plain

LONGEST_HASH = 32  # bytes of a content hash

# The columns, one value a document
COLUMNS: dict[str, str] = {
    "ids": "<i8",
    "hashes": f"S{LONGEST_HASH}",
    "languages": "u1",  # place in Catalogue.languages
    "titles": "<i8",  # a hash of the folded title; 0 where it is blank
    "wordless": "?",
    "first_word": "<i8",  # place in Catalogue.title_words
    "alive": "?",
}


@dataclass(frozen=True, slots=True)
class Cut:
    """The documents that were there at one moment, without the removed ones."""

    numbers: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    title_words: NDArray[np.int32]
    languages: list[str]


class Catalogue:
    """Documents, numbered from 0 as they are added; the caller keeps writers apart from readers."""

    def __init__(self) -> None:
        self.languages: list[str] = []
        self._codes: dict[str, int] = {}
        self._columns = {name: Growing(kind) for name, kind in COLUMNS.items()}
        self._title_words = Growing(np.int32)
        self._by_id, self._by_title = Lookup(), Lookup()
        self._alive = 0

    def add(self, documents: Sequence[Document], title_words: Sequence[NDArray[np.int32]]) -> None:
        """Add documents of whose ids none is here."""
        starts = np.cumsum([0, *(len(found) for found in title_words)])[:-1]
        columns = {
            "ids": [document.id for document in documents],
            "hashes": [_hash(document) for document in documents],
            "languages": [self._code(document.language) for document in documents],
            "titles": [title_key(document.title) for document in documents],
            "wordless": [not words(document.question) for document in documents],
            "first_word": starts + len(self._title_words),
            "alive": [True] * len(documents),
        }
        self._title_words.append(np.concatenate(title_words))
        self._append({name: np.asarray(columns[name], kind) for name, kind in COLUMNS.items()})

    def adopt(self, cut: Cut) -> None:
        """Take over documents into a catalogue that has none yet."""
        for language in cut.languages:
            self._code(language)
        self._title_words.append(cut.title_words)
        self._append(cut.columns)

    def remove(self, numbers: Sequence[int]) -> None:
        """Forget these documents; their numbers are not given again."""
        self._columns["alive"].rows[numbers] = False
        self._alive -= len(numbers)

    def numbers(self, ids: Sequence[int]) -> list[int]:
        """The numbers of those of these documents that are here."""
        alive = self._columns["alive"].rows
        return [place for id_ in ids for place in self._by_id.places(id_) if alive[place]]

    def titled(self, title: str) -> list[int]:
        """The numbers of the documents of the very same title, apart from case, accents, spaces
        and the punctuation around it."""
        key = title_key(title)
        alive = self._columns["alive"].rows
        return [place for place in self._by_title.places(key) if alive[place]] if key else []

    def ids(self, numbers: Sequence[int]) -> list[int]:
        """The ids of documents by their numbers."""
        found: list[int] = self._columns["ids"].rows[list(numbers)].tolist()
        return found

    def entry(self, number: int) -> Entry:
        """What is known of one document."""
        columns, first = self._columns, self._columns["first_word"].rows
        end = first[number + 1] if number + 1 < len(first) else len(self._title_words)
        return Entry(
            id=int(columns["ids"].rows[number]),
            content_hash=columns["hashes"].rows[number].decode(),
            language=self.languages[columns["languages"].rows[number]],
            title_words=self._title_words.rows[first[number] : end],
            wordless=bool(columns["wordless"].rows[number]),
        )

    def hashes(self) -> dict[int, str]:
        """Id and content hash of every document that is here."""
        cut = self.cut()
        hashes = (hash_.decode() for hash_ in cut.columns["hashes"].tolist())
        return dict(zip(cut.columns["ids"].tolist(), hashes, strict=True))

    def cut(self) -> Cut:
        """What is here now, in arrays that no later change touches."""
        columns = {name: column.rows for name, column in self._columns.items()}
        numbers = np.flatnonzero(columns["alive"])
        firsts = np.append(columns["first_word"], len(self._title_words))
        counts = np.diff(firsts)[numbers]
        starts = np.cumsum(counts) - counts
        places = np.arange(counts.sum()) + np.repeat(firsts[numbers] - starts, counts)
        kept = {name: column[numbers] for name, column in columns.items()} | {"first_word": starts}
        return Cut(numbers, kept, self._title_words.rows[places], list(self.languages))

    def counts(self) -> Counter[str]:
        """How many documents there are in each language."""
        codes = self._columns["languages"].rows[self._columns["alive"].rows]
        found = zip(*np.unique(codes, return_counts=True), strict=True)
        return Counter({self.languages[code]: int(count) for code, count in found})

    def __len__(self) -> int:
        return self._alive

    def _append(self, columns: dict[str, NDArray[Any]]) -> None:
        first = len(self._columns["ids"])
        for name, values in columns.items():
            self._columns[name].append(values)
        self._by_id.add(columns["ids"], np.arange(len(columns["ids"])) + first)
        titled = np.flatnonzero(columns["titles"])
        self._by_title.add(columns["titles"][titled], titled + first)
        self._alive += len(columns["ids"])

    def _code(self, language: str) -> int:
        if language not in self._codes:
            self._codes[language] = len(self.languages)
            self.languages.append(language)
        return self._codes[language]


def differing(
    ids: NDArray[np.int64],
    hashes: NDArray[np.bytes_],
    held_ids: NDArray[np.int64],
    held_hashes: NDArray[np.bytes_],
) -> tuple[list[int], list[int]]:
    """Of `ids` those that are not held with the same hash; of the held those not in `ids`."""
    order = np.argsort(held_ids)
    places = np.searchsorted(held_ids, ids, sorter=order)
    found = np.append(order, -1)[places]
    same = (np.append(held_ids, 0)[found] == ids) & (np.append(held_hashes, b"")[found] == hashes)
    same &= found >= 0
    return ids[~same].tolist(), held_ids[~np.isin(held_ids, ids)].tolist()


def title_key(title: str) -> int:
    """A number that titles share which are the same when folded, apart from the punctuation around
    them; 0 for a blank one."""
    text = folded(bare(plain(title)))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) if text else 0


def _hash(document: Document) -> bytes:
    found = document.content_hash.encode()
    if len(found) > LONGEST_HASH:
        raise ValueError(f"content hash of {document.id}: longer than {LONGEST_HASH} bytes")
    return found
