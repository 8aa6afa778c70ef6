"""`qaforum user`: accounts from the command line."""

from collections.abc import Callable

import click
from flask import Flask

from qaforum import errors
from qaforum.models.role import MEMBER, ROLES
from qaforum.services import accounts


@click.group("user")
def group() -> None:
    """Make accounts and give them roles."""


@group.command()
@click.argument("email")
@click.option("--name", prompt="Name, as peers know it", help="The name shown to everybody.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="At least 8 characters; asked for when it is not given.",
)
@click.option("--role", type=click.Choice(ROLES), default=MEMBER, show_default=True)
@click.pass_obj
def create(make_app: Callable[[], Flask], email: str, name: str, password: str, role: str) -> None:
    """Make an account for EMAIL that can log in at once."""
    with make_app().app_context():
        try:
            member = accounts.create(email, name, password, role)
        except errors.ForumError as error:
            raise click.ClickException(error.message) from error
        click.echo(f"{member.name} ({member.username}) can log in as {email} with role {role}.")


@group.command()
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def promote(make_app: Callable[[], Flask], email: str, role: str) -> None:
    """Give the member with EMAIL the ROLE, beside those they have."""
    with make_app().app_context():
        try:
            member = accounts.promote(email, role)
        except errors.ForumError as error:
            raise click.ClickException(error.message) from error
        click.echo(f"{member.name} is now {role}.")
