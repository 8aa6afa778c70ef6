"""Lexical candidates: shared rare words, whatever their ending or accent."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import Document
from search.lexical import LexicalIndex, terms
from tests.unit.search.conftest import QUESTIONS

FRENCH = [
    Document(-1, "Comment renouveler un agrément d'assistante maternelle ?", language="fr"),
    Document(-2, "Où ranger les médicaments des résidents ?", language="fr"),
    Document(-3, "Le chauffage de la crèche ne démarre pas", language="fr"),
]
ENGLISH = [
    Document(1, "How do I renew a fire safety certificate?", language="en"),
    Document(2, "Who may open the medicine cupboard?", language="en"),
    Document(3, "The boiler of the nursery does not start", language="en"),
    Document(4, "Moist wipes for the nursery", language="en"),
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    index = LexicalIndex()
    index.put([*ENGLISH, *FRENCH])
    return index


def found(index: LexicalIndex, text: str, language: str) -> list[int]:
    return [id_ for id_, _ in index.search(terms(text, language), 5)]


def test_documents_with_rarer_shared_words_come_first() -> None:
    index = LexicalIndex()
    index.put(QUESTIONS)

    assert found(index, "gloves for formaldehyde", "en")[0] == 5
    assert found(index, "?", "en") == []
    index.remove([5])
    assert 5 not in found(index, "gloves for formaldehyde", "en")


def test_endings_and_accents_do_not_matter(index: LexicalIndex) -> None:
    assert found(index, "renewing certificates", "en")[0] == 1
    assert found(index, "renouvelait des AGREMENTS", "fr")[0] == -1
    assert found(index, "medicament d’un resident", "fr")[0] == -2


def test_an_index_in_a_folder_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    LexicalIndex(tmp_path).put([*ENGLISH, *FRENCH])

    again = LexicalIndex(tmp_path)

    assert found(again, "medicine", "en") == [2]
    assert found(again, "médicaments", "fr") == [-2]
