"""`qaforum demo`: a community to look around in."""

from collections import Counter
from collections.abc import Callable

import click
from flask import Flask
from flask_babel import gettext as _
from flask_security import hash_password
from rich.console import Console

from qaforum import errors
from qaforum.cli import initialised
from qaforum.importers import demo
from qaforum.models.people.role import ROLES
from qaforum.services.operations import imports

PASSWORD = "demo-forum"


@click.command("demo")
@click.pass_obj
def command(make_app: Callable[[], Flask]) -> None:
    """Fill the forum with an invented community of eight institutions.

    Safe to run again: it adds what is missing and keeps what people wrote since.
    """
    app = make_app()
    initialised.require(app)
    with app.app_context():
        try:
            community = demo.load(lambda: hash_password(PASSWORD))
            with Console(stderr=True).status(_("Loading the demo community")):
                tally = _save(community)
        except demo.Broken as error:
            raise click.ClickException(str(error)) from error
        except errors.ForumError as error:
            raise click.ClickException(error.message) from error
        _print(app, community, tally)


def _save(community: demo.Community) -> Counter[str]:
    tally = imports.save_institutions(community.institutions)
    tally += imports.save_tags(community.tags)
    tally += imports.save_members(demo.SOURCE, community.members)
    tally += imports.save_questions(demo.SOURCE, community.questions)
    tally += imports.save_links(demo.SOURCE, community.links)
    tally += imports.save_practices(demo.SOURCE, community.practices)
    return tally + imports.save_place(demo.SOURCE, community.place)


def _print(app: Flask, community: demo.Community, tally: Counter[str]) -> None:
    if tally["questions"] or tally["answers"] or tally["members"]:
        click.echo(
            _(
                "Added %(questions)d questions, %(answers)d answers (%(accepted)d accepted), "
                "%(members)d members of %(institutions)d institutions.",
                **{
                    kind: tally[kind]
                    for kind in ("questions", "answers", "accepted", "members", "institutions")
                },
            )
        )
    else:
        click.echo(_("The demo community is here already; nothing was added."))
    click.echo(
        _(
            "Start the forum with `qaforum serve`, then open http://%(host)s:%(port)s and log in:",
            host=app.config["HOST"],
            port=app.config["PORT"],
        )
    )
    for login in sorted(community.logins, key=lambda login: ROLES.index(login.role)):
        click.echo(f"  {login.role:<15} {login.email:<30} {PASSWORD}   ({login.name})")
