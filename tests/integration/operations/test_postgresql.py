"""What only a database server can do to a forum."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select

from qaforum import config
from qaforum.app import create_app
from qaforum.cli import main
from qaforum.cli.doctor import checks
from qaforum.extensions import db
from qaforum.models import Embedding, Institution, Member, Role
from qaforum.models.people.role import MODERATOR
from qaforum.services.operations import consistency
from qaforum.services.people import accounts, institution_changes
from qaforum.services.questions import questions
from tests.conftest import DATABASE, SETTINGS
from tests.factories import Factory
from tests.postgresql import Server

pytestmark = pytest.mark.skipif(DATABASE != "postgresql", reason="of PostgreSQL alone")


def test_a_restart_of_the_server_is_not_noticed_by_readers_and_writers(
    client: FlaskClient, make: Factory, postgresql_server: Server
) -> None:
    asker = make.member()
    assert client.get("/questions").status_code == 200
    db.session.remove()
    postgresql_server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{db.engine.url.database}'"
    )
    assert client.get("/questions").status_code == 200
    questions.ask(db.session.merge(asker), "Where do you keep the keys at night?", "By the door?")


def test_a_change_that_is_taken_back_half_way_does_not_let_others_write(app: Flask) -> None:
    engine = db.engine

    def write(name: str) -> None:
        with engine.begin() as connection:
            connection.execute(insert(Role).values(name=name))

    with ThreadPoolExecutor(1) as another, engine.begin() as connection:
        with connection.begin_nested() as savepoint:
            connection.execute(insert(Role).values(name="mistaken"))
            savepoint.rollback()
        connection.execute(insert(Role).values(name="first"))
        assert wait([another.submit(write, "later")], timeout=0.5).not_done
    names = db.session.scalars(select(Role.name).order_by(Role.id)).all()
    assert names[-2:] == ["first", "later"]


def test_a_forum_moves_from_the_embedded_database_and_goes_on(
    no_forum: Path, postgresql_server: Server
) -> None:
    def forum(url: str) -> Flask:
        return create_app({**SETTINGS, "INSTANCE": no_forum, "DATABASE_URL": url})

    def run(app: Flask, *command: str) -> Result:
        return CliRunner().invoke(main, command, obj=lambda: app)

    config.make_secrets(no_forum)
    embedded = forum(f"sqlite:///{config.embedded_database(no_forum)}")
    server = forum(os.environ["QAFORUM_DATABASE_URL"])
    for app in (embedded, server):
        assert run(app, "init").exit_code == 0
    assert run(embedded, "demo").exit_code == 0
    with embedded.app_context():
        merged = db.session.scalars(select(Institution)).all()[:2]
        institution_changes.merge(make_moderator(), merged[0].slug, merged[1].slug)
        before = contents()
    assert "Set QAFORUM_DATABASE_URL" in run(embedded, "copy-database").output
    assert run(server, "copy-database").exit_code == 0
    with server.app_context():
        assert contents() == before
        assert consistency.wrong_numbers() == {}
        asked = questions.ask(make_moderator("b"), "Where do you keep the keys?", "By the door?")
        assert asked.id == 1 + len(before["question"])
    assert "There is a forum in that database already" in run(server, "copy-database").output


def test_a_backup_goes_back_into_either_database(
    app: Flask, make: Factory, instance: Path, tmp_path: Path
) -> None:
    def run(folder: Path, url: str, *command: object) -> None:
        def forum() -> Flask:
            return create_app({**SETTINGS, "INSTANCE": folder, "DATABASE_URL": url})

        done = CliRunner().invoke(main, [str(each) for each in command], obj=forum)
        assert done.exit_code == 0, done.output

    here = instance, os.environ["QAFORUM_DATABASE_URL"]
    embedded = tmp_path / "embedded", f"sqlite:///{tmp_path}/embedded/qaforum.sqlite3"
    run(*here, "demo")
    merged = db.session.scalars(select(Institution)).all()[:2]
    institution_changes.merge(make.moderator(), merged[0].slug, merged[1].slug)
    given = embed()
    db.session.execute(delete(Embedding))
    db.session.commit()
    before = contents()
    run(*here, "backup", tmp_path / "1.zip")
    run(*embedded, "restore", tmp_path / "1.zip")
    run(*embedded, "backup", tmp_path / "2.zip")
    make.question("Who waters the plants in the holidays?")
    db.session.remove()
    run(*here, "restore", tmp_path / "2.zip", "--force")
    assert contents() == before
    assert consistency.wrong_numbers() == {}
    assert embed() == given + 1, "an id that was given once is not given again"


def embed() -> int:
    row = Embedding(kind="question", document_id=1, encoder="x", content_hash="x", vectors=b"x")
    db.session.add(row)
    db.session.commit()
    return row.id


def contents() -> dict[str, Sequence[Any]]:
    """Every row of every table."""
    return {
        table.name: db.session.execute(select(table).order_by(*table.primary_key)).all()
        for table in db.metadata.sorted_tables
    }


def make_moderator(name: str = "a") -> Member:
    return accounts.create(f"{name}@example.org", name, "a-long-password", MODERATOR)


def test_the_doctor_sees_a_database_that_knows_no_letters_but_those_of_english(
    instance: Path, postgresql_server: Server
) -> None:
    name = postgresql_server.create("template0 LOCALE 'C'")
    settings = {**SETTINGS, "INSTANCE": instance, "DATABASE_URL": postgresql_server.url(name)}
    found = {finding.check: finding for finding in checks.examine(create_app(settings))}
    assert not found["database"].ok
    assert "UTF-8 locale" in found["database"].advice
    postgresql_server.drop(name)
