"""Queries as they are read in one community, by its words and those of its encoder."""

from __future__ import annotations

from collections.abc import Callable

from search.encoders import last
from search.lexical import fold, stem
from search.recent import Recent
from search.store import Store
from search.writing.reader import Reader

REMEMBERED = 256  # titles: one request asks several times


class CommunityWords:
    """A `search.writing.Community`, as the documents are at the moment of each call."""

    def __init__(self, store: Store) -> None:
        self._store = store
        encoder = last(store.encoder)
        self._has: Callable[[str], bool] = getattr(encoder, "knows", lambda word: False)
        self._cased: Callable[[str], str] = getattr(encoder, "cased", lambda word: word)

    def titled(self, word: str) -> bool:
        """Whether a title has this word, in lower case, as it is written."""
        return word in self._store.words

    def frequency(self, word: str) -> int:
        """How many documents have this word, whatever its accents and its ending."""
        folded = fold(word)
        stems = {stem(folded, language) for language in list(self._store.languages)}
        return sum(self._store.lexical.frequency(one) for one in stems)

    def usual(self, word: str) -> bool:
        """Whether the encoder's vocabulary has this word as a whole, with any capitals."""
        return any(self._has(form) for form in (word, word.capitalize(), word.upper()))

    def cased(self, word: str) -> str:
        """A word in lower case with the capitals that it mostly has."""
        return self._cased(word)


class Readings:
    """How titles are read at the moment of each call; safe to use from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reader = Reader(CommunityWords(store))
        self._recent = Recent[list[str]](REMEMBERED)

    def titles(self, typed: str) -> list[str]:
        """See `Reader.titles`."""
        version = self._store.version
        return self._recent.answer(typed, version, lambda: self._reader.titles(typed))

    def text(self, typed: str) -> str:
        """See `Reader.text`."""
        return self._reader.text(typed)

    def same(self, typed: str) -> list[int]:
        """The numbers of the documents of this title word for word, as it is typed or read. To be
        called while reading the store."""
        titles = dict.fromkeys((typed, *self.titles(typed)))
        found = (number for title in titles for number in self._store.catalogue.titled(title))
        return list(dict.fromkeys(found))
