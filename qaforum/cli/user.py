"""`qaforum user`: accounts from the command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask

from qaforum import errors
from qaforum.models.people.role import MEMBER, ROLES
from qaforum.services.moderation import deactivation
from qaforum.services.people import accounts
from qaforum.services.privacy import leaving


@click.group("user")
def group() -> None:
    """Make accounts, give them roles, shut them out, let them in, close them."""


@contextmanager
def _refusals_said() -> Iterator[None]:
    try:
        yield
    except errors.ForumError as error:
        raise click.ClickException(error.message) from error


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
    with make_app().app_context(), _refusals_said():
        member = accounts.create(email, name, password, role)
        click.echo(f"{member.name} ({member.username}) can log in as {email} with role {role}.")


@group.command()
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.pass_obj
def promote(make_app: Callable[[], Flask], email: str, role: str) -> None:
    """Give the member with EMAIL the ROLE, beside those they have."""
    with make_app().app_context(), _refusals_said():
        member = accounts.promote(email, role)
        click.echo(f"{member.name} is now {role}.")


@group.command()
@click.argument("email")
@click.option("--reason", prompt="Why, for the moderators", help="Moderators alone read it.")
@click.pass_obj
def deactivate(make_app: Callable[[], Flask], email: str, reason: str) -> None:
    """Shut the member with EMAIL out; they can be let in again."""
    with make_app().app_context(), _refusals_said():
        member = accounts.by_email(email)
        deactivation.shut_out(member, reason)
        click.echo(f"{member.name} cannot log in any more.")


@group.command()
@click.argument("email")
@click.pass_obj
def reactivate(make_app: Callable[[], Flask], email: str) -> None:
    """Let the member with EMAIL in again."""
    with make_app().app_context(), _refusals_said():
        member = accounts.by_email(email)
        deactivation.let_in(member)
        click.echo(f"{member.name} can log in again.")


@group.command()
@click.argument("email")
@click.option(
    "--keep-name/--without-name",
    required=True,
    help="Whether what they posted stays under their name.",
)
@click.confirmation_option(prompt="This cannot be undone. Close the account?")
@click.pass_obj
def close(make_app: Callable[[], Flask], email: str, keep_name: bool) -> None:
    """Close the account of EMAIL for good, as its member would; what they posted stays."""
    with make_app().app_context(), _refusals_said():
        leaving.end(accounts.by_email(email), named=keep_name)
        click.echo(f"The account of {email} is closed.")
