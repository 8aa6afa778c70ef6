"""The engine: documents in, matches out."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from search import Document, Encoder, Engine, Solution
from tests.unit.search.conftest import QUESTIONS


def put(engine: Engine, *documents: Document) -> None:
    engine.put(documents, engine.embed(documents))


def test_an_empty_engine_finds_nothing(engine: Engine) -> None:
    assert len(engine) == 0
    assert engine.similar("How do I reset a password?") == []
    assert engine.similar("How do I reset a password?", minimum=0.0) == []


def test_one_question_is_enough_to_be_found(engine: Engine) -> None:
    put(engine, Document(7, "Printer jams on thick paper", content_hash="h"))

    (match,) = engine.similar("Printer jams on thick paper")

    assert (match.id, match.content_hash, match.level) == (7, "h", "same")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.content_hash)
def test_a_question_is_found_first_by_its_own_title(community: Engine, question: Document) -> None:
    first = community.similar(question.title)[0]

    assert (first.id, first.level, first.language) == (question.id, "same", question.language)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("transfer a Moodle course to a different host", 1),
        ("badge d'accès pour un visiteur", 2),
        ("visitor pass for an external speaker", 2),
        ("transférer un cours Moodle sur un autre serveur", 1),
        ("barcode reader does not recognise books any more", 4),
    ],
)
def test_a_problem_in_other_words_or_another_language_is_found(
    community: Engine, asked: str, found: int
) -> None:
    assert community.similar(asked)[0].id == found


@pytest.mark.parametrize(
    "asked", ["My cat will not eat", "Assurance voiture en Espagne", "sourdough starter"]
)
def test_a_question_about_something_else_finds_nothing(community: Engine, asked: str) -> None:
    assert community.similar(asked) == []


def test_without_a_threshold_every_candidate_is_ranked(community: Engine) -> None:
    matches = community.similar("gloves", limit=100, minimum=0.0)

    confidences = [match.confidence for match in matches]
    assert {match.id for match in matches} == {question.id for question in QUESTIONS}
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 <= confidence <= 1.0 for confidence in confidences)


def test_excluded_questions_are_not_found(community: Engine) -> None:
    title = QUESTIONS[0].title

    matches = community.similar(title, exclude={1}, minimum=0.0, limit=10)

    assert matches
    assert 1 not in [match.id for match in matches]


def test_putting_again_replaces(engine: Engine) -> None:
    put(engine, Document(1, "old words", content_hash="a"), Document(2, "else", content_hash="b"))
    put(engine, Document(1, "new terms", "", (Solution(9, "solved"),), content_hash="c"))

    assert engine.hashes() == {1: "c", 2: "b"}
    assert engine.similar("new terms")[0].content_hash == "c"
    assert all(match.level != "same" for match in engine.similar("old words"))


def test_the_last_of_one_id_counts_within_a_batch(engine: Engine) -> None:
    put(engine, Document(1, "first", content_hash="a"), Document(1, "last", content_hash="b"))

    assert engine.hashes() == {1: "b"}


def test_removed_questions_are_gone(engine: Engine) -> None:
    put(engine, *(Document(i, f"question number {i}") for i in range(20)))
    engine.remove([3, 4, 999])

    assert len(engine) == 18
    found = engine.similar("question number 3", limit=50, minimum=0.0)
    assert {match.id for match in found} == set(range(20)) - {3, 4}


def test_an_embedding_of_the_wrong_shape_is_refused(engine: Engine) -> None:
    with pytest.raises(ValueError, match="embedding of 1"):
        engine.put([Document(1, "title")], [np.zeros((2, 7), dtype=np.float16)])
    assert len(engine) == 0


def test_embedding_gives_a_row_for_title_question_and_each_solution(engine: Engine) -> None:
    document = Document(1, "title", "body", (Solution(1, "one"), Solution(2, "two")))

    (matrix,) = engine.embed([document])

    assert matrix.shape == (4, engine.encoder.dimension)
    assert matrix.dtype == np.float16


ODD = {
    "nothing": "",
    "blanks": " \n\t ",
    "emoji": "😀😀👍🏽",
    "right to left": "كيف أعيد تعيين كلمة المرور؟",
    "no spaces": "打印机卡纸怎么办",
    "very long word": "x" * 10_000,
    "very long": "imprimante en panne " * 500,
    "control characters": "a\x00b\x1b[31m\u202e",
    "lone surrogate": "broken \ud83d emoji",
    "markup": "<script>alert(1)</script> & $x^2$",
    "query syntax": 'title:"a" AND (b OR -c) *:* ~',
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_any_text_may_be_asked(community: Engine, text: str) -> None:
    for match in community.similar(text, text, tags=(text,), minimum=0.0):
        assert 0.0 <= match.confidence <= 1.0
    assert community.passages(text, [("k", text)]) is not None


@pytest.mark.parametrize("text", [text for text in ODD.values() if text.strip()])
def test_any_text_is_found_by_itself(encoder, text: str) -> None:  # type: ignore[no-untyped-def]
    engine = Engine(encoder)
    put(engine, *QUESTIONS, Document(99, text, text, (Solution(1, text),)), Document(100, ""))

    assert engine.similar(text)[0].id == 99


def test_putting_and_removing_while_others_search(engine: Engine) -> None:
    failures: list[Exception] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                engine.similar("question number 5", minimum=0.0)
                engine.hashes()
        except Exception as error:
            failures.append(error)

    readers = [threading.Thread(target=search) for _ in range(4)]
    for reader in readers:
        reader.start()
    for start in range(0, 400, 20):
        put(engine, *(Document(i, f"question number {i}") for i in range(start, start + 20)))
        engine.remove(range(start, start + 5))
    done.set()
    for reader in readers:
        reader.join()

    assert failures == []
    assert len(engine) == 300
    assert engine.similar("question number 399")[0].id == 399


def test_a_repeated_title_does_not_hide_the_solved_question_before_it(encoder: Encoder) -> None:
    solved = Document(
        1,
        "Un enfant de 18 mois mord les autres plusieurs fois par jour : que faire ?",
        "Onze morsures en deux semaines.",
        (Solution(1, "Trois jours d'observation, puis deux petits groupes."),),
        language="fr",
    )
    title = "A toddler keeps biting the other children, what can we do?"
    repeated = Document(2, title, "Since September.", language="en")
    engine = Engine(encoder)
    engine.put([solved, repeated], engine.embed([solved, repeated]))
    assert [match.id for match in engine.similar(title)] == [2, 1]
