"""What a command needs before it can do anything: a forum that was made."""

from pathlib import Path

import click
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from qaforum import config
from qaforum.extensions import db


def require(app: Flask) -> None:
    """Raises ClickException, in words for an administrator, unless `qaforum init` was run."""
    instance = Path(app.instance_path)
    if not config.secrets_file(instance).is_file():
        raise click.ClickException(f"There is no forum in {instance} yet. Run: qaforum init")
    try:
        with app.app_context():
            made = inspect(db.engine).has_table("question")
            db.engine.dispose()
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database cannot be reached: {error}") from error
    if not made:
        raise click.ClickException("The database has no tables yet. Run: qaforum init")
