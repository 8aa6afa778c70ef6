"""`qaforum mail`: does mail arrive?"""

from collections.abc import Callable

import click
from flask import Flask

from qaforum.notifier import rendering
from qaforum.notifier.delivery import Delivery, judge


@click.group("mail")
def group() -> None:
    """Look after the mails of the forum; `qaforum doctor` says how they are."""


@group.command()
@click.argument("address")
@click.option("--language", help="One of LANGUAGES; the first unless given.")
@click.pass_obj
def test(make_app: Callable[[], Flask], address: str, language: str | None) -> None:
    """Send a mail to ADDRESS now, and say what the mail server said."""
    app = make_app()
    server = app.config["MAIL_SERVER"]
    if not server:
        raise click.ClickException("There is no mail server. Set QAFORUM_MAIL_SERVER.")
    with rendering.context(app):
        message = rendering.trial(address, language or app.config["LANGUAGES"][0])
        delivery = Delivery(mailman=app.extensions["mailman"])
        try:
            delivery.send(message, lambda: None)
        except Exception as error:
            failure = judge(error)
            raise click.ClickException(
                f"{server} did not take it ({failure.verdict.value}): {failure.reason}"
            ) from error
        delivery.hang_up()
    click.echo(f"{server} took a mail from {message.from_email} to {address}.")
    click.echo(f"Its links begin with {rendering.address_of(app)} (QAFORUM_SITE_URL).")
