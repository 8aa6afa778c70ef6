"""The index keeps files so that a start is quick; whatever happens to them, the forum answers."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from structlog.testing import capture_logs

from qaforum import indexing
from qaforum.extensions import db
from qaforum.indexing import index as index_module
from qaforum.indexing.index import load_encoder
from qaforum.indexing.snapshots import Snapshots
from qaforum.indexing.storage import FOLDER, Storage
from qaforum.indexing.view import View
from qaforum.models import Embedding
from qaforum.services.questions import questions
from tests.factories import Factory

CUPBOARD = "How do you keep the medicine cupboard cool in August?"
ROTA = "Who plans the night rota when the head of unit is away?"
BADGES = "Where do visitors leave their badges after eight o'clock?"


def wait_until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Returns as soon as it happened; fails when it does not."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def found(title: str) -> list[int]:
    return [match.key.id for match in indexing.similar(title, minimum=0.9)]


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"SNAPSHOT_CHANGES": 2}


def snapshot_of(app: Flask) -> Path | None:
    return Storage(Path(app.instance_path)).newest()


@pytest.fixture
def saved(app: Flask, make: Factory) -> Path:
    """The snapshot of a forum with two questions, which was stopped since."""
    make.question(CUPBOARD)
    make.question(ROTA)
    indexing.start(app, indexer=True, wait=True)
    wait_until(lambda: snapshot_of(app) is not None)
    indexing.stop(app)
    folder = snapshot_of(app)
    assert folder is not None
    return folder


def restarted(app: Flask) -> list[dict[str, Any]]:
    """Start again; what was logged."""
    with capture_logs() as logs:
        indexing.start(app, indexer=True, wait=True)
    return logs  # type: ignore[return-value]


def test_a_start_takes_up_the_snapshot_and_what_has_changed_since(
    app: Flask, saved: Path, make: Factory
) -> None:
    asker, moderator = make.member(), make.moderator()
    edited = make.question("Which gloves are safe for formaldehyde?", by=asker)
    gone = db.session.scalars(db.select(Embedding.document_id)).first()
    assert gone
    questions.delete(moderator, gone)
    questions.edit(asker, edited.id, 1, BADGES, "At the desk?", "")

    assert [line for line in restarted(app) if line["log_level"] == "warning"] == []

    assert found(BADGES) == [edited.id]
    assert len(found(ROTA)) == 1
    wait_until(lambda: indexing.similar(CUPBOARD, minimum=0.9) == [])


def test_what_nothing_remembers_is_found_by_its_hash(app: Flask, saved: Path) -> None:
    rows = db.session.scalars(db.select(Embedding).order_by(Embedding.id)).all()
    rows[0].content_hash = "0" * 32
    db.session.execute(delete(Embedding).where(Embedding.id == rows[1].id))
    db.session.commit()
    indexing.start(app, indexer=False, wait=True)
    assert indexing.similar(CUPBOARD, minimum=0.0) == []


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a flipped bit": lambda folder: flip(folder / "rows.f16"),
    "a file cut short": lambda folder: (folder / "documents.npz").write_bytes(b"PK"),
    "a file missing": lambda folder: (folder / "words.txt").unlink(),
    "a folder missing": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_snapshot_is_said_and_made_anew_from_the_database(
    app: Flask, saved: Path, damage: Callable[[Path], object]
) -> None:
    damage(saved)
    (said,) = [line for line in restarted(app) if line["log_level"] == "warning"]
    assert said["event"] == "the snapshot of the index cannot be used"
    assert len(found(CUPBOARD)) == 1
    wait_until(lambda: snapshot_of(app) not in (None, saved))


def test_a_snapshot_of_another_model_is_said_and_made_anew(
    app: Flask, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder("default")
    monkeypatch.setattr(encoder, "name", "a model of next year")
    (said,) = [line for line in restarted(app) if line["log_level"] == "warning"]
    assert said["reason"].startswith("made with the encoder all-MiniLM")
    assert len(found(CUPBOARD)) == 1


def test_several_processes_share_what_one_of_them_saved(app: Flask, saved: Path) -> None:
    encoder = load_encoder("default")
    one, two = (Snapshots(db.engine, Storage(Path(app.instance_path)), 2) for _ in "ab")
    one.open(encoder)
    two.open(encoder)
    for snapshots in (one, two):
        assert snapshots.view is not None
        assert len(snapshots.view.engine) == 2


def test_a_newer_snapshot_takes_over_without_a_gap(app: Flask, saved: Path) -> None:
    encoder = load_encoder("default")
    writer, reader = (Snapshots(db.engine, Storage(Path(app.instance_path)), 1) for _ in "ab")
    writer.open(encoder)
    reader.open(encoder)
    assert writer.view is not None
    assert reader.view is not None
    before = reader.view
    Storage(Path(app.instance_path)).save(writer.view.engine)
    assert len(before.engine.similar(CUPBOARD, minimum=0.9)) == 1  # its files are gone by name only
    reader.renew()
    assert reader.view is not before
    assert len(reader.view.engine.similar(CUPBOARD, minimum=0.9)) == 1


def test_what_a_killed_process_left_goes_at_the_next_start(app: Flask, saved: Path) -> None:
    left = Path(app.instance_path) / FOLDER / "process-1-1"
    left.mkdir()
    (left / "rows").write_text("much")
    indexing.start(app, indexer=False, wait=True)
    assert not left.exists()


def test_questions_asked_while_the_index_is_exchanged_are_found(
    app: Flask, index: None, make: Factory
) -> None:
    titles = [f"{CUPBOARD} Cupboard {number}, floor {number * 3}" for number in range(12)]
    made = {title: make.question(title).id for title in titles}
    wait_until(lambda: all(made[title] in found(title) for title in titles))
    wait_until(lambda: snapshot_of(app) is not None)
    view = View(db.engine, app.extensions["index"]._snapshots.view.engine)
    assert len(view.engine) == len(titles)


class Slow:
    """A stand-in for the moments in which the encoders load."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, model: str) -> Any:
        self.go.wait(20)
        return load_encoder(model)


