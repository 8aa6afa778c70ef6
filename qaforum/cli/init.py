"""`qaforum init`: a forum that can be served."""

from collections.abc import Callable

import click
from flask import Flask
from flask_migrate import upgrade

from qaforum import config
from qaforum.cli import initialised
from qaforum.services.activity import events
from qaforum.services.people.accounts import ensure_roles


@click.command("init")
@click.pass_obj
def command(make_app: Callable[[], Flask]) -> None:
    """Make the instance folder, its secrets and the database, or bring them up to date.

    Safe to run again: what is there is kept, and a database of an older version is migrated.
    """
    instance = config.instance_folder()
    initialised.hold(instance)
    made = config.make_secrets(instance)
    app = make_app()
    with app.app_context():
        upgrade()
        ensure_roles()
        events.ensure()
    click.echo(f"{'Made' if made else 'Kept'} the secrets in {config.secrets_file(instance)}.")
    click.echo("The database is up to date.")
