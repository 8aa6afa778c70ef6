"""Who has forgotten their password chooses another through a link by mail."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum.cli import main
from qaforum.extensions import db
from qaforum.models import Mail
from tests.factories import Factory
from tests.integration.notifications.test_mails import post
from tests.smtp import MailServer, mail_server, text_of

SITE = "https://forum.example.org"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


class TestWithMail:
    @pytest.fixture
    def settings(self, server: MailServer) -> dict[str, Any]:
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": server.port, "SITE_URL": SITE}

    @pytest.mark.parametrize(
        ("locale", "subject", "done"),
        [
            ("en", "Choose a new password for qaforum", "Your password for qaforum was changed"),
            (
                "fr",
                "Un nouveau mot de passe pour qaforum",
                "Votre mot de passe pour qaforum a changé",
            ),
        ],
    )
    def test_a_link_in_the_members_language_leads_to_a_new_password(
        self,
        app: Flask,
        client: FlaskClient,
        make: Factory,
        server: MailServer,
        locale: str,
        subject: str,
        done: str,
    ) -> None:
        member = make.member("Anne Martin", locale=locale)
        assert "/account/reset" in client.get("/account/login").text
        assert client.get("/account/reset").status_code == 200
        client.post("/account/reset", data={"email": member.email})
        post(app)
        (mail,) = server.to(member)
        assert mail["Subject"] == subject
        assert "List-Unsubscribe" not in mail
        found = re.search(rf"{SITE}(/account/reset/\S+)", text_of(mail))
        assert found
        assert found[1] in text_of(mail, "html")
        assert client.get(found[1]).status_code == 200
        again = {"password": "another-long-one", "password_confirm": "another-long-one"}
        assert client.post(found[1], data=again).status_code == 302
        answer = client.post(
            "/account/login", data={"email": member.email, "password": "another-long-one"}
        )
        assert answer.status_code == 302
        post(app)
        assert server.to(member)[1]["Subject"] == done
        # The link worked once
        client.post("/account/logout")
        assert client.post(found[1], data=again).location.endswith("/account/reset")

    def test_nobody_learns_who_has_an_account(self, client: FlaskClient, make: Factory) -> None:
        member, gone = make.member(), make.member(active=False)
        said = []
        for address in (member.email, gone.email, "stranger@example.org"):
            page = client.post("/account/reset", data={"email": address}).text
            said.append(page.replace(str(address), "ADDRESS"))
        assert said[0] == said[1] == said[2]
        assert db.session.scalar(select(func.count(Mail.id))) == 1

    def test_what_is_no_address_is_said_to_be_none(self, client: FlaskClient) -> None:
        assert "Invalid email address" in client.post("/account/reset", data={"email": "x"}).text

    def test_an_administrator_tries_the_mail(self, app: Flask, server: MailServer) -> None:
        told = app.test_cli_runner().invoke(
            main, ["mail", "test", "me@example.org"], obj=lambda: app
        )
        assert told.exit_code == 0, told.output
        assert "127.0.0.1 took a mail" in told.output
        assert server.recipients == ["me@example.org"]
        server.answer = lambda address: "550 5.7.1 Relaying denied"
        told = app.test_cli_runner().invoke(
            main, ["mail", "test", "me@example.org"], obj=lambda: app
        )
        assert told.exit_code == 1
        assert "550 5.7.1 Relaying denied" in told.output


def test_without_mail_nobody_is_promised_a_link(client: FlaskClient) -> None:
    assert "/account/reset" not in client.get("/account/login").text
    assert client.get("/account/reset").status_code == 404
