"""`qaforum worker`: the indexer and the notifier in a process of their own."""

import os
import signal
import threading
from collections.abc import Callable

import click
from flask import Flask

from qaforum import indexing, notifier
from qaforum.cli import initialised


@click.command("worker")
@click.option("--only", type=click.Choice(["index", "mail"]), help="Do this and nothing else.")
@click.pass_obj
def command(make_app: Callable[[], Flask], only: str | None) -> None:
    """Keep the index in step and send mails until stopped, beside several serving processes.

    Several can run: one works, the others stand by and take over when it ends.
    """
    app = make_app()
    initialised.require(app)
    if only == "mail" and not app.config["MAIL_SERVER"]:
        raise click.ClickException("There is no mail server: set QAFORUM_MAIL_SERVER.")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if only != "mail":
        indexing.start(app, indexer=True, view=False)
        click.echo("Indexing what is posted. Stop with Ctrl+C.")
    if only != "index":
        notifier.start(app)
        if app.config["MAIL_SERVER"]:
            click.echo("Sending mails.")
    ended.wait()
    mailed, indexed = notifier.stop(app), indexing.stop(app)
    if not (mailed and indexed):
        # Leaving Python while an encoder computes can crash; nothing is lost by not tidying up
        os._exit(0)
