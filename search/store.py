"""Documents as they are searched: what is known of them, their vectors, words and terms."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.catalogue import Catalogue, differing
from search.contents import Contents
from search.documents import Document
from search.encoders import Encoder, last, parts
from search.features import words_of
from search.lexical import LexicalIndex
from search.vectors import (
    EXACT_ROWS,
    TITLE,
    Hubness,
    ReadWriteLock,
    RowFile,
    Stage,
    VectorIndex,
    WordVectors,
    change_over,
)

_AT_ONCE = 64  # documents added while searches wait: some milliseconds


class Store:
    """Any thread may call its methods; whoever looks into its parts does so `with lock.reading()`.

    Documents are numbered as they are added, and all parts but the lexical index know them by
    number. That one may be ahead of the others by a batch.
    """

    def __init__(self, encoder: Encoder, folder: Path | None = None) -> None:
        """See `Engine`."""
        self.encoder = encoder
        self.folder = folder
        self.parts = parts(encoder)
        self.lock = ReadWriteLock()
        self._writer = threading.Lock()  # one at a time; searches wait for a part of it only
        self._version = 0  # odd while documents come and go
        self.vectors = VectorIndex(self.parts)
        self.hubness = [Hubness(part.stop - part.start) for part in self.parts]
        self.lexical = LexicalIndex(folder / "lexical" if folder else None)
        width = last(encoder).dimension
        self.words = WordVectors(last(encoder), RowFile(width, folder=folder) if folder else None)
        self.catalogue = Catalogue()
        self.languages: Counter[str] = Counter()
        self.changes = 0  # documents put and removed so far

    def put(self, documents: Sequence[Document], embeddings: Sequence[NDArray[np.float16]]) -> None:
        """Add documents, or replace those of the same id, with what `embed` gave for them.

        Raises ValueError when an embedding does not have the shape its document asks for.
        """
        latest = {d.id: (d, e) for d, e in zip(documents, embeddings, strict=True)}
        for document, embedding in latest.values():
            expected = (2 + len(document.solutions), self.encoder.dimension)
            if embedding.shape != expected:
                raise ValueError(f"embedding of {document.id}: {embedding.shape}, not {expected}")
        if not latest:
            return
        with self._writer, self._changing():
            # What takes long happens before searches have to wait
            new_words = self.words.encode(word for d, _ in latest.values() for word in words_of(d))
            with self.lock.writing():
                self.words.add(new_words)
            self.lexical.put([document for document, _ in latest.values()])
            found, matrices = zip(*latest.values(), strict=True)
            for start in range(0, len(found), _AT_ONCE):
                batch = slice(start, start + _AT_ONCE)
                with self.lock.writing():
                    self._add(found[batch], matrices[batch])

    def _add(self, documents: Sequence[Document], matrices: Sequence[NDArray[np.float16]]) -> None:
        self._forget([document.id for document in documents])
        self.catalogue.add(documents, [self.words.numbers(words_of(d)) for d in documents])
        self.vectors.add(matrices)
        titles = np.stack([matrix[TITLE] for matrix in matrices]).astype(np.float32)
        for hubness, part in zip(self.hubness, self.parts, strict=True):
            hubness.add(titles[:, part])
        self.languages.update(document.language for document in documents)
        self.changes += len(documents)

    def remove(self, ids: Collection[int]) -> None:
        """Forget these documents; unknown ids are ignored."""
        with self._writer:
            if not self.catalogue.numbers(list(ids)):
                return
            with self._changing():
                with self.lock.writing():
                    self._forget(ids)
                self.lexical.remove(ids)

    @property
    def version(self) -> int | None:
        """The same as long as the documents are the same; None while that is changing."""
        version = self._version
        return None if version % 2 else version

    @contextmanager
    def _changing(self) -> Iterator[None]:
        self._version += 1
        try:
            yield
        finally:
            self._version += 1

    def settle(self, exact_rows: int = EXACT_ROWS) -> bool:
        """Once there are more rows than `exact_rows`, have them searched by codes instead of one by
        one, for good. Takes seconds then; nobody waits for them. Whether it did.
        """
        if self.vectors.is_coarse or len(self.vectors) <= exact_rows:
            return False
        change_over(self.vectors, self.lock, self.folder)
        return True

    def contents(self) -> Contents:
        """What is held now. Nothing that happens later changes it."""
        with self.lock.reading():
            cut = self.catalogue.cut()
            kept, counts = self.vectors.kept(cut.numbers)
            return Contents(
                catalogue=cut,
                kept=kept,
                counts=counts,
                means=[hubness.of(cut.numbers) for hubness in self.hubness],
                references=[hubness.renumbered(cut.numbers) for hubness in self.hubness],
                words=self.words.words(),
            )

    def rows(self, start: int, stop: int) -> NDArray[np.float16]:
        """A copy of the rows start..stop, in the order of `Contents.kept`."""
        with self.lock.reading():
            return self.vectors.stage.between(start, stop)

    def word_rows(self, start: int, stop: int) -> NDArray[np.float16]:
        """The vectors of the words start..stop of `Contents.words`."""
        with self.lock.reading():
            return self.words.of(np.arange(start, stop)).astype(np.float16)

    def adopt(self, contents: Contents, stage: Stage, words: RowFile) -> None:
        """Begin with these contents, whose vectors are in `stage` and `words`, instead of empty."""
        with self._writer, self._changing(), self.lock.writing():
            self.catalogue.adopt(contents.catalogue)
            self.vectors = VectorIndex(self.parts, stage)
            self.vectors.adopt(contents.counts)
            known = zip(contents.means, contents.references, strict=True)
            for hubness, (means, references) in zip(self.hubness, known, strict=True):
                hubness.adopt(means, references)
            self.words = WordVectors(last(self.encoder), words)
            self.words.adopt(contents.words)
            self.languages = self.catalogue.counts()

    def hashes(self) -> dict[int, str]:
        """Id and content hash of every document held."""
        with self.lock.reading():
            return self.catalogue.hashes()

    def differences(
        self, ids: NDArray[np.int64], hashes: NDArray[np.bytes_]
    ) -> tuple[list[int], list[int]]:
        """Compared with these documents and their content hashes: the ids of those that are not
        held, or with another hash; and the ids held that are not among them."""
        with self.lock.reading():
            held = self.catalogue.cut().columns
        return differing(ids, hashes, held["ids"], held["hashes"])

    def __len__(self) -> int:
        return len(self.catalogue)

    def _forget(self, ids: Collection[int]) -> None:
        numbers = self.catalogue.numbers(list(ids))
        if not numbers:
            return
        self.languages -= Counter(self.catalogue.entry(number).language for number in numbers)
        self.catalogue.remove(numbers)
        self.vectors.remove(numbers)
        for hubness in self.hubness:
            hubness.remove(numbers)
        self.changes += len(numbers)
