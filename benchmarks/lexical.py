"""Which lexical backend: tantivy or SQLite FTS5, on many questions of real length in two languages.

    python -m benchmarks.lexical SETS [--questions N] [--queries N]

SETS is a directory of BEIR folders. Its texts are repeated with variations until there are enough
questions: each takes sentences of three texts of its language, and now and then a word of its own,
as names and numbers are. Both backends get the same terms, folded and stemmed in Python. Queries
are those of the sets, their titles alone.
"""

import argparse
import gzip
import json
import random
import re
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.memory import resident_mb
from search.documents import Document
from search.language import detect_language
from search.lexical import LexicalIndex, terms

AIM_MS = 15
LIMIT = 30
AT_ONCE = 2000
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

Search = Callable[[str, str], Sequence[int]]


class Fts5:
    """The same documents in SQLite's full-text index."""

    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(file)
        self._file.execute(
            "CREATE VIRTUAL TABLE found USING fts5(terms, content='', detail=column)"
        )

    def put(self, documents: Sequence[Document]) -> None:
        rows = [(d.id, " ".join(terms(d.question, d.language))) for d in documents]
        with self._file:
            self._file.executemany("INSERT INTO found(rowid, terms) VALUES (?, ?)", rows)

    def any_word(self, text: str, language: str) -> list[int]:
        """BM25 of documents that have any of the terms."""
        return self._search(" OR ".join(self._quoted(text, language)), LIMIT)

    def all_words_first(self, text: str, language: str) -> list[int]:
        """Documents with all terms, then those with any of the three longest."""
        quoted = self._quoted(text, language)
        found = self._search(" AND ".join(quoted), LIMIT)
        if len(found) < LIMIT:
            found += self._search(" OR ".join(sorted(quoted, key=len)[-3:]), LIMIT - len(found))
        return found

    def _quoted(self, text: str, language: str) -> list[str]:
        return [f'"{term}"' for term in dict.fromkeys(terms(text, language))]

    def _search(self, match: str, limit: int) -> list[int]:
        if not match:
            return []
        sql = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in self._file.execute(sql, (match, limit))]


def questions(sets: Path, count: int) -> Iterator[Document]:
    """Questions of real length, as many in French as in English."""
    dice = random.Random(1)
    pool: dict[str, list[tuple[str, list[str]]]] = {"en": [], "fr": []}
    for file in sorted(sets.glob("*/corpus.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                text = record.get("text") or record.get("title") or ""
                language = detect_language(text)
                if language in pool:
                    title = record.get("title") or text[:100]
                    pool[language].append((title, _SENTENCE.split(text[:4000])))
    for number in range(count):
        language = "en" if number % 2 else "fr"
        three = dice.choices(pool[language], k=3)
        sentences = [one for _, some in three for one in some]
        length = min(len(sentences), len(three[0][1]))
        body = " ".join(dice.sample(sentences, length))
        own = "".join(dice.choices("abcdefghilmnoprstu", k=8))
        tags = (f"{own}{number % 7}",)
        id_ = -number if number % 5 == 0 else number
        yield Document(id_, three[0][0], body, tags=tags, language=language)


def queries(sets: Path, count: int) -> list[tuple[str, str]]:
    """(text, language) of queries drawn from all sets."""
    found = []
    for file in sorted(sets.glob("*/queries.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["text"] for line in lines]
    chosen = random.Random(2).sample(found, min(count, len(found)))
    return [(text, detect_language(text)) for text in chosen]


def measure(name: str, search: Search, asked: Sequence[tuple[str, str]]) -> None:
    """Print how long the queries take, one after the other."""
    times, empty = [], 0
    for text, language in asked:
        began = time.perf_counter()
        empty += not search(text, language)
        times.append(1000 * (time.perf_counter() - began))
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    print(f"{name:44} p50 {p50:6.2f}  p95 {p95:6.2f}  p99 {p99:6.2f} ms  without a hit {empty}")


def fill(backends: Mapping[str, LexicalIndex | Fts5], documents: Iterator[Document]) -> None:
    """Put the documents into each backend, and print how long each took."""
    spent = dict.fromkeys(backends, 0.0)
    count = characters = 0
    while batch := list(islice(documents, AT_ONCE)):
        count += len(batch)
        characters += sum(len(document.question) for document in batch)
        for name, backend in backends.items():
            began = time.perf_counter()
            backend.put(batch)
            spent[name] += time.perf_counter() - began
    print(f"{count} questions of {characters // count} characters")
    print(", ".join(f"{name} put in {seconds:.0f} s" for name, seconds in spent.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sets", type=Path)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=500)
    options = parser.parse_args()
    asked = queries(options.sets, options.queries)
    with tempfile.TemporaryDirectory() as temporary:
        index, fts5 = LexicalIndex(Path(temporary) / "tantivy"), Fts5(Path(temporary) / "fts5")
        fill({"tantivy": index, "fts5": fts5}, questions(options.sets, options.questions))
        for name in ("tantivy", "fts5"):
            files = [file for file in Path(temporary).rglob("*") if name in str(file)]
            print(f"{name}: {sum(file.stat().st_size for file in files) / 1e6:.0f} MB on disk")

        def tantivy(text: str, language: str) -> list[int]:
            return [id_ for id_, _ in index.search(terms(text, language), LIMIT)]

        measure("tantivy, any word", tantivy, asked)
        measure("FTS5, any word", fts5.any_word, asked)
        measure("FTS5, all words, then the three longest", fts5.all_words_first, asked)
        print(f"memory {resident_mb():.0f} MB (aim: p95 under {AIM_MS} ms)")


if __name__ == "__main__":
    main()
