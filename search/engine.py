"""Similar problems: documents in, ranked matches out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.candidates import Candidates, Match, Nearest, merged
from search.confidence import confidences_of, log_odds_of, match_of
from search.documents import Document, joined, texts_of
from search.encoders import Encoder, parts
from search.encoders.remembered import Remembered
from search.encoders.together import Together
from search.features import FEATURES, Entry, Query, cosine_features
from search.language import detect_language
from search.lexical import stems_by_word, terms, words
from search.passages import Asked, Passage, PassageFinder, Stored
from search.ranking import Ranking, load_ranking, row_of
from search.recent import Recent
from search.store import Store
from search.vectors import telling_words
from search.writing.community import Readings

DENSE_CANDIDATES = 60  # rows from each encoder part; a document may own several
LEXICAL_CANDIDATES = 30
REMEMBERED_QUERIES = 256
REMEMBERED_ANSWERS = 256
BM25 = FEATURES.index("bm25")
_LEAST_BM25 = 1e-6
# A match that the ranking alone finds less likely stands folded, also behind a sure one
WORTH_READING = 0.01
LONGEST = 2000  # characters of a query that are read; titles are far shorter


class Engine:
    """Finds documents like a question. All methods may be called from any thread.

    Ids are any signed 64-bit numbers. Inside, documents are numbered as they are added.
    """

    def __init__(
        self, encoder: Encoder, ranking: Ranking | None = None, *, folder: Path | None = None
    ) -> None:
        """With a `folder`, which is this engine's alone, much of what it holds is kept in files
        there; without one everything is in memory. Neither outlives the process; see
        `search.snapshot`.
        """
        self.encoder = encoder
        self._ranking = ranking or load_ranking(len(parts(encoder)))
        self.store = Store(encoder, folder)
        self._readings = Readings(self.store)
        self._passages = PassageFinder(encoder)
        self._remembered = Remembered(Together(encoder), REMEMBERED_QUERIES)
        self._recent = Recent[list[Match]](REMEMBERED_ANSWERS)

    @property
    def ranking(self) -> Ranking:
        """What puts the candidates in order; another one answers from the next query on."""
        return self._ranking

    @ranking.setter
    def ranking(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self._recent = Recent[list[Match]](REMEMBERED_ANSWERS)

    # -- documents in

    def embed(self, documents: Sequence[Document]) -> list[NDArray[np.float16]]:
        """One float16 matrix (2 + solutions, dimension) a document: title, question, solutions.

        The heavy part of indexing; takes no lock. The matrices may be stored, and are valid
        for this encoder's `name` alone.
        """
        texts = [texts_of(document) for document in documents]
        distinct = list(dict.fromkeys(text for group in texts for text in group))
        vectors = self.encoder.encode(distinct).astype(np.float16)
        place = {text: i for i, text in enumerate(distinct)}
        return [vectors[[place[text] for text in group]] for group in texts]

    def embed_sentences(self, documents: Sequence[Document]) -> list[bytes]:
        """The sentences of each document's solutions, by which passages are found at once; to be
        stored, and given to `passages` after `unpacked`. Valid for this encoder's `name` alone."""
        return self._passages.embed(documents)

    def put(self, documents: Sequence[Document], embeddings: Sequence[NDArray[np.float16]]) -> None:
        """Add documents, or replace those of the same id, with what `embed` gave for them.

        Raises ValueError when an embedding does not have the shape its document asks for.
        """
        self.store.put(documents, embeddings)

    def remove(self, ids: Collection[int]) -> None:
        """Forget these documents; unknown ids are ignored."""
        self.store.remove(ids)

    def settle(self) -> bool:
        """Take to a way of searching that suits how many documents there are now, for good. Takes
        seconds when that is another one; nobody waits for them. Whether it was.
        """
        return self.store.settle()

    def hashes(self) -> dict[int, str]:
        """Id and content hash of every document held."""
        return self.store.hashes()

    def __len__(self) -> int:
        return len(self.store)

    # -- matches out

    def similar(
        self,
        title: str,
        body: str = "",
        *,
        tags: Sequence[str] = (),
        limit: int = 5,
        exclude: Collection[int] = (),
        minimum: float | None = None,
    ) -> list[Match]:
        """Documents that may be the same problem, best first, at most `limit`.

        Those whose confidence would be below `minimum` even if the better ones were not there are
        left out; by default those that are not to be shown openly: an empty list means there is
        nothing similar yet. What a community's verdicts take away hides nothing: what is never
        shown could never be found right.
        `minimum=0.0` gives every candidate, ranked. `exclude` are ids never to show.
        """
        typed = title[:LONGEST].strip(), body[:LONGEST].strip()
        asked = (*typed, tuple(tags), max(limit, 0), frozenset(exclude), minimum)
        found = self._recent.answer(asked, self.store.version, lambda: self._similar(*asked))
        return list(found)

    def _similar(
        self, title: str, body: str, tags: Sequence[str],
        most: int, exclude: frozenset[int], least: float | None,
    ) -> list[Match]:  # fmt: skip
        ranking, queries = self.ranking, self._queries(title, body)
        with self.store.lock.reading():
            same = self._readings.same(title)
            found = merged([self._candidates(one, tags, exclude, same) for one in queries])
            exact = np.isin(found.ids, self.store.catalogue.ids(same))
            log_odds = log_odds_of(ranking, found, exact)
            confidences = confidences_of(ranking, log_odds, exact)
            order = np.argsort(-confidences, kind="stable")
            general = confidences_of(ranking.uncorrected, log_odds, exact)
            alone = ranking.unrivalled(found.features[order], found.rows[order], most)
            reached = np.maximum(alone, confidences[order[: len(alone)]])
            matches = [
                match_of(
                    ranking, found, place, confidences[place], general[place], log_odds[place],
                    openly=reached[0] >= ranking.related and height >= ranking.beside
                    and general[place] >= WORTH_READING,
                )
                for place, height in zip(order.tolist(), reached, strict=False)
                if least is None or height >= least
            ]  # fmt: skip
            return matches if least is not None else [one for one in matches if one.openly]

    def nearest(
        self,
        title: str,
        body: str = "",
        *,
        among: Callable[[int], bool],
        exclude: Collection[int] = (),
    ) -> Nearest | None:
        """The first match among the documents of certain ids, as if there were no others: what a
        verdict is about. None when nothing comes into question.

        `exclude` are ids known not to be among them: they take no candidate's place.
        """
        found = self.candidates(title, body, exclude=exclude)
        found = found.only([place for place, id_ in enumerate(found.ids) if among(id_)])
        if not found.ids:
            return None
        # The best of these by BM25 is what the others are compared with, as if they were alone
        found.features[:, BM25] /= max(float(found.features[:, BM25].max()), _LEAST_BM25)
        with self.store.lock.reading():
            same = self._readings.same(title[:LONGEST].strip())
            exact = np.isin(found.ids, self.store.catalogue.ids(same))
        ranking = self.ranking
        log_odds = log_odds_of(ranking, found, exact)
        first = int(np.argmax(confidences_of(ranking.uncorrected, log_odds, exact)))
        if not np.isfinite(log_odds[first]):
            return None
        entry = found.entries[first]
        return Nearest(entry.id, entry.content_hash, float(log_odds[first]))

    def holds(self, id_: int, content_hash: str) -> bool:
        """Whether this document is here, with this content."""
        with self.store.lock.reading():
            numbers = self.store.catalogue.numbers([id_])
            known = [self.store.catalogue.entry(number).content_hash for number in numbers]
        return known == [content_hash]

    def candidates(
        self, title: str, body: str = "", *, tags: Sequence[str] = (), exclude: Collection[int] = ()
    ) -> Candidates:
        """The candidates of a query with their features, unranked: what the ranking learns from."""
        typed = title[:LONGEST].strip()
        queries = self._queries(typed, body[:LONGEST].strip())
        with self.store.lock.reading():
            same = self._readings.same(typed)
            return merged([self._candidates(q, tags, frozenset(exclude), same) for q in queries])

    def passages(
        self, query: str, texts: Sequence[tuple[Hashable, str]], stored: Stored = dict
    ) -> list[Passage]:
        """The closest passage of each text, in the order of `texts`; see `search.passages`.

        `stored` gives sentences, by the key of their text, as `embed_sentences` gave them.
        """
        title = self._readings.titles(query[:LONGEST].strip())[0]
        (vector,) = self._remembered.vectors([title])
        return self._passages.find(Asked(title, detect_language(title), vector), texts, stored)

    def _queries(self, title: str, body: str) -> list[Query]:
        """What is asked as it is read, and where a word is doubtful also as it was typed."""
        read = self._readings.text(body)
        return [self._query(one, read) for one in self._readings.titles(title)]

    def _query(self, title: str, body: str) -> Query:
        whole = joined(title, body)
        language = detect_language(whole)
        title_vector, question_vector = self._remembered.vectors([title or whole, whole])
        return Query(
            title=title,
            body=body,
            language=language,
            title_vector=title_vector,
            question_vector=question_vector,
            word_vectors=self.store.words.vectors(telling_words(title or whole[:200], language)),
        )

    def _candidates(
        self, query: Query, tags: Sequence[str], exclude: frozenset[int], same: Sequence[int]
    ) -> Candidates:
        by_language = {name: terms(query.title, name) for name in self.store.languages}
        lexical = self._lexical_scores(query, tags, by_language, len(exclude))
        numbers = dict.fromkeys(same)
        if words(joined(query.title, query.body)):
            k = DENSE_CANDIDATES + 4 * len(exclude)
            for part, where in enumerate(self.store.parts):
                asked = np.stack([vector[where] for vector in query.vectors])
                numbers.update(dict.fromkeys(self.store.vectors.nearest(part, asked, k)))
            numbers.update(dict.fromkeys(self.store.catalogue.numbers(list(lexical))))
        known = {number: self.store.catalogue.entry(number) for number in numbers}
        kept = {
            number: entry
            for number, entry in known.items()
            if entry.id not in exclude and (not entry.wordless or number in same)
        }
        entries = list(kept.values())
        rows = np.array([row_of(query.language, e.language) for e in entries], dtype=np.int64)
        if not kept:
            return Candidates([], np.empty((0, len(FEATURES)), np.float32), rows)
        columns = self._cosines(query, list(kept))
        # What is left out is no measure: it may be the very document that is asked about
        best = max((score for id_, score in lexical.items() if id_ not in exclude), default=1.0)
        columns["bm25"] = np.array([lexical.get(entry.id, 0.0) / best for entry in entries])
        columns["coverage"] = self._coverage(query, entries)
        columns["words"] = self.store.words.closeness(
            query.word_vectors, [entry.title_words for entry in entries]
        )
        features = np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)
        return Candidates([entry.id for entry in entries], features, rows, entries)

    def _lexical_scores(
        self, query: Query, tags: Sequence[str], by_language: dict[str, list[str]], extra: int
    ) -> dict[int, float]:
        asked = [term for found in by_language.values() for term in found]
        asked += [term for tag in tags for term in terms(tag, query.language)]
        if not asked:
            return {}
        return dict(self.store.lexical.search(asked, LEXICAL_CANDIDATES + extra))

    def _coverage(self, query: Query, entries: Sequence[Entry]) -> NDArray[np.float32]:
        asked = query.title or query.body[:200]
        stems = stems_by_word(asked, query.language, self.store.languages)
        found = self.store.lexical.coverage(stems, [entry.id for entry in entries])
        return np.array([found.get(entry.id, 0.0) for entry in entries], dtype=np.float32)

    def _cosines(self, query: Query, numbers: list[int]) -> dict[str, NDArray[np.float32]]:
        columns: dict[str, NDArray[np.float32]] = {}
        for name, part in (("english", 0), ("multilingual", len(self.store.parts) - 1)):
            rows, offsets = self.store.vectors.rows(part, numbers)
            where = self.store.parts[part]
            title, question = query.title_vector[where], query.question_vector[where]
            cosines = cosine_features(rows, offsets, title, question)
            for column, what in enumerate(("question", "title", "solution")):
                columns[f"{name}_{what}"] = cosines[:, column]
            columns[f"{name}_hub"] = self.store.hubness[part].of(numbers)
        return columns
