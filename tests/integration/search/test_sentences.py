"""The sentences of solutions are embedded beforehand, and go with the text they are of."""

from collections.abc import Sequence

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from numpy.typing import NDArray
from sqlalchemy import delete, func, select

from qaforum import indexing
from qaforum.extensions import db
from qaforum.indexing.embedding.bulk_embedding import embed_all, embed_sentences
from qaforum.models import Answer, Embedding, Question, SentenceEmbedding
from qaforum.services.questions import acceptance, answers, questions
from search.encoders.together import Together
from tests.factories import Factory
from tests.integration.search.test_indexing import wait_until

KEY = "How do I open the archive room when nobody is at the desk?"
ANSWER = "It happens to everyone. The key hangs behind the map. Sign the list when you take it."
TYPED = "Where is the archive room key?"
LATER = "The porter has the key now. Ring twice."


def solved(make: Factory) -> tuple[Question, Answer]:
    asker = make.member()
    question = make.question(KEY, by=asker)
    answer = make.answer(question, ANSWER)
    acceptance.accept(asker, answer.id)
    return question, answer


def stored() -> dict[int, int]:
    """How many bytes of sentences there are of each document."""
    db.session.rollback()
    return dict(
        db.session.execute(
            select(Embedding.document_id, func.length(SentenceEmbedding.vectors)).join(
                SentenceEmbedding, SentenceEmbedding.embedding_id == Embedding.id
            )
        ).all()
    )


def test_a_solution_accepted_in_a_served_forum_is_embedded_by_its_sentences_soon_after(
    app: Flask, index: None, make: Factory
) -> None:
    (question, _), unsolved = solved(make), make.question("Who has the projector?")

    wait_until(lambda: stored().keys() == {question.id, unsolved.id})

    assert stored()[question.id] > 3 * 500
    assert stored()[unsolved.id] == 0


def test_the_panel_shows_the_sentence_that_answers_without_encoding_the_solution(
    client: FlaskClient, app: Flask, index: None, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, _ = solved(make)
    indexing.start(app, indexer=True, wait=True)
    wait_until(lambda: stored().get(question.id, 0) > 0)
    encoded: list[str] = []
    encode = Together.encode

    def spy(self: Together, texts: Sequence[str]) -> NDArray[np.float32]:
        encoded.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(Together, "encode", spy)

    page = client.get("/ask/similar", query_string={"title": TYPED})

    assert TYPED.lower() in [text.lower() for text in encoded]
    assert not any("map" in text for text in encoded)
    assert "hangs behind the map" in page.text.replace("<mark>", "").replace("</mark>", "")


def test_an_edited_solution_is_read_anew_and_a_deleted_question_keeps_no_sentences(
    app: Flask, index: None, make: Factory
) -> None:
    question, answer = solved(make)
    wait_until(lambda: stored().get(question.id, 0) > 3 * 500)
    answers.edit(make.moderator(), answer.id, 1, LATER)
    wait_until(lambda: 0 < stored().get(question.id, 0) < 3 * 500)

    questions.delete(make.moderator(), question.id)

    wait_until(lambda: stored() == {})


def test_a_forum_from_before_gets_them_at_its_next_start(app: Flask, make: Factory) -> None:
    question, _ = solved(make)
    embed_all(app, anew=False, progress=lambda done, total: None)
    assert stored() == {}

    indexing.start(app, indexer=True, wait=True)

    wait_until(lambda: stored().keys() == {question.id})


def test_reindexing_embeds_sentences_too_and_goes_on_where_it_stopped(
    app: Flask, make: Factory
) -> None:
    ids = {solved(make)[0].id, make.question("Who has the projector?").id}
    embed_all(app, anew=False, progress=lambda done, total: None)
    told: list[tuple[int, int]] = []
    embed_sentences(app, progress=lambda *numbers: told.append(numbers))
    assert stored().keys() == ids
    assert (told[0], told[-1]) == ((0, 2), (2, 2))

    db.session.execute(delete(SentenceEmbedding))
    db.session.commit()
    embed_sentences(app, progress=lambda done, total: None)

    assert stored().keys() == ids
