"""The index follows the database, whatever ends when and whoever wrote."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from qaforum import indexing
from qaforum.extensions import db
from qaforum.indexing.documents import QUESTION, Key
from qaforum.indexing.embedding.bulk_embedding import embed_all
from qaforum.indexing.embedding.indexer import BATCH, Indexer
from qaforum.indexing.index import Index, indexer_lock, load_encoder
from qaforum.indexing.inspection import Condition, condition
from qaforum.indexing.lock import ForumLock
from qaforum.indexing.view import View
from qaforum.models import Embedding, Question
from qaforum.services.questions import acceptance, questions
from tests.factories import Factory

CUPBOARD = "How do you keep the medicine cupboard cool in August?"
ROTA = "Who plans the night rota when the head of unit is away?"


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Returns as soon as it happened; fails when it does not."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def caught_up(app: Flask) -> None:
    indexing.start(app, indexer=True, wait=True)


def found(title: str, least: float = 0.0) -> list[int]:
    """Ids of the questions found, as a service filters them; `least` 0.99 is the very title."""
    matches = indexing.similar(title, minimum=least)
    present = dict(
        db.session.execute(
            select(Question.id, Question.content_hash).where(Question.deleted_at.is_(None))
        ).all()
    )
    return [m.key.id for m in matches if present.get(m.key.id) == m.content_hash]


def embeddings() -> Condition:
    return condition(db.engine, load_encoder("default").name)


def test_before_it_is_started_it_says_that_it_cannot_answer_yet(app: Flask) -> None:
    assert indexing.state() == "off"
    with pytest.raises(indexing.WarmingUp):
        indexing.similar(CUPBOARD)


def test_a_question_is_found_by_its_own_title_soon_after_it_was_posted(
    app: Flask, index: None, make: Factory
) -> None:
    question = make.question(CUPBOARD)
    make.question(ROTA)
    wait_until(lambda: found(CUPBOARD)[:1] == [question.id])


def test_an_edited_question_is_found_by_its_new_title_and_never_shown_for_its_old_text(
    app: Flask, index: None, make: Factory
) -> None:
    asker = make.member()
    question = make.question(CUPBOARD, by=asker)
    caught_up(app)
    questions.edit(asker, question.id, 1, ROTA, "Ours is planned by nobody.", "")
    assert found(CUPBOARD, least=0.99) == []
    wait_until(lambda: found(ROTA, least=0.99) == [question.id])
    assert found(CUPBOARD, least=0.99) == []


def test_a_deleted_question_leaves_the_view_and_a_restored_one_returns(
    app: Flask, index: None, make: Factory
) -> None:
    moderator, question = make.moderator(), make.question(CUPBOARD)
    caught_up(app)
    questions.delete(moderator, question.id)
    assert found(CUPBOARD) == []
    wait_until(lambda: indexing.similar(CUPBOARD, minimum=0.0) == [])
    questions.restore(moderator, question.id)
    wait_until(lambda: found(CUPBOARD) == [question.id])


def test_accepting_an_answer_makes_its_words_findable(
    app: Flask, index: None, make: Factory
) -> None:
    asker = make.member()
    question = make.question(CUPBOARD, by=asker)
    answer = make.answer(question, "Buy a peltier cooler from the yacht chandler.")
    caught_up(app)
    before = indexing.similar("peltier cooler from the yacht chandler", minimum=0.0)[0]
    acceptance.accept(asker, answer.id)
    caught_up(app)
    after = indexing.similar("peltier cooler from the yacht chandler", minimum=0.0)[0]
    assert after.confidence > before.confidence


def test_a_question_of_another_process_is_found_without_a_wake(
    app: Flask, index: None, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Index, "wake", lambda self: None)
    question = make.question(CUPBOARD)
    wait_until(lambda: found(CUPBOARD) == [question.id])


def test_what_was_posted_while_nothing_ran_is_indexed_at_the_next_start(
    app: Flask, make: Factory
) -> None:
    question = make.question(CUPBOARD)
    assert embeddings() == Condition(present=0, missing=1, stale=0, orphaned=0)
    caught_up(app)
    assert embeddings() == Condition(present=1, missing=0, stale=0, orphaned=0)
    assert found(CUPBOARD) == [question.id]


def test_a_restarted_view_embeds_nothing_again(app: Flask, index: None, make: Factory) -> None:
    question = make.question(CUPBOARD)
    caught_up(app)
    rows = db.session.scalars(select(Embedding.id)).all()
    assert indexing.stop(app)
    caught_up(app)
    assert db.session.scalars(select(Embedding.id)).all() == rows
    assert found(CUPBOARD) == [question.id]


def test_what_a_look_at_everything_embedded_is_not_fresh_any_more(
    app: Flask, make: Factory
) -> None:
    from search import Engine

    indexer = Indexer(db.engine, Engine(load_encoder("default")))
    assert indexer.fresh() == []
    make.question(CUPBOARD)
    indexer.index(indexer.plan())
    other = make.question("Who waters the plants in August?")

    assert indexer.fresh() == [Key(QUESTION, other.id)]
    assert indexer.fresh() == []


def test_another_encoder_makes_everything_anew_and_the_old_rows_go(
    app: Flask, make: Factory
) -> None:
    make.question(CUPBOARD)
    caught_up(app)
    indexing.stop(app)
    db.session.execute(update(Embedding).values(encoder="an encoder of last year"))
    db.session.commit()
    assert embeddings() == Condition(present=0, missing=1, stale=0, orphaned=1)
    caught_up(app)
    wait_until(lambda: embeddings() == Condition(present=1, missing=0, stale=0, orphaned=0))


def test_one_process_at_a_time_indexes_and_another_takes_over(app: Flask, make: Factory) -> None:
    other = indexer_lock(app)
    assert other.acquire()
    indexing.start(app, indexer=True)
    wait_until(lambda: indexing.state() == "ready")
    make.question(CUPBOARD)
    with pytest.raises(AssertionError):
        wait_until(lambda: embeddings().present == 1, seconds=0.6)
    other.release()
    wait_until(lambda: embeddings().present == 1)


def test_the_lock_is_free_again_when_its_holder_lets_go(tmp_path: Path) -> None:
    first, second = ForumLock(tmp_path / "lock"), ForumLock(tmp_path / "lock")
    assert first.acquire()
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()


class Fragile:
    """The search's engine, but one text is too much for it."""

    def __init__(self, app: Flask) -> None:
        from search import Engine

        self._engine = Engine(load_encoder(app.config["ENCODER"]))
        self.encoder = self._engine.encoder

    def embed(self, documents: Sequence) -> list:
        if any("poison" in document.title for document in documents):
            raise ValueError("a text that no model can take")
        return self._engine.embed(documents)


