"""Queries with a wrong letter are read as they were meant."""

from __future__ import annotations

import pytest

from search import Document, Encoder, Engine
from search.spelling import Spelling, edits
from tests.unit.search.conftest import QUESTIONS


@pytest.fixture
def spelling(community: Engine) -> Spelling:
    return Spelling(community.store)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("The autoclvae stops", "The autoclave stops"),  # swapped
        ("The autocave stops", "The autoclave stops"),  # left out
        ("The autocllave stops", "The autoclave stops"),  # doubled
        ("The autoclabe stops", "The autoclave stops"),  # replaced
        ("Autoclvae stops", "Autoclave stops"),
        ("obtenir un bafge visiteur", "obtenir un badge visiteur"),
    ],
)
def test_one_slip_in_a_word_is_put_right(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.corrected(typed) == meant


@pytest.mark.parametrize(
    "title",
    [
        "Which glove is safe?",  # a form of a word that is known
        "A scooter in the hall",  # no document has it, but it is a word
        "The autoclvaes of BAGDE and iBagde",  # too far, or written like names
        "R, C++ and 3.11",
        "",
    ],
)
def test_what_may_be_meant_stays(spelling: Spelling, title: str) -> None:
    assert spelling.corrected(title) == title


def test_a_slip_does_not_lose_the_problem(community: Engine) -> None:
    (first, *_) = community.similar("Projetcor without signal")

    assert first.id == 6


def test_words_of_questions_added_later_count(encoder: Encoder) -> None:
    engine = Engine(encoder)
    spelling = Spelling(engine.store)
    assert spelling.corrected("kubcetl") == "kubcetl"

    question = Document(1, "kubectl hangs")
    engine.put([question], engine.embed([question]))

    assert spelling.corrected("kubcetl") == "kubectl"


def test_the_first_letter_stays() -> None:
    found = set(edits("cat"))

    assert {"ct", "cta", "cart", "cut", "cats"} <= found
    assert all(edit.startswith("c") for edit in found)


def test_the_words_a_document_has_count_by_how_rare_they_are(community: Engine) -> None:
    lexical = community.store.lexical

    found = lexical.coverage([{"autoclav"}, {"nowhere"}], [3, 5])

    assert list(found) == [3]
    assert 0 < found[3] < 1
    assert lexical.coverage([{"autoclav"}], [3]) == {3: pytest.approx(1.0)}
    assert lexical.coverage([], [question.id for question in QUESTIONS]) == {}
