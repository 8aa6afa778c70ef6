"""How Alembic meets the forum: the application's own engine and models."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from qaforum.extensions import db
from qaforum.models.core.base import Number, UtcDateTime
from qaforum.models.core.name import Name


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our column types are plain moments with time zone, numbers and texts in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Number):
        return "sa.Integer()"
    if kind == "type" and isinstance(item, Name):
        return "sa.String(length=120)"
    return False


def run() -> None:
    options = current_app.extensions["migrate"].configure_args
    with _connected() as connection, _without_references(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def _connected() -> Iterator[Connection]:
    """To the forum's own database, unless `services/versions` brings another one up to date."""
    given = context.config.attributes.get("connection")
    if given is not None:
        yield given
        return
    with db.engine.connect() as connection:
        yield connection


@contextmanager
def _without_references(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew and dropping the old one, and whatever refers to a
    dropped row would go or be cleared with it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


run()
