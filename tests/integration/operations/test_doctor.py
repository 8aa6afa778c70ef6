"""The doctor finds what is wrong, says what to do, and mends what is kept twice."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import delete, select, text, update

from qaforum import config, indexing
from qaforum.app import create_app
from qaforum.cli import main
from qaforum.extensions import db
from qaforum.indexing.embedding import embedding_integrity, title_recall
from qaforum.indexing.index import load_encoder
from qaforum.indexing.storage import Storage
from qaforum.models import Embedding, Question, Tag
from qaforum.models.core.base import Model
from qaforum.services.library import resources
from qaforum.services.library.resources import Entry
from qaforum.services.operations import consistency
from qaforum.services.operations.counters import COUNTERS
from qaforum.services.questions import votes
from tests.conftest import SETTINGS
from tests.factories import Factory

Run = Callable[..., Result]


@pytest.fixture
def run(instance: Path) -> Run:
    def run(*arguments: str) -> Result:
        def make_app() -> Flask:
            return create_app({**SETTINGS, "INSTANCE": instance})

        return CliRunner().invoke(main, arguments, obj=make_app)

    return run


def wrong(result: Result) -> dict[str, str]:
    """What `doctor --json` found wrong: check → what was seen."""
    report: dict[str, Any] = json.loads(result.stdout)
    found = {check["check"]: check["seen"] for check in report["checks"] if not check["ok"]}
    assert result.exit_code == (1 if found else 0)
    assert report["ok"] is not bool(found)
    return found


def vectors_of(document: int) -> bytes:
    return db.session.scalars(
        select(Embedding.vectors).where(Embedding.document_id == document)
    ).one()


def keep(document: int, vectors: bytes) -> None:
    """Have these instead, and no word of it."""
    db.session.execute(
        update(Embedding).where(Embedding.document_id == document).values(vectors=vectors)
    )
    db.session.commit()


def test_a_forum_in_use_is_well(app: Flask, index: None, make: Factory, run: Run) -> None:
    question = make.solved(
        "Which alarm mats wake the night staff but not the whole corridor?",
        "Those that ring a pager.",
        tags="nights",
    )
    votes.cast(make.member(), question, 1)
    indexing.start(app, indexer=True, wait=True)
    result = run("doctor")
    assert result.exit_code == 0, result.output
    assert "✗" not in result.output
    assert "1 present, 0 missing, 0 stale, 0 orphaned" in result.output


def test_counts_and_scores_that_are_off_are_found_and_mended(
    app: Flask, index: None, make: Factory, run: Run
) -> None:
    make.solved("Who waters the plants in the holidays?", "The neighbours.", tags="holidays")
    db.session.execute(update(Question).values(answer_count=7, score=3))
    db.session.execute(update(Tag).values(question_count=9))
    db.session.commit()
    indexing.start(app, indexer=True, wait=True)
    assert wrong(run("doctor", "--json")) == {
        "numbers": "wrong: question.answer_count in 1 rows, "
        "tag.question_count in 1 rows, question.score in 1 rows"
    }
    assert wrong(run("doctor", "--repair", "--json")) == {}
    db.session.expire_all()
    question = db.session.query(Question).one()
    assert (question.answer_count, question.score) == (1, 0)


def test_a_hash_that_is_not_of_the_text_is_found_and_mended(
    app: Flask, index: None, make: Factory, run: Run
) -> None:
    question = make.question("Where do you store the wheelchairs at night?")
    right = question.content_hash
    indexing.start(app, indexer=True, wait=True)
    indexing.stop(app)
    question.content_hash = "f" * 32
    db.session.commit()
    assert wrong(run("doctor", "--json"))["hashes"] == f"wrong for questions {question.id}"
    assert wrong(run("doctor", "--repair", "--json")) == {}
    db.session.expire_all()
    assert question.content_hash == right


def test_a_practices_wrong_hash_is_found_and_mended(make: Factory) -> None:
    practice = make.practice()
    right = practice.content_hash
    practice.content_hash = "f" * 32
    db.session.commit()
    assert consistency.wrong_hashes() == {"practices": [practice.id]}
    consistency.mend_hashes()
    assert consistency.wrong_hashes() == {}
    assert practice.content_hash == right


def test_so_is_a_resources(make: Factory) -> None:
    rota = Entry(kind="tool", title="A rota", url="https://example.org", why="It fits on one page.")
    resource = resources.add(make.member(), rota)
    right = resource.content_hash
    resource.content_hash = "f" * 32
    db.session.commit()
    assert consistency.wrong_hashes() == {"resources": [resource.id]}
    consistency.mend_hashes()
    assert consistency.wrong_hashes() == {}
    assert resource.content_hash == right


def test_every_count_that_is_kept_can_be_made_anew() -> None:
    declared = {(column.class_, column.key) for column, _ in COUNTERS}
    forgotten = [
        f"{mapper.class_.__name__}.{column.key}"
        for mapper in Model.registry.mappers
        for column in mapper.column_attrs
        if column.key.endswith("_count") and (mapper.class_, column.key) not in declared
    ]
    assert forgotten == [], "give it its line in services/operations/counters"


def test_missing_and_stale_embeddings_are_counted(app: Flask, make: Factory, run: Run) -> None:
    make.question("Where do you store the wheelchairs at night?")
    make.question("Which lifts can carry two beds side by side?")
    run("reindex")
    first = db.session.query(Embedding).first()
    assert first is not None
    db.session.execute(delete(Embedding).where(Embedding.id == first.id))
    db.session.execute(update(Embedding).values(content_hash="0" * 32))
    db.session.commit()
    found = wrong(run("doctor", "--json"))
    assert found["embeddings"] == "0 present, 1 missing, 1 stale, 0 orphaned"
    assert "search" in found
    assert run("reindex").exit_code == 0
    assert wrong(run("doctor", "--json")) == {}


def test_damaged_vectors_are_found(app: Flask, make: Factory, run: Run) -> None:
    solved = make.solved("Where do you store the wheelchairs at night?", "In the bathroom.")
    cut, broken = make.question("Who mends the hoist?"), make.question("Who feeds the hens?")
    run("reindex")
    vectors = vectors_of(solved.id)
    keep(cut.id, vectors_of(cut.id)[:-2])
    keep(broken.id, b"\xff" * len(vectors_of(broken.id)))  # no numbers
    assert (
        wrong(run("doctor", "--json"))["vectors"]
        == f"damaged for question {cut.id}, question {broken.id}"
    )
    keep(solved.id, vectors[: len(vectors) // 3 * 2] + bytes(len(vectors) // 3))
    assert str(solved.id) in wrong(run("doctor", "--json"))["vectors"]
    run("reindex", "--all")
    assert wrong(run("doctor", "--json")) == {}


def test_vectors_of_another_text_are_found(app: Flask, make: Factory, run: Run) -> None:
    """As after weights that changed under the same name."""
    lifts = make.question("Which lifts can carry two beds side by side?")
    night = make.question("Where do you store the wheelchairs at night?")
    run("reindex")
    keep(lifts.id, vectors_of(night.id))
    assert wrong(run("doctor", "--json")) == {
        "search": f"not found by their own title: question {lifts.id}"
    }


def test_two_questions_of_one_title_are_found(app: Flask, make: Factory, run: Run) -> None:
    make.question("Où sont les clés ?", "Celles du jardin.")
    make.question("Ou sont les CLES ?", "Celles de la cave.")
    run("reindex")
    assert wrong(run("doctor", "--json")) == {}


def test_a_saved_index_is_looked_through(app: Flask, index: None, make: Factory, run: Run) -> None:
    make.question("Where do you store the wheelchairs at night?")
    assert "none yet" in run("doctor").output
    indexing.start(app, indexer=True, wait=True)
    storage = Storage(Path(app.instance_path))
    folder = storage.save(storage.empty(load_encoder(app.config["ENCODER"])))
    assert folder is not None
    assert "whole, 0 documents" in run("doctor").output
    with (folder / "words.txt").open("a") as file:
        file.write("more")
    assert wrong(run("doctor", "--json")) == {
        "saved index": "cannot be used: words.txt has a wrong size"
    }


def test_the_doctor_reads_batch_by_batch(
    app: Flask, make: Factory, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding_integrity, "_AT_ONCE", 2)
    monkeypatch.setattr(title_recall, "SAMPLE", 3)
    made = [make.question(f"Who has the key to room {number}?") for number in range(5)]
    run("reindex")
    assert wrong(run("doctor", "--json")) == {}
    for question in made:
        keep(question.id, b"")
    found = wrong(run("doctor", "--json"))
    assert found["vectors"] == "damaged for " + ", ".join(f"question {one.id}" for one in made)
    assert found["search"].count(",") == 2


def test_secrets_that_others_can_read_are_named(instance: Path, run: Run) -> None:
    file = config.secrets_file(instance)
    file.chmod(0o644)
    result = run("doctor")
    assert result.exit_code == 1
    assert f"chmod 600 {file}" in result.output


def test_an_older_database_is_sent_to_init(app: Flask, run: Run) -> None:
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    result = run("doctor")
    assert result.exit_code == 1
    assert "qaforum init" in result.output


def test_commands_send_a_folder_without_a_forum_to_init(no_forum: Path) -> None:
    def make_app() -> Flask:
        return create_app({**SETTINGS, "INSTANCE": no_forum})

    for name in ("serve", "worker", "reindex"):
        result = CliRunner().invoke(main, [name], obj=make_app)
        assert result.exit_code == 1
        assert "Run: qaforum init" in result.output


def test_evaluating_a_folder_without_data_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    for arguments, file in ((["similar"], "corpus.jsonl"), (["peers"], "Posts.xml")):
        result = run("evaluate", *arguments, str(tmp_path))
        assert result.exit_code == 2
        assert file in result.output
