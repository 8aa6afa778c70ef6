"""Every page in the reader's language: chosen, else the browser's, else the first."""

import pytest
from flask.testing import FlaskClient

from qaforum.services.people import members
from tests.factories import Factory, log_in
from tests.integration.conftest import Village

FRENCH = {"Accept-Language": "fr-CA, fr;q=0.9, en;q=0.5"}


def language_of(client: FlaskClient, **headers: str) -> str:
    page = client.get("/", headers={"Accept-Language": "fr", **headers}).text
    return page.split('<html lang="')[1][:2]


@pytest.mark.parametrize("role", ["guest", "member", "moderator"])
def test_every_page_answers_in_french_and_in_english(
    client: FlaskClient, village: Village, role: str
) -> None:
    addresses = dict(village.pages)
    if role != "guest":
        log_in(client, village.solver if role == "member" else village.moderator)
        addresses.update(village.members_pages)
    if role == "moderator":
        addresses.update(village.moderators_pages)
    for address in addresses.values():
        for language in ("fr", "en"):
            answer = client.get(address, headers={"Accept-Language": language})
            assert answer.status_code == 200, address
            if "<html" in answer.text:
                assert f'<html lang="{language}">' in answer.text, address


def test_pages_for_members_send_guests_to_the_log_in(client: FlaskClient, village: Village) -> None:
    for address in (*village.members_pages.values(), *village.moderators_pages.values()):
        answer = client.get(address, headers=FRENCH)
        assert answer.status_code == 302, address
        assert "/account/login" in answer.location
    for address in ("/account/login", "/account/register"):
        assert '<html lang="fr">' in client.get(address, headers=FRENCH).text


def test_the_browser_decides_until_the_reader_does(client: FlaskClient) -> None:
    assert language_of(client, **FRENCH) == "fr"
    assert language_of(client, **{"Accept-Language": "de, en;q=0.1"}) == "en"
    assert language_of(client, **{"Accept-Language": "\u00ff;;,q=x"}) == "en"
    client.post("/language", data={"locale": "en", "next": "/tags"})
    assert language_of(client, **FRENCH) == "en"


def test_choosing_a_language_comes_back_to_the_page(client: FlaskClient) -> None:
    answer = client.post("/language", data={"locale": "fr", "next": "/questions?sort=votes"})
    assert answer.status_code == 303
    assert answer.location == "/questions?sort=votes"


def test_an_unknown_language_changes_nothing(client: FlaskClient) -> None:
    for locale in ("xx", "", "../fr", "fr\x00", "x" * 10_000):
        answer = client.post("/language", data={"locale": locale})
        assert answer.status_code == 303
        assert "locale=" not in str(answer.headers.get("Set-Cookie"))
    client.set_cookie("locale", "../../etc")
    assert language_of(client) == "fr"


def test_a_members_choice_follows_them_to_other_browsers(
    client: FlaskClient, make: Factory
) -> None:
    member = make.member()
    log_in(client, member)
    client.post("/language", data={"locale": "en"})
    other = log_in(client.application.test_client(), member)
    assert language_of(other, **FRENCH) == "en"
    members.speak(member, "fr")
    assert language_of(client, **{"Accept-Language": "en"}) == "fr"


def test_a_post_in_another_language_says_which(client: FlaskClient, make: Factory) -> None:
    question = make.question(
        "Comment garder les médicaments au frais pendant la canicule ?",
        "Notre armoire à pharmacie atteint vingt-huit degrés l'après-midi.",
    )
    page = client.get(f"/questions/{question.id}/{question.slug}").text
    assert '<html lang="en">' in page
    assert '<h1 lang="fr">' in page
