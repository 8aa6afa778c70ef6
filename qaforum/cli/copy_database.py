"""`qaforum copy-database`: a forum that outgrew the embedded database."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import Engine, create_engine

from qaforum import config
from qaforum.cli import initialised
from qaforum.cli.progress import bar
from qaforum.extensions import db
from qaforum.services.operations import database_copies


@click.command("copy-database")
@click.pass_obj
def command(make_app: Callable[[], Flask]) -> None:
    """Copy the embedded database into the one that QAFORUM_DATABASE_URL names.

    Stop the forum, set QAFORUM_DATABASE_URL, run `qaforum init`, then this; then start the forum.
    All of it is copied or nothing is, and the embedded database stays as it is.
    """
    app = make_app()
    initialised.require(app)
    file = config.embedded_database(Path(app.instance_path))
    if not file.is_file():
        raise click.ClickException(f"There is no embedded database to copy: {file} is missing.")
    source = create_engine(f"sqlite:///{file}")
    with app.app_context():
        _require_room(source)
        with bar("Rows") as move:
            count = database_copies.copy(source, db.engine, move)
    click.echo(f"{count} rows copied. Start the forum; {file} is not used any more.")


def _require_room(source: Engine) -> None:
    """Raises ClickException, saying what to do, unless an empty forum of this version is there."""
    if db.engine.dialect.name == "sqlite":
        raise click.ClickException("Set QAFORUM_DATABASE_URL to the database to copy into.")
    if not database_copies.is_empty(db.engine):
        raise click.ClickException("There is a forum in that database already; nothing was copied.")
    if not database_copies.same_version(source, db.engine):
        raise click.ClickException(
            "The embedded database is of another version. Run `qaforum init` without "
            "QAFORUM_DATABASE_URL first, then again with it."
        )
