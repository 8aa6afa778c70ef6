"""Lexical candidates: BM25 (Robertson and Zaragoza 2009) over folded, stemmed words."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import tantivy

from search.documents import Document
from search.lexical.terms import terms

HEAP = 15_000_000  # bytes; the least that tantivy accepts for its one writing thread


class LexicalIndex:
    """A tantivy index in memory or in a folder. The caller keeps writers apart from each other."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the index in `folder`, or begin one. Raises ValueError when it cannot be read."""
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("id", stored=True, indexed=True)
        builder.add_text_field("terms", tokenizer_name="words", index_option="freq")
        self._schema = builder.build()
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, str(folder) if folder else None)
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("words", words)
        self._opened_writer: tantivy.IndexWriter | None = None

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace documents; searches see them when this returns."""
        writer = self._writer
        for document in documents:
            writer.delete_documents_by_term("id", document.id)
            entry = tantivy.Document()
            entry.add_integer("id", document.id)
            entry.add_text("terms", " ".join(_document_terms(document)))
            writer.add_document(entry)
        self._commit()

    def remove(self, ids: Collection[int]) -> None:
        """Forget these documents; unknown ids are ignored."""
        for id_ in ids:
            self._writer.delete_documents_by_term("id", id_)
        self._commit()

    def search(self, query_terms: Collection[str], limit: int) -> list[tuple[int, float]]:
        """The documents of the highest BM25 for any of the terms: (id, score), best first."""
        any_of = [
            tantivy.Query.term_query(self._schema, "terms", term, "freq")
            for term in dict.fromkeys(query_terms)
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in any_of])
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        return [(int(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def coverage(
        self, query_words: Sequence[Collection[str]], ids: Collection[int]
    ) -> dict[int, float]:
        """How much of a query each of these documents has: 0..1, those with nothing left out.

        Each word of the query is given by its stems in every language, any of which will do. It
        weighs as much as it is rare (its inverse document frequency), however often it is there.
        """
        searcher = self._index.searcher()
        weights = [self._rareness(searcher, stems) for stems in query_words]
        if not ids or not sum(weights):
            return {}
        among = self._any_of("id", ids)
        parts = [(tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0))]
        for stems, weight in zip(query_words, weights, strict=True):
            word = tantivy.Query.const_score_query(self._any_of("terms", stems), weight)
            parts.append((tantivy.Occur.Should, word))
        query = tantivy.Query.boolean_query(parts)
        hits = searcher.search(query, len(ids), count=False).hits
        found = ((int(searcher.doc(address)["id"][0]), float(score)) for score, address in hits)
        return {id_: score / sum(weights) for id_, score in found if score}

    def frequency(self, stem: str) -> int:
        """How many documents have a stem."""
        found: int = self._index.searcher().doc_freq("terms", stem)
        return found

    def _any_of(self, field: str, values: Iterable[str] | Iterable[int]) -> tantivy.Query:
        # Not a set of terms: that reads all that has a frequent word, this skips to the few asked
        each = (tantivy.Query.term_query(self._schema, field, one, "basic") for one in values)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])

    def _rareness(self, searcher: tantivy.Searcher, stems: Collection[str]) -> float:
        total = searcher.num_docs
        frequency = min(total, sum(searcher.doc_freq("terms", stem) for stem in stems))
        return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))

    @property
    def _writer(self) -> tantivy.IndexWriter:
        """Opened when it is needed: it keeps other writers out of the folder."""
        if self._opened_writer is None:
            self._opened_writer = self._index.writer(HEAP, 1)
        return self._opened_writer

    def _commit(self) -> None:
        self._writer.commit()
        self._index.reload()


def _document_terms(document: Document) -> list[str]:
    # The title twice: what a question is about counts more than what it also mentions.
    texts = [document.title, document.title, document.body, " ".join(document.tags)]
    texts.extend(solution.text for solution in document.solutions)
    return [term for text in texts for term in terms(text, document.language)]
