"""Queries with a slip of the finger are read as they were meant."""

from __future__ import annotations

import pytest

from search import Document, Encoder, Engine
from search.writing.community import Readings
from search.writing.edits import edits
from tests.unit.search.conftest import QUESTIONS


@pytest.fixture
def readings(community: Engine) -> Readings:
    return Readings(community.store)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("The autoclvae stops", "The autoclave stops"),  # swapped
        ("The autocave stops", "The autoclave stops"),  # left out
        ("The autocllave stops", "The autoclave stops"),  # doubled
        ("The autoclabe stops", "The autoclave stops"),  # replaced
        ("Autoclvae stops", "Autoclave stops"),
        ("obtenir un bafge visiteur", "Obtenir un badge visiteur"),
        ("a choclate cake", "A chocolate cake"),  # no document has it, but everybody knows it
        ("la bibliothque est fermée", "La bibliothèque est fermée"),
    ],
)
def test_one_slip_in_a_word_is_put_right(readings: Readings, typed: str, meant: str) -> None:
    assert readings.titles(typed)[0] == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Projectorshows no signal", "Projector shows no signal"),
        ("The autoclave stopsbefore the end", "The autoclave stops before the end"),
        ("Comment obtenirun badge", "Comment obtenir un badge?"),
        ("le prix dupain", "Le prix du pain"),
        ("un enfant de 3ans et demi", "Un enfant de 3 ans et demi"),
    ],
)
def test_a_forgotten_space_is_put_back(readings: Readings, typed: str, meant: str) -> None:
    assert readings.titles(typed)[0] == meant


@pytest.mark.parametrize(
    "title",
    [
        "Which glove is safe?",  # a form of a word that is known
        "A scooter in the hall",  # no document has it, but it is a word
        "The autclvae is old",  # too far
        "The wifi on my insta",  # new words, which have frequent neighbours
        "R, C++ and 3.11",
        "Das Gerät steht seit gestern still",  # a language of which no words are known here
        "A 3D printer, 2nd floor",
        "",
    ],
)
def test_what_may_be_meant_stays(readings: Readings, title: str) -> None:
    assert [one.lower() for one in readings.titles(title)] == [title.lower()]


def test_what_no_document_has_is_asked_both_ways(readings: Readings) -> None:
    assert readings.titles("a choclate cake") == ["A chocolate cake", "A choclate cake"]


def test_a_slip_does_not_lose_the_problem(community: Engine) -> None:
    (first, *_) = community.similar("Projetcor without signal")

    assert first.id == 6


def test_words_of_questions_added_later_count(encoder: Encoder) -> None:
    engine = Engine(encoder)
    readings = Readings(engine.store)
    assert readings.titles("kubcetl") == ["Kubcetl"]

    question = Document(1, "kubectl hangs")
    engine.put([question], engine.embed([question]))

    assert readings.titles("kubcetl") == ["Kubectl"]


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