@pytest.fixture
def loading(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    slow = Slow()
    monkeypatch.setattr(index_module, "load_encoder", slow)
    yield slow
    slow.go.set()


def test_words_answer_while_the_encoders_load(
    app: Flask, loading: Slow, client: FlaskClient, make: Factory
) -> None:
    question = make.question(CUPBOARD)
    make.question(ROTA)
    indexing.start(app, indexer=True)
    wait_until(lambda: indexing.state() == "lexical")
    asked = {"title": "cool cupboard for the medicine"}

    page = client.get("/ask/similar", query_string=asked).text
    assert 'data-state="lexical"' in page
    assert "Shares words" in page
    assert "share words with yours" in page
    assert CUPBOARD in page
    assert ROTA not in page
    answer = client.get("/api/v1/similar", query_string=asked).json
    assert answer
    assert answer["state"] == "lexical"
    assert [one["id"] for one in answer["questions"]] == [question.id]
    assert "share words with yours" in client.get("/search", query_string={"q": "medicine"}).text
    nothing = client.get("/ask/similar", query_string={"title": "Où est la clé du garage ?"}).text
    assert 'data-state="warming"' in nothing

    loading.go.set()
    wait_until(lambda: indexing.state() == "ready")
    assert 'data-state="ready"' in client.get("/ask/similar", query_string=asked).text


def test_words_answer_from_a_snapshot_whose_vectors_are_damaged(
    app: Flask, saved: Path, loading: Slow, client: FlaskClient
) -> None:
    flip(saved / "rows.f16")
    indexing.start(app, indexer=True)
    wait_until(lambda: indexing.state() == "lexical")
    assert "rota" in client.get("/ask/similar", query_string={"title": "planning night rota"}).text


def test_what_is_found_by_words_is_what_the_database_says_now(
    app: Flask, saved: Path, loading: Slow, make: Factory
) -> None:
    moderator = make.moderator()
    ids = db.session.scalars(db.select(Embedding.document_id).order_by(Embedding.id)).all()
    questions.delete(moderator, ids[0])
    indexing.start(app, indexer=True)
    wait_until(lambda: indexing.state() == "lexical")
    matches = indexing.similar(CUPBOARD) + indexing.similar(ROTA)
    assert ids[0] not in [match.key.id for match in matches]
    assert [match.by_words for match in matches] == [True]


def test_what_is_not_embedded_yet_is_found_by_its_words_until_it_is(
    app: Flask, saved: Path, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that is ready finds no less than it did while it was warming up."""
    monkeypatch.setattr(index_module, "_FILLING", 0.0)
    waiting = make.question(BADGES)
    indexing.start(app, indexer=False)
    wait_until(lambda: indexing.state() == "ready")
    asked = "where do visitors leave badges"

    def by_words() -> list[int]:
        return [match.key.id for match in indexing.similar(asked) if match.by_words]

    wait_until(lambda: by_words() == [waiting.id])

    indexing.stop(app)
    indexing.start(app, indexer=True, wait=True)
    (first, *_) = indexing.similar(asked)
    assert (first.key.id, first.by_words) == (waiting.id, False)
