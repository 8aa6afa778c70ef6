"""`qaforum map`: the map of knowledge, made anew."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask

from qaforum.cli import initialised
from qaforum.extensions import db
from qaforum.indexing import knowledge_map
from qaforum.indexing.index import load_encoder
from qaforum.indexing.lock import ForumLock


@click.command("map")
@click.pass_obj
def command(make_app: Callable[[], Flask]) -> None:
    """Lay out all questions by their meaning, for the page /map.

    A served forum does this by itself, once a day and after many new questions. What is on the map
    stays where it is.
    """
    app = make_app()
    initialised.require(app)
    instance = Path(app.instance_path)
    lock = ForumLock(instance / "map.lock")
    if not lock.acquire():
        raise click.ClickException("The map is being made already.")
    with app.app_context():
        encoder = load_encoder(app.config["ENCODER"])
        made = knowledge_map.make(db.engine, encoder, instance)
    lock.release()
    if not made.ids:
        raise click.ClickException(
            "No question is embedded yet: run `qaforum reindex`, or serve the forum for a while."
        )
    click.echo(f"{len(made.ids)} questions in {len(made.areas)} areas.")
