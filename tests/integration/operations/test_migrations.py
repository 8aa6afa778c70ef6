"""The database's history: up from nothing, down to nothing, and equal to the models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.services.people.accounts import ensure_roles
from tests.conftest import SETTINGS


@pytest.fixture
def no_tables(no_forum: Path) -> Iterator[Flask]:
    app = create_app({**SETTINGS, "INSTANCE": no_forum})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_the_head_equals_the_models(no_tables: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.metadata)
    assert differences == [], "write a migration: flask db migrate"


def test_all_the_way_down_leaves_nothing_and_up_again_works(no_tables: Flask) -> None:
    upgrade()
    full = tables()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    upgrade()
    assert tables() == full
    ensure_roles()


def test_upgrading_twice_changes_nothing(no_tables: Flask) -> None:
    upgrade()
    before = tables()
    upgrade()
    assert tables() == before


def test_an_upgrade_keeps_what_is_there(no_tables: Flask) -> None:
    """Also what refers to a table that SQLite has to make anew."""
    upgrade(revision="0001")
    at = "2026-01-01 00:00:00"
    with db.engine.begin() as connection:
        for statement in (
            "INSERT INTO institution (id, slug, name, kind, city, country, about, created_at)"
            f" VALUES (1, 'elm', 'Elm House', '', '', '', '', '{at}')",
            "INSERT INTO member (id, username, name, active, fs_uniquifier, institution_id,"
            " function, about, joined_at, solved_count, answer_count, thanks_count)"
            f" VALUES (1, 'anne', 'Anne', true, 'x', 1, '', '', '{at}', 0, 0, 0)",
            "INSERT INTO question (id, title, slug, excerpt, body, body_html, language, author_id,"
            " community_owned, created_at, active_at, revision, score, comment_count, answer_count,"
            " accepted_count, content_hash)"
            " VALUES (1, 'T', 't', '', 'b', 'b', 'en', 1, false,"
            f" '{at}', '{at}', 1, 0, 0, 0, 0, 'h')",
            "INSERT INTO vote (id, member_id, question_id, value, created_at)"
            f" VALUES (1, 1, 1, 1, '{at}')",
            "INSERT INTO embedding (id, question_id, encoder, content_hash, vectors, created_at)"
            f" VALUES (7, 1, 'e', 'h', 'v', '{at}')",
        ):
            connection.execute(text(statement))
    upgrade()
    with db.engine.connect() as connection:
        kept = connection.execute(
            text(
                "SELECT institution_id, author_id, vote.member_id FROM member"
                " JOIN question ON author_id = member.id JOIN vote ON question_id = question.id"
            )
        ).one()
        vectors = connection.execute(text("SELECT id, document_id, vectors FROM embedding")).one()
    assert tuple(kept) == (1, 1, 1)
    assert tuple(vectors) in {(7, 1, "v"), (7, 1, b"v")}  # SQLite keeps text as it is given


def test_two_spellings_of_a_tag_become_one(no_tables: Flask) -> None:
    upgrade(revision="0015")
    at = "2026-01-01 00:00:00"
    with db.engine.begin() as connection:
        for statement in (
            "INSERT INTO tag (id, name, description_en, description_fr, question_count) VALUES"
            " (1, 'securite', 'Safety', '', 2), (2, 'sécurité', '', 'Sûreté', 2),"
            " (3, 'nuit', '', '', 0)",
            *(
                "INSERT INTO question (id, title, slug, excerpt, body, body_html, language,"
                " community_owned, created_at, active_at, revision, score, comment_count,"
                " answer_count, accepted_count, content_hash)"
                f" VALUES ({id_}, 'T', 't', '', 'b', 'b', 'en', false,"
                f" '{at}', '{at}', 1, 0, 0, 0, 0, 'h')"
                for id_ in (1, 2, 3)
            ),
            "INSERT INTO question_tag (question_id, tag_id) VALUES (1, 1), (2, 1), (2, 2), (3, 2)",
        ):
            connection.execute(text(statement))
    upgrade()
    with db.engine.connect() as connection:
        tags = connection.execute(text("SELECT * FROM tag ORDER BY id")).mappings().all()
        pairs = connection.execute(text("SELECT question_id, tag_id FROM question_tag")).all()
    assert [(tag["id"], tag["name"], tag["key"], tag["question_count"]) for tag in tags] == [
        (2, "sécurité", "securite", 3),
        (3, "nuit", "nuit", 0),
    ]
    assert (tags[0]["description_en"], tags[0]["description_fr"]) == ("Safety", "Sûreté")
    assert sorted(map(tuple, pairs)) == [(1, 2), (2, 2), (3, 2)]
