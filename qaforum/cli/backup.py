"""`qaforum backup`: one file from which the forum can be had again."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import click
from flask import Flask
from rich.filesize import decimal

from qaforum.cli import initialised
from qaforum.cli.failures import said
from qaforum.cli.progress import bar
from qaforum.extensions import db
from qaforum.services.operations import backups
from qaforum.services.operations.database_copies import Progress


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
@click.option("--quiet", is_flag=True, help="Say nothing unless something goes wrong, for cron.")
@click.pass_obj
def command(make_app: Callable[[], Flask], file: Path, force: bool, quiet: bool) -> None:
    """Write everything of the forum that cannot be made anew into FILE.

    That is the database, the attachments and the secrets; `qaforum restore FILE` brings them back,
    into the embedded database or PostgreSQL, whichever they came from. The forum may be served
    meanwhile. FILE is there when it is whole. Keep it secret: with it one can be any member.
    """
    app = make_app()
    initialised.require(app)
    stage: backups.Stage = _silent if quiet else bar
    with app.app_context(), said("No backup was made."):
        instance = Path(app.instance_path)
        made = backups.write(file.absolute(), instance, db.engine, stage, replace=force)
    if made.missing:
        shown = ", ".join(made.missing[:5])
        click.echo(
            f"Not in the backup, since they were not there: {len(made.missing)} of the files that"
            f" the database names ({shown}).",
            err=True,
        )
    if not quiet:
        click.echo(f"{contents_of(made)} are in {file} ({decimal(file.stat().st_size)}).")
        click.echo("Whoever has this file can be any member of the forum: keep it secret.")


def contents_of(made: backups.Manifest) -> str:
    """What a backup holds, for a sentence."""
    *most, last = [
        f"{count:,} {what.removesuffix('s') if count == 1 else what}"
        for what, count in made.counts.items()
    ]
    return f"{', '.join(most)} and {last}"


def _silent(what: str, *, size: bool = False) -> nullcontext[Progress]:
    return nullcontext(lambda done, total: None)