def test_one_question_that_cannot_be_embedded_does_not_stop_the_others(
    app: Flask, make: Factory
) -> None:
    asker = make.member()
    make.question(CUPBOARD)
    poison = make.question("Is there poison in the cupboard of the kitchen?", by=asker)
    make.question(ROTA)
    indexer = Indexer(db.engine, Fragile(app))  # type: ignore[arg-type]
    indexer.index(indexer.plan())
    assert embeddings() == Condition(present=2, missing=1, stale=0, orphaned=0)
    assert indexer.plan() == []
    questions.edit(asker, poison.id, 1, "Is there rat bait in the kitchen?", "We fear so.", "")
    assert indexer.plan() == [Key(QUESTION, poison.id)]


def test_the_newest_question_comes_first(app: Flask, make: Factory) -> None:
    from search import Engine

    keys = [Key(QUESTION, make.question(f"{CUPBOARD} Part {n}").id) for n in range(3)]
    indexer = Indexer(db.engine, Engine(load_encoder("default")))
    assert indexer.plan() == keys[::-1]


def test_what_was_just_asked_is_known_without_comparing_everything(
    app: Flask, make: Factory
) -> None:
    from search import Engine

    make.question(CUPBOARD)
    indexer = Indexer(db.engine, Engine(load_encoder("default")))
    assert indexer.fresh() == []
    keys = [Key(QUESTION, make.question(f"{CUPBOARD} Part {n}").id) for n in range(2)]
    assert indexer.fresh() == keys[::-1]
    assert indexer.fresh() == []


def test_a_text_that_comes_back_without_a_new_embedding_is_found_again(
    app: Flask, make: Factory
) -> None:
    from search import Engine

    question = make.question(CUPBOARD)
    engine = Engine(load_encoder("default"))
    indexer = Indexer(db.engine, engine)
    indexer.index([Key(QUESTION, question.id)])
    kept = question.content_hash
    question.content_hash = "0" * 32
    db.session.commit()
    view = View(db.engine, engine)
    view.catch_up()
    assert len(engine) == 0
    question.content_hash = kept
    db.session.commit()
    view.catch_up()
    assert engine.hashes() == {question.id: kept}


def test_a_view_of_an_emptied_database_is_empty(app: Flask, index: None, make: Factory) -> None:
    make.question(CUPBOARD)
    caught_up(app)
    indexing.stop(app)
    indexing.start(app, indexer=False, wait=True)
    assert len(found(CUPBOARD)) == 1
    db.session.execute(delete(Embedding))
    db.session.commit()
    assert indexing.similar(CUPBOARD, minimum=0.0) == []


def test_everything_can_be_embedded_anew_while_somebody_watches(app: Flask, make: Factory) -> None:
    for number in range(3):
        make.question(f"{CUPBOARD} Part {number}")
    seen: list[tuple[int, int]] = []
    assert embed_all(app, anew=False, progress=lambda *step: seen.append(step)) == 0
    assert seen[0] == (0, 3)
    assert seen[-1] == (3, 3)
    first = db.session.scalar(select(func.max(Embedding.id))) or 0
    assert embed_all(app, anew=True, progress=lambda *_: None) == 0
    db.session.expire_all()
    assert (db.session.scalar(select(func.min(Embedding.id))) or 0) > first


class PowerCut(BaseException):
    """Nothing catches it, as nothing catches `kill -9`."""


def test_embedding_everything_goes_on_where_it_was_interrupted(app: Flask, make: Factory) -> None:
    for number in range(BATCH + 3):
        make.question(f"{CUPBOARD} Part {number}")

    def until_the_power_fails(done: int, total: int) -> None:
        if done:
            raise PowerCut

    with pytest.raises(PowerCut):
        embed_all(app, anew=False, progress=until_the_power_fails)
    before = set(db.session.scalars(select(Embedding.id)))
    assert len(before) == BATCH
    seen: list[tuple[int, int]] = []
    assert embed_all(app, anew=False, progress=lambda *step: seen.append(step)) == 0
    assert (seen[0], seen[-1]) == ((BATCH, BATCH + 3), (BATCH + 3, BATCH + 3))
    assert before < set(db.session.scalars(select(Embedding.id)))


def test_a_process_without_a_view_indexes_and_does_not_answer(app: Flask, make: Factory) -> None:
    make.question(CUPBOARD)
    indexing.start(app, indexer=True, view=False)
    wait_until(lambda: embeddings().present == 1)
    with pytest.raises(indexing.WarmingUp):
        indexing.similar(CUPBOARD)
