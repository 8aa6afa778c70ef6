"""Who sends faster than people read waits a minute, and is told so."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories import PASSWORD, Factory, log_in

FRENCH = {"Accept-Language": "fr"}


@pytest.fixture
def settings() -> dict[str, Any]:
    return {
        "RATELIMIT_ENABLED": True,
        "LIMIT_POST": "3 per minute",
        "LIMIT_SUGGEST": "3 per minute",
        "LIMIT_LOGIN": "5 per minute",
        "LIMIT_REGISTER": "2 per minute",
    }


def test_a_fourth_post_is_too_fast_whatever_it_is(client: FlaskClient, make: Factory) -> None:
    question, other = make.question(), make.question()
    log_in(client, make.member())
    client.post(f"/questions/{question.id}/vote", data={"value": "1"})
    client.post(f"/questions/{question.id}/comments", data={"body": "Which floor?"})
    client.post(f"/questions/{question.id}/answers", data={"body": "North side."})
    answer = client.post(f"/questions/{other.id}/vote", data={"value": "1"}, headers=FRENCH)
    assert answer.status_code == 429
    assert '<html lang="fr">' in answer.text
    assert other.score == 0
    assert client.get("/ask").status_code == 200


def test_a_script_is_told_in_a_fragment(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member())
    headers = {"X-Requested-With": "fetch"}
    for value in (1, 0, 1, 0):
        answer = client.post(
            f"/questions/{question.id}/vote", data={"value": value}, headers=headers
        )
    assert answer.status_code == 429
    assert "<html" not in answer.text
    assert "faster than people read" in answer.text


def test_one_members_haste_is_not_anothers(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    hasty = log_in(client, make.member())
    for value in (1, 0, 1, 0):
        hasty.post(f"/questions/{question.id}/vote", data={"value": value})
    other = log_in(client.application.test_client(), make.member())
    answer = other.post(f"/questions/{question.id}/vote", data={"value": "1"})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "address",
    ["/search?q=keys", "/ask/similar?title=Where+are+the+keys", "/questions/1/related",
     "/api/v1/similar?title=Where+are+the+keys"],
)  # fmt: skip
def test_searching_is_limited_for_guests_too(
    client: FlaskClient, make: Factory, address: str
) -> None:
    make.question()
    assert [client.get(address).status_code for _ in range(4)][-2:] != [429, 429]
    assert client.get(address).status_code == 429


def test_the_api_says_it_in_json(client: FlaskClient) -> None:
    for _ in range(4):
        answer = client.get("/api/v1/similar?title=Where+are+the+keys")
    assert answer.status_code == 429
    assert answer.json is not None
    assert set(answer.json) == {"status", "message"}


def test_passwords_cannot_be_tried_for_long(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    for number in range(5):
        client.post("/account/login", data={"email": member.email, "password": f"wrong-{number}"})
    answer = client.post("/account/login", data={"email": member.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert client.get("/account/profile").status_code == 302


def test_accounts_cannot_be_made_in_bulk(client: FlaskClient) -> None:
    codes = []
    for number in range(3):
        data = {"name": "Bot", "email": f"bot{number}@example.org", "password": PASSWORD,
                "password_confirm": PASSWORD, "availability": "no"}  # fmt: skip
        codes.append(client.application.test_client().post("/account/register", data=data))
    assert [answer.status_code for answer in codes] == [302, 302, 429]


def test_machines_that_look_after_us_are_not_limited(client: FlaskClient) -> None:
    assert {client.get("/healthz").status_code for _ in range(20)} == {200}


@pytest.mark.parametrize("address", ["/account/change", "/account/verify", "/account/leave"])
def test_whoever_guesses_the_password_of_an_open_session_waits(
    client: FlaskClient, make: Factory, address: str
) -> None:
    log_in(client, make.member())
    typed = {"password": "guessed", "new_password": PASSWORD, "new_password_confirm": PASSWORD}
    answers = [client.post(address, data=typed, headers=FRENCH) for _ in range(6)]
    assert 429 not in [answer.status_code for answer in answers[:4]]
    assert answers[-1].status_code == 429
    assert '<html lang="fr">' in answers[-1].text
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_an_account_is_guessed_at_from_many_addresses_no_faster(
    client: FlaskClient, make: Factory
) -> None:
    email = make.member().email
    codes = [
        client.post(
            "/account/login",
            data={"email": email, "password": "guessed"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        ).status_code
        for number in range(6)
    ]
    assert codes == [200] * 5 + [429]
