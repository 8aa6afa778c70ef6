"""A forum of the version before is opened, migrated and searched, and keeps its embeddings."""

import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from numpy.typing import NDArray
from sqlalchemy import text

from qaforum import config, indexing
from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.indexing import Key
from qaforum.indexing.index import load_encoder
from qaforum.services.operations import consistency
from qaforum.services.search import search, suggestions
from search.encoders import last
from tests.conftest import SETTINGS, Browser

STORED = Path(__file__).parents[2] / "data" / "forum-0.1.tar.gz"
OLD = ("medicine cupboard", "keys at night", "collègue malade", "rota suits", "against legionella")
OF_SOLUTIONS = ("north side", "code beside", "volontaires", "Monday", "25 degrees")

pytestmark = pytest.mark.sqlite("the stored forum is kept in SQLite")


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that an encoder is given from now on."""
    texts: list[str] = []

    def note(encoder: Any) -> None:
        encode = encoder.encode

        def noted(given: Sequence[str]) -> NDArray[np.float32]:
            texts.extend(given)
            found: NDArray[np.float32] = encode(given)
            return found

        monkeypatch.setattr(encoder, "encode", noted)

    whole = load_encoder("default")
    for encoder in {id(one): one for one in (whole, last(whole))}.values():
        note(encoder)
    return texts


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Flask]:
    """The stored forum, not migrated yet."""
    folder = tmp_path / "older"
    with tarfile.open(STORED) as archive:
        archive.extractall(folder, filter="data")
    config.make_secrets(folder)
    app = create_app({**SETTINGS, "INSTANCE": folder})
    app.test_client_class = Browser
    with app.app_context():
        yield app
        indexing.stop(app)
        db.session.remove()
        db.engine.dispose()


def embeddings() -> list[tuple[Any, ...]]:
    rows = db.session.execute(text("SELECT id, vectors FROM embedding ORDER BY id")).all()
    db.session.rollback()
    return [tuple(row) for row in rows]


def sentences() -> list[tuple[Any, ...]]:
    rows = db.session.execute(text("SELECT * FROM sentence_embedding ORDER BY embedding_id")).all()
    db.session.rollback()
    return [tuple(row) for row in rows]


def named(texts: Sequence[str], words: Sequence[str]) -> list[str]:
    return [one for one in texts if any(word in one for word in words)]


def test_only_what_is_new_to_the_search_is_embedded(older: Flask, encoded: list[str]) -> None:
    before, of_solutions = embeddings(), sentences()
    upgrade()
    indexing.start(older, indexer=True, wait=True)

    assert named(encoded, ["A rota for small houses"])
    assert named(encoded, [*OLD, *OF_SOLUTIONS]) == []
    assert embeddings()[: len(before)] == before
    assert len(embeddings()) == len(before) + 2, "the two resources"
    assert sentences()[: len(of_solutions)] == of_solutions


def test_its_snapshot_is_of_another_format_and_no_text_is_embedded_again(
    older: Flask, encoded: list[str]
) -> None:
    upgrade()
    indexing.start(older, indexer=False, wait=True)

    # Beside what warms it up, single words of titles
    assert {text for text in encoded if " " in text} == {"Warm up"}


def test_without_its_snapshot_the_index_is_built_of_the_stored_embeddings(
    older: Flask, encoded: list[str]
) -> None:
    (Path(older.instance_path) / "index" / "current").unlink()
    upgrade()
    indexing.start(older, indexer=False, wait=True)

    assert named(encoded, [*OLD, *OF_SOLUTIONS]) == []  # single words of titles at most
    assert search.find("The medicine cupboard is too hot").rows


def test_all_its_kinds_are_found(older: Flask) -> None:
    upgrade()
    indexing.start(older, indexer=True, wait=True)

    found = suggestions.similar("The cupboard for medicine is too hot")
    assert found.problems[0].question.title.startswith("How do you keep the medicine cupboard")
    assert "alarm" in found.practices[0].row.title
    assert found.practices[0].passage is not None
    first = search.find("A rota for a small house").entries[0]
    assert (first.key, first.row.title) == (Key("resource", 1), "A rota for small houses")
    page = older.test_client().get("/search?q=legionella+in+the+showers").text
    assert "Two minutes of hot water against legionella" in page
    assert consistency.wrong_hashes() == {}


def test_it_can_go_back_and_come_again(older: Flask) -> None:
    before = db.session.execute(text("SELECT * FROM embedding ORDER BY id")).all()
    db.session.remove()
    upgrade()
    downgrade(revision="0021")
    after = db.session.execute(text("SELECT * FROM embedding ORDER BY id")).all()
    db.session.remove()
    assert [tuple(row) for row in after] == [tuple(row) for row in before]
    upgrade()
