"""The database's history: up from nothing, down to nothing, and equal to the models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from qaforum.app import create_app
from qaforum.extensions import db
from qaforum.services.accounts import ensure_roles
from tests.conftest import SETTINGS


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    app = create_app({**SETTINGS, "INSTANCE": tmp_path})
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_the_head_equals_the_models(empty: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, db.metadata)
    assert differences == [], "write a migration: flask db migrate"


def test_all_the_way_down_leaves_nothing_and_up_again_works(empty: Flask) -> None:
    upgrade()
    full = tables()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    upgrade()
    assert tables() == full
    ensure_roles()


def test_upgrading_twice_changes_nothing(empty: Flask) -> None:
    upgrade()
    before = tables()
    upgrade()
    assert tables() == before
