"""Sentences with their vectors, kept as bytes: made once, read back for the very same text."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import pytest

from search import Document, Encoder, Engine, Solution, unpacked
from search.encoders import last
from search.sentences import Sentences, sentences

TEXT = "Le mot de passe est sous le clavier. Changez-le !\n- Room A\n- Room B"


def kept(engine: Engine, *texts: str) -> dict[Hashable, bytes]:
    solutions = tuple(Solution(place, text) for place, text in enumerate(texts, 1))
    (stored,) = engine.embed_sentences([Document(7, "A title", solutions=solutions)])
    return unpacked(stored)


def test_sentences_end_at_full_stops_and_lines() -> None:
    text = "One. Two? «Trois !» Version 2.5 is e.g. fine.\n\nLast"

    assert [text[a:b] for a, b in sentences(text)][-1] == "Last"
    assert next(text[a:b] for a, b in sentences(text)) == "One."
    assert sentences(" \n ") == []


def test_what_was_kept_says_the_same_in_a_tenth_of_the_numbers(
    community: Engine, encoder: Encoder
) -> None:
    stored = kept(community, TEXT, "Another one.")
    width = last(encoder).dimension

    back = Sentences.stored(TEXT, stored[1], width)

    assert back is not None
    assert back.spans == sentences(TEXT)
    assert back.language == Sentences.read(TEXT, width).language
    assert back.encoded.all()
    exact = last(encoder).encode([back.part(place) for place in range(len(back.spans))])
    cosines = (back.vectors.astype(np.float32) * exact).sum(axis=1)
    assert cosines.min() > 0.999
    assert len(stored[1]) < 1.1 * len(back.spans) * width


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 400])
def test_what_is_damaged_or_of_another_text_is_not_used(
    community: Engine, encoder: Encoder, damage: bytes
) -> None:
    stored = kept(community, TEXT)[1]

    assert Sentences.stored("Edited since.", stored, last(encoder).dimension) is None
    assert Sentences.stored(TEXT, damage, last(encoder).dimension) is None
    assert Sentences.stored(TEXT, stored[:-1], last(encoder).dimension) is None
    assert unpacked(damage).get(1) is None


def test_a_passage_is_found_in_what_was_kept_without_encoding_the_text(
    community: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join([f"Room {n} has a lamp." for n in range(30)] + ["The boiler is downstairs."])
    stored = kept(community, text)
    community.passages("Where is the boiler?", [])  # the query itself is encoded
    monkeypatch.setattr("search.passages.Together.encode", pytest.fail)

    (passage,) = community.passages("Where is the boiler?", [(1, text)], lambda: stored)

    assert "The boiler is downstairs." in passage.text


def test_what_was_kept_is_asked_for_once(community: Engine) -> None:
    stored = kept(community, TEXT)
    asked: list[str] = []

    def look_up() -> dict[Hashable, bytes]:
        asked.append("looked up")
        return stored

    first = community.passages("password", [(1, TEXT)], look_up)
    again = community.passages("password under the keyboard", [(1, TEXT)], look_up)

    assert (len(first), len(again)) == (1, 1)
    assert asked == ["looked up"]


def test_a_document_without_solutions_keeps_nothing(community: Engine) -> None:
    assert community.embed_sentences([Document(7, "A title"), Document(8, "B")]) == [b"", b""]


def test_a_text_of_blanks_is_kept_as_nothing(community: Engine, encoder: Encoder) -> None:
    back = Sentences.stored(" \n", kept(community, " \n")[1], last(encoder).dimension)

    assert back is not None
    assert back.spans == []
