"""`qaforum reindex`: embeddings made while one waits."""

from collections.abc import Callable

import click
from flask import Flask

from qaforum.cli import initialised
from qaforum.cli.progress import bar
from qaforum.indexing.embedding.bulk_embedding import embed_all, embed_sentences


@click.command("reindex")
@click.option("--all", "anew", is_flag=True, help="Make every embedding anew.")
@click.pass_obj
def command(make_app: Callable[[], Flask], anew: bool) -> None:
    """Embed every question that has no embedding of its present text.

    A served forum does this by itself; use this after a large import, or to see how long it
    takes. Can be interrupted and run again.
    """
    app = make_app()
    initialised.require(app)
    with bar("Questions") as progress:
        refused = embed_all(app, anew=anew, progress=progress)
    with bar("Sentences of their solutions") as progress:
        embed_sentences(app, progress=progress)
    if refused:
        raise click.ClickException(f"{refused} questions could not be embedded: see the log above.")
    click.echo("Every question is embedded with its present text.")
