"""A reader who asks for French reads French, also what the libraries say."""

from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from qaforum import indexing
from qaforum.extensions import db
from qaforum.models import Answer
from qaforum.services.search import suggestions
from qaforum.web.core import templating
from tests.factories import PASSWORD, Factory, log_in

FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"}


def post(client: FlaskClient, address: str, **data: str) -> str:
    return unescape(client.post(address, data=data, headers=FRENCH).text)


def test_a_failed_log_in_is_explained_in_french_and_tells_nobody_who_has_an_account(
    client: FlaskClient, make: Factory
) -> None:
    for email in (make.member().email or "", "nobody@example.org"):
        page = post(client, "/account/login", email=email, password="another password")
        assert "l’adresse ou le mot de passe n’est pas le bon" in page


@pytest.mark.parametrize(
    ("field", "value", "french"),
    [
        ("name", "", "Ce champ est requis."),
        ("email", "no address", "Cette adresse e-mail n’est pas valide."),
        ("password", "short", "Le mot de passe compte au moins 8 caractères."),
        ("password_confirm", "different", "Les deux mots de passe ne sont pas identiques."),
        ("function", "x" * 121, "Le champ ne peut pas contenir plus de 120 caractères."),
    ],
)
def test_each_registration_error_is_in_french(
    client: FlaskClient, field: str, value: str, french: str
) -> None:
    new = {"name": "Anne", "email": "anne@example.org", "password": PASSWORD}
    new |= {"password_confirm": PASSWORD, field: value}
    assert french in post(client, "/account/register", **new)


def test_a_choice_that_is_none_is_refused_in_french(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    page = post(client, "/account/profile", name="Anne", institution="0", locale="xx")
    assert "N'est pas un choix valide." in page


def test_dates_and_numbers_are_written_as_the_french_do(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("fr"):
        assert "15 août 2025" in templating.ago(datetime(2025, 8, 15, tzinfo=UTC))
        assert templating.number(4321) == "4\u202f321"


@pytest.mark.parametrize(
    ("solved", "reason"),
    [
        ({3: "How do you keep medicines cool in summer?"}, "1 problème semblable, en mars 2024"),
        (
            {
                3: "How do you keep medicines cool in summer?",
                4: "How can medicines be kept cool in a hot summer?",
            },
            "2 problèmes semblables, le dernier en avril 2024",
        ),
    ],
)
def test_why_a_peer_is_named_reads_as_french(
    app: Flask, make: Factory, solved: dict[int, str], reason: str
) -> None:
    solver = make.member()
    for title in solved.values():
        make.solved(title, "In a cupboard on the north side.", by=solver)
    for month, answer in zip(solved, db.session.scalars(select(Answer)), strict=True):
        answer.accepted_at = datetime(2024, month, 15, tzinfo=UTC)
    db.session.commit()
    indexing.start(app, indexer=True, wait=True)
    with force_locale("fr"):
        (peer,) = suggestions.similar("How do you keep medicines cool in the summer?").peers
    first, *others = peer.reason.split(" · ")
    assert first == f"a résolu {reason}"
    assert others == ["a répondu en moins d’un jour"]


def test_no_line_begins_with_a_mark_and_what_was_typed_stays(
    client: FlaskClient, make: Factory
) -> None:
    title = "Comment garder la salle fraîche : des stores, ou quoi ?"
    body = "Les rideaux ne suffisent pas ; le sol reste chaud ! Essayé : `a ; b`."
    question = make.question(title, body)
    page = client.get(f"/questions/{question.id}/{question.slug}").text
    assert "fraîche\xa0: des stores, ou quoi\u202f?</h1>" in page
    assert "pas\u202f; le sol reste chaud\u202f! Essayé\xa0: <code>a ; b</code>" in page
    assert "ou quoi\u202f?</a>" in client.get("/questions").text
    assert (question.title, question.body) == (title, body)


def test_the_first_of_a_month_is_said_as_the_french_say_it(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("fr"):
        assert templating.day(datetime(2025, 12, 1, tzinfo=UTC)) == "1er décembre 2025"
        assert templating.day(datetime(2025, 12, 11, tzinfo=UTC)) == "11 décembre 2025"
