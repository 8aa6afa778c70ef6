"""What a command needs before it can do anything: a forum that was made, and that stays."""

from pathlib import Path

import click
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from qaforum import config
from qaforum.cli.failures import said
from qaforum.extensions import db
from qaforum.indexing.lock import user_of
from qaforum.services.operations.backups import Exchange


def require(app: Flask) -> None:
    """Raises ClickException, in words for an administrator, unless `qaforum init` was run.

    Until the command ends nobody restores a backup in place of the forum.
    """
    instance = Path(app.instance_path)
    hold(instance)
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


def hold(instance: Path) -> None:
    """Raises ClickException while a backup is being restored, or when that ended half-way.

    Until the command ends no other begins.
    """
    if not instance.is_dir():
        return
    lock = user_of(instance)
    with said("Nothing was done."):
        acquired = lock.acquire()
    if not acquired:
        raise click.ClickException("A backup is being restored. Try again when that is done.")
    click.get_current_context().call_on_close(lock.release)
    exchange = Exchange(instance)
    if exchange.half_way:
        raise click.ClickException(
            "Restoring a backup was interrupted. Run `qaforum restore FILE` again: it first puts"
            f" back what was there before, which is in {exchange.old}."
        )
