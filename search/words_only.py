"""Similar problems by shared words alone: for the seconds in which there is no encoder yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from pathlib import Path

from search.candidates import Match
from search.catalogue import title_key
from search.documents import Document
from search.features import FEATURES
from search.language import detect_language
from search.lexical import LexicalIndex, link_index, terms
from search.passages import LONGEST, Passage, marks
from search.ranking import load_ranking
from search.sentences import sentences
from search.snapshot import Damaged, checked
from search.snapshot.manifest import LEXICAL
from search.writing import plain, problem

SHARED = 0.5  # of the words of a query that a document must have
_PROPOSED = 4  # documents looked at for each one wanted
_CERTAIN = 0.99

LookUp = Callable[[Sequence[int]], Sequence[Document]]


class WordsOnly:
    """A lexical index whose matches are compared with the documents as they are now.

    Any thread may search while one puts.
    """

    def __init__(self, folder: Path, languages: Iterable[str] = ()) -> None:
        """`folder` is this index's alone."""
        self._index = LexicalIndex(folder / LEXICAL)
        self._languages = set(languages)

    @classmethod
    def of_snapshot(cls, snapshot: Path, own: Path) -> WordsOnly:
        """The lexical index of a snapshot, whatever encoder that is for. Raises Damaged."""
        made = checked(snapshot, lexical=True)
        try:
            link_index(snapshot / LEXICAL, own / LEXICAL)
            return cls(own, made.languages)
        except (OSError, ValueError) as error:
            raise Damaged(f"it cannot be read: {error}") from error

    def put(self, documents: Sequence[Document]) -> None:
        """Add or replace documents."""
        self._index.put(documents)
        self._languages |= {document.language for document in documents}

    def similar(
        self, title: str, look_up: LookUp, *, limit: int, exclude: Collection[int] = ()
    ) -> list[Match]:
        """Documents that have half of the words, the best by BM25 first, and marked as `by_words`.

        `look_up` gives the documents of these ids as they are now, those that still exist. No
        probability is known: the confidence is the least of what is called related, apart from
        the very same title.
        """
        typed, title = title, problem(plain(title))
        languages = {detect_language(title), *self._languages}
        asked = {term for language in languages for term in terms(title, language)}
        hits = self._index.search(sorted(asked), _PROPOSED * limit + len(exclude)) if asked else []
        found = {document.id: document for document in look_up([id_ for id_, _ in hits])}
        matches = [
            _match(typed, found[id_])
            for id_, _ in hits
            if id_ in found and id_ not in exclude and _shared(title, found[id_]) >= SHARED
        ]
        return sorted(matches, key=lambda match: -match.confidence)[:limit]

    def passages(self, query: str, texts: Sequence[tuple[Hashable, str]]) -> list[Passage]:
        """Of each text that is not blank what follows from its sentence with most of the words."""
        return [_passage(query, key, text) for key, text in texts if text.strip()]


def _match(title: str, document: Document) -> Match:
    ranking = load_ranking()
    titles = {title_key(title), title_key(problem(plain(title)))}
    same = title_key(document.title) in titles
    confidence = _CERTAIN if same else ranking.related
    return Match(
        id=document.id,
        content_hash=document.content_hash,
        confidence=confidence,
        level=ranking.level(confidence),
        language=document.language,
        features=dict.fromkeys(FEATURES, 0.0),
        by_words=True,
    )


def _shared(title: str, document: Document) -> float:
    asked = set(terms(title, document.language))
    texts = [document.question, *(solution.text for solution in document.solutions)]
    held = {term for text in texts for term in terms(text, document.language)}
    return len(asked & held) / max(len(asked), 1)


def _passage(query: str, key: Hashable, text: str) -> Passage:
    best = max(sentences(text), key=lambda span: len(marks(query, text[slice(*span)])))
    shown = text[best[0] : best[0] + LONGEST].strip()
    if len(text) > best[0] + LONGEST:
        shown = shown.rsplit(maxsplit=1)[0]
    return Passage(key, shown, marks(query, shown), 0.0)
