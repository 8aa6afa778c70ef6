"""Answers by words alone, until the encoders are loaded and the view is built."""

import threading
from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog
from sqlalchemy import select

from qaforum.indexing.documents import KINDS, Key, documents, keys_of, number_of
from qaforum.indexing.matches import Match
from qaforum.indexing.storage import Storage

if TYPE_CHECKING:
    from search import Document, Passage
    from search.words_only import WordsOnly

_AT_ONCE = 200
_log = structlog.get_logger(__name__)


class LexicalFallback:
    """Nothing until `prepare` has found or made a lexical index; any thread may ask.

    The index may be of an earlier time. What it names is looked up in the database, and is a
    match by what stands there now.
    """

    def __init__(self, database: sa.Engine, storage: Storage) -> None:
        self._database = database
        self._storage = storage
        self._words: WordsOnly | None = None
        self._ended = threading.Event()
        self._writing = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether it can answer."""
        return self._words is not None

    def prepare(self) -> None:
        """Open the lexical index of the newest snapshot, at once; or make one, newest first."""
        try:
            if not self._open():
                self._make()
        except Exception:  # it is a help for the first seconds: the index comes without it
            _log.exception("no answers by words while the search starts")

    def add_all_but(self, held: Collection[int]) -> None:
        """Take up what the database has beside the documents `held`, newest first: what is opened
        may be older than they are, and what is not embedded yet is found by its words alone."""
        try:
            if self._words is not None:
                self._put([number for number in self._numbers() if number not in held])
        except Exception:  # a help, as above
            _log.exception("what is not embedded yet is not found by its words")

    def end(self) -> None:
        """Do no more; returns at once."""
        self._ended.set()
        self._words = None

    def similar(self, title: str, limit: int, exclude: Collection[Key]) -> list[Match]:
        """See `search.words_only`."""
        words = self._words
        if words is None:
            return []
        left_out = [number_of(key) for key in exclude]
        found = words.similar(title, self._documents, limit=limit, exclude=left_out)
        return [Match.of(each) for each in found]

    def passages(self, query: str, texts: Sequence[tuple[Hashable, str]]) -> "list[Passage]":
        """See `search.words_only`."""
        words = self._words
        return words.passages(query, texts) if words else []

    def _open(self) -> bool:
        from search import snapshot
        from search.words_only import WordsOnly

        folder = self._storage.newest()
        if folder is None:
            return False
        try:
            self._words = WordsOnly.of_snapshot(folder, self._storage.own())
        except snapshot.Damaged as damage:
            _log.warning("the words in the snapshot cannot be used", reason=str(damage))
            return False
        return True

    def _make(self) -> None:
        from search.words_only import WordsOnly

        self._put(self._numbers(), WordsOnly(self._storage.own()))

    def _numbers(self) -> list[int]:
        with self._database.connect() as connection:
            return [
                kind.number(id_)
                for kind in KINDS.values()
                for id_ in connection.scalars(
                    select(kind.table.id).where(kind.live).order_by(kind.table.id.desc())
                )
            ]

    def _put(self, numbers: Sequence[int], fresh: "WordsOnly | None" = None) -> None:
        words = fresh or self._words
        for start in range(0, len(numbers), _AT_ONCE):
            if self._ended.is_set() or words is None:
                return
            with self._writing:
                words.put(self._documents(numbers[start : start + _AT_ONCE]))
            self._words = words

    def _documents(self, numbers: Sequence[int]) -> "list[Document]":
        with self._database.connect() as connection:
            return documents(connection, keys_of(numbers))
