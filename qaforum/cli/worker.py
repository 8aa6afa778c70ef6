"""`qaforum worker`: the indexer in a process of its own."""

import os
import signal
import threading
from collections.abc import Callable

import click
from flask import Flask

from qaforum import indexing
from qaforum.cli import initialised


@click.command("worker")
@click.pass_obj
def command(make_app: Callable[[], Flask]) -> None:
    """Keep the index in step until stopped, for forums that several processes serve.

    Several can run: one works, the others stand by and take over when it ends.
    """
    app = make_app()
    initialised.require(app)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    indexing.start(app, indexer=True, view=False)
    click.echo("Indexing what is posted. Stop with Ctrl+C.")
    ended.wait()
    if not indexing.stop(app):
        # Leaving Python while an encoder computes can crash; nothing is lost by not tidying up
        os._exit(0)
