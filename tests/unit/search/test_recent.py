"""Answers given a moment ago, and never one that is no longer true."""

from __future__ import annotations

import threading

from search import Document, Engine
from search.recent import Recent

FIRST = Document(1, "Printer jams on thick paper", content_hash="1")
SECOND = Document(2, "Printer jams on thin paper", content_hash="2")
ASKED = "Printer jams on paper"


def put(engine: Engine, *documents: Document) -> None:
    engine.put(documents, engine.embed(documents))


def ids(engine: Engine) -> set[int]:
    return {match.id for match in engine.similar(ASKED, minimum=0.0)}


def test_the_same_question_again_is_not_searched_again(engine: Engine) -> None:
    put(engine, FIRST)

    (first,) = engine.similar(ASKED, minimum=0.0)
    (again,) = engine.similar(ASKED, minimum=0.0)

    assert again is first
    assert engine.similar(ASKED, minimum=0.0, exclude=[1]) == []
    assert engine.similar(ASKED, minimum=0.0, limit=0) == []


def test_who_changes_the_list_changes_nobody_elses(engine: Engine) -> None:
    put(engine, FIRST)
    engine.similar(ASKED, minimum=0.0).clear()

    assert ids(engine) == {1}


def test_what_comes_and_goes_is_seen_at_once(engine: Engine) -> None:
    put(engine, FIRST)
    assert ids(engine) == {1}
    put(engine, SECOND)
    assert ids(engine) == {1, 2}
    engine.remove([1])
    assert ids(engine) == {2}
    engine.remove([77])
    assert ids(engine) == {2}


def test_whoever_writes_finds_what_they_wrote_while_others_ask(engine: Engine) -> None:
    put(engine, FIRST)
    done = threading.Event()
    failed = []

    def asks() -> None:
        while not done.is_set():
            if not ids(engine) <= {1, 2}:
                failed.append(True)

    threads = [threading.Thread(target=asks) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(30):
            put(engine, SECOND)
            assert ids(engine) == {1, 2}
            engine.remove([2])
            assert ids(engine) == {1}
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not failed


def test_an_answer_found_while_documents_change_is_not_kept() -> None:
    recent = Recent[str](8)
    versions = [0]

    def overtaken() -> str:
        versions[0] = 2  # somebody writes while this is searched
        return "old"

    assert recent.answer("q", versions[0], overtaken) == "old"
    assert recent.answer("q", versions[0], lambda: "new") == "new"
    assert recent.answer("q", None, lambda: "in between") == "in between"
    assert recent.answer("q", versions[0], lambda: "newer") == "new"


def test_the_longest_unasked_are_forgotten() -> None:
    recent = Recent[str](2)
    for question in ("a", "b", "a", "c"):
        recent.answer(question, 0, lambda: "first")

    assert [recent.answer(question, 0, lambda: "again") for question in "ab"] == ["first", "again"]
