"""`qaforum restore`: the forum of a backup, in place of what is there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from qaforum.cli.backup import contents_of
from qaforum.cli.failures import said
from qaforum.cli.progress import bar
from qaforum.extensions import db
from qaforum.indexing.index import indexer_lock
from qaforum.indexing.lock import ForumLock, only_user_of
from qaforum.notifier.loop import JOURNAL_FILE, LOCK_FILE
from qaforum.services.activity import events
from qaforum.services.operations import backups
from qaforum.services.people.accounts import ensure_roles


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the forum that is there; it is kept aside.")
@click.pass_obj
def command(make_app: Callable[[], Flask], file: Path, force: bool) -> None:
    """Bring back the forum that `qaforum backup` wrote into FILE.

    Stop the forum first. The whole backup is checked before anything is touched. What is there is
    not destroyed but moved into a folder beside it. A backup of an older version is upgraded.
    """
    app = make_app()
    instance = Path(app.instance_path)
    with app.app_context(), said(_Outcome(instance)), _alone(app, instance):
        restored = backups.restore(
            file, instance, db.engine, bar, replace=force, anew=[JOURNAL_FILE]
        )
        with said("The forum is restored. Finish with: qaforum init"):
            ensure_roles()
            events.ensure()
        db.session.remove()
        db.engine.dispose()
    _print(restored)


class _Outcome:
    """Known when something has gone wrong, and not before."""

    def __init__(self, instance: Path) -> None:
        self._exchange = backups.Exchange(instance)

    def __str__(self) -> str:
        if not self._exchange.half_way:
            return "Nothing was changed."
        return (
            f"What was there before is in {self._exchange.old}. Run the command again: it first"
            " puts that back."
        )


@contextmanager
def _alone(app: Flask, instance: Path) -> Iterator[None]:
    """Nobody else uses the forum; those who elect somebody are asked too, whatever started them."""
    instance.mkdir(parents=True, exist_ok=True)
    locks = [only_user_of(instance), indexer_lock(app), ForumLock(instance / LOCK_FILE)]
    try:
        if not all(lock.acquire() for lock in locks):
            raise click.ClickException(
                f"The forum in {instance} is in use. Stop `qaforum serve`, `qaforum worker` and"
                " whatever else works on it first. Nothing was changed."
            )
        yield
    finally:
        for lock in locks:
            lock.release()


def _print(restored: backups.Restored) -> None:
    made = restored.manifest
    click.echo(
        f"The forum is as it was on {made.made_at:%Y-%m-%d at %H:%M} UTC: {contents_of(made)}."
    )
    if restored.upgraded:
        click.echo(f"It was of an older version ({made.version}) and was upgraded.")
    if made.missing:
        click.echo(f"Missing already when it was backed up: {len(made.missing)} of its files.")
    if restored.kept:
        click.echo(
            f"What was here before is in {restored.kept}. Remove that when you do not need it."
        )
    click.echo("Look whether all is well with `qaforum doctor`, then start the forum.")
