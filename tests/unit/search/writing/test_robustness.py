"""How much the writing of a query changes: the variations, and the benchmark's figures."""

from __future__ import annotations

import pytest

from benchmarks.robustness import Asked, First, asked, figures, sampled
from search import Document
from search.evaluation import beir
from search.evaluation.writings import VARIATIONS
from tests.unit.search.conftest import WordEncoder

TITLE = "L'imprimante de l'étage ne répond pas ?"


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("capitals", "L'IMPRIMANTE DE L'ÉTAGE NE RÉPOND PAS ?"),
        ("lower case", "l'imprimante de l'étage ne répond pas ?"),
        ("no accents", "L'imprimante de l'etage ne repond pas ?"),
        ("typographic quotes", "L’imprimante de l’étage ne répond pas ?"),
        ("question mark", "L'imprimante de l'étage ne répond pas"),
    ],
)
def test_a_title_is_written_otherwise(kind: str, written: str) -> None:
    assert VARIATIONS[kind](TITLE, "fr") == written


@pytest.mark.parametrize("kind", VARIATIONS)
def test_a_title_is_always_written_otherwise_in_the_same_way(kind: str) -> None:
    assert VARIATIONS[kind](TITLE, "fr") == VARIATIONS[kind](TITLE, "fr")


@pytest.mark.parametrize("kind", VARIATIONS)
def test_titles_without_words_can_be_varied_too(kind: str) -> None:
    for title in ("", "?", "C"):
        assert isinstance(VARIATIONS[kind](title, "en"), str)


def community() -> beir.TestSet:
    documents = [Document(i, f"printer jams on floor {i}") for i in range(30)]
    queries = [beir.Asked(str(i), f"Printer jams, floor {i}", "", {i: 1.0}, None) for i in range(9)]
    return beir.TestSet("printers", documents, queries)


def test_a_sample_holds_all_that_its_queries_need() -> None:
    some = sampled(community(), queries=4, documents=10)

    assert len(some.queries) == 4
    assert len(some.documents) == 10
    assert {id_ for query in some.queries for id_ in query.relevant} <= {
        document.id for document in some.documents
    }
    assert some == sampled(community(), queries=4, documents=10)


def test_capitals_and_courtesy_change_nothing_in_any_community() -> None:
    found = figures({"printers": list(asked(community(), WordEncoder()))})

    for kind in ("capitals", "urgent", "polite before", "question mark", "no-break spaces"):
        assert found[kind]["asked"] == 9
        assert found[kind]["ranked"] == found[kind]["shown"] == 0


def test_an_other_first_suggestion_counts_and_so_does_none() -> None:
    nothing, one, other = First(1, shown=False), First(1, shown=True), First(2, shown=True)
    some = [Asked("capitals", "a", "A", one, after) for after in (one, other, nothing, nothing)]

    found = figures({"a set": some})["capitals"]

    assert (found["asked"], found["ranked"], found["shown"]) == (4, 0.25, 0.75)
    assert found["sets"]["a set"]["ranked"] == 0.25
