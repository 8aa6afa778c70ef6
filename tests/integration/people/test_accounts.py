"""Registering, logging in and out, and coming back to where one was."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member
from qaforum.services.people import accounts
from tests.factories import PASSWORD, Factory, log_in

NEW = {
    "name": "Anne Martin",
    "function": "Directrice",
    "email": "anne@example.org",
    "password": PASSWORD,
    "password_confirm": PASSWORD,
    "availability": "yes",
}


def register(client: FlaskClient, **fields: str) -> Member | None:
    response = client.post("/account/register", data={**NEW, **fields})
    assert response.status_code in (200, 302, 422), response.text
    return db.session.scalar(select(Member).where(Member.email == "anne@example.org"))


def test_a_guest_becomes_a_member_and_can_ask_at_once(client: FlaskClient) -> None:
    member = register(client)
    assert member is not None
    assert (member.name, member.function, member.username) == (
        "Anne Martin",
        "Directrice",
        "anne.martin",
    )
    assert not member.is_moderator
    assert "Anne Martin" in client.get("/ask").text


def test_two_of_the_same_name_have_two_addresses(client: FlaskClient, make: Factory) -> None:
    make.member("Anne Martin")
    member = register(client)
    assert member is not None
    assert member.username == "anne.martin.2"


def test_a_name_in_any_script_has_an_address(make: Factory, client: FlaskClient) -> None:
    for name in ("Zoë Müller-Œhl", "李小龍", "🙂 🙂", "مريم"):
        member = make.member(name)
        assert client.get(f"/members/{member.username}").status_code == 200


def test_a_name_cannot_turn_the_page_or_hide_controls(client: FlaskClient) -> None:
    member = register(client, name="Anne \u202enitraM\u202c\x00")
    assert member is not None
    assert member.name == "Anne nitraM"


def test_the_form_cannot_make_a_moderator(client: FlaskClient) -> None:
    member = register(client, roles="moderator", role="administrator", active="0")
    assert member is not None
    assert not member.is_moderator
    assert member.active


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "\x00\u202e"},
        {"email": ""},
        {"email": "no address"},
        {"email": "a\x00b@example.org"},
        {"password": "short", "password_confirm": "short"},
        {"password_confirm": "another-long-password"},
        {"function": "x" * 121},
    ],
)
def test_what_cannot_be_an_account_is_none(client: FlaskClient, fields: dict[str, str]) -> None:
    client.post("/account/register", data={**NEW, **fields})
    assert db.session.scalar(select(func.count(Member.id))) == 0
    assert client.get("/account/profile").status_code == 302


def test_an_address_has_one_account(client: FlaskClient, make: Factory) -> None:
    make.member()
    client.post("/account/register", data={**NEW, "email": "MEMBER1@example.org"})
    assert db.session.scalar(select(func.count(Member.id))) == 1


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("member1@example.org", "another-password"),
        ("nobody@example.org", PASSWORD),
        ("", ""),
        ("\x00", "\x00"),
        ("member1@example.org", "x" * 4_000),
    ],
)
def test_a_wrong_password_lets_nobody_in(
    client: FlaskClient, make: Factory, email: str, password: str
) -> None:
    make.member()
    response = client.post("/account/login", data={"email": email, "password": password})
    assert response.status_code in (200, 401, 422)
    assert client.get("/account/profile").status_code == 302


def test_nobody_logs_in_as_somebody_brought_in(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    member.email = member.password = None
    db.session.commit()
    for email in ("", "None", member.username):
        client.post("/account/login", data={"email": email, "password": ""})
        assert client.get("/account/profile").status_code == 302


def test_a_member_who_was_deactivated_is_out(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    log_in(client, member)
    member.active = False
    db.session.commit()
    assert client.get("/account/profile").status_code == 302


def test_a_member_logs_out(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    assert client.get("/account/logout").status_code == 405
    assert client.get("/account/profile").status_code == 200
    client.post("/account/logout")
    assert client.get("/account/profile").status_code == 302


def test_a_member_changes_the_password(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    log_in(client, member)
    new = "quite-another-password"
    data = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert client.post("/account/change", data=data).status_code == 302
    other = client.application.test_client()
    assert (
        other.post("/account/login", data={"email": member.email, "password": new}).status_code
        == 302
    )


@pytest.mark.parametrize("page", ["/account/profile?from=mail", "/account/profile"])
def test_a_guest_logs_in_and_comes_back(client: FlaskClient, make: Factory, page: str) -> None:
    member = make.member()
    to_log_in = client.get(page)
    assert to_log_in.status_code == 302
    form = client.get(to_log_in.location)
    assert form.status_code == 200
    back = client.post(to_log_in.location, data={"email": member.email, "password": PASSWORD})
    assert back.status_code == 302
    assert back.location.rstrip("?") == page
    assert client.get(back.location).status_code == 200


def test_a_guest_who_acts_is_asked_to_log_in(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    response = client.post(f"/questions/{question.id}/vote", data={"value": "1"})
    assert response.status_code == 302
    assert urlsplit(response.location).path == "/account/login"
    assert question.score == 0


def test_a_script_of_a_guest_is_sent_to_the_log_in(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    headers = {"HX-Request": "true"}
    response = client.post(f"/questions/{question.id}/vote", data={"value": "1"}, headers=headers)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith("/account/login")


STRANGERS = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\t\\evil.example",
    "\x00//evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "https:/evil.example",
    "//user@evil.example",
    "https://localhost@evil.example/",
    "evil.example",
    "//[evil",
    "http://[",
]


@pytest.mark.parametrize("address", STRANGERS)
def test_no_address_leads_away_after_the_log_in(
    client: FlaskClient, make: Factory, address: str
) -> None:
    fields = {"email": make.member().email, "password": PASSWORD}
    assert client.get("/account/login", query_string={"next": address}).status_code == 422
    response = client.post("/account/login", query_string={"next": address}, data=fields)
    assert response.status_code == 422


@pytest.mark.parametrize("address", STRANGERS)
def test_no_address_leads_away_after_choosing_a_language(client: FlaskClient, address: str) -> None:
    response = client.post("/language", data={"locale": "fr", "next": address})
    assert response.status_code == 303
    assert stays_here(response.location), response.location


def stays_here(location: str) -> bool:
    """As a browser reads it: tabs and line ends left out, backslashes are slashes."""
    read = "".join(sign for sign in location if sign > " ").replace("\\", "/")
    parts = urlsplit(read)
    inside = not parts.netloc or parts.netloc == "localhost"
    return inside and parts.scheme in ("", "http", "https") and not read.startswith("//")


def test_a_guest_cannot_be_sent_elsewhere_by_an_act(client: FlaskClient, make: Factory) -> None:
    question, member = make.question(), make.member()
    response = client.post(f"/questions/{question.id}/vote", data={"next": "//evil.example"})
    assert "next" in parse_qs(urlsplit(response.location).query)
    fields = {"email": member.email, "password": PASSWORD}
    assert stays_here(client.post(response.location, data=fields).location)


def test_an_administrator_makes_accounts_that_can_log_in(client: FlaskClient, app: Flask) -> None:
    member = accounts.create(" Anne@Example.org ", "Anne Martin", PASSWORD, "moderator")
    assert member.is_moderator
    log_in(client, member)
    assert client.get("/moderation").status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "role", "error"),
    [
        ("anne@example.org", PASSWORD, "member", errors.Conflict),
        ("ANNE@example.org", PASSWORD, "member", errors.Conflict),
        ("tom@example.org", "short", "member", errors.Invalid),
        ("tom@example.org", PASSWORD, "king", errors.Invalid),
    ],
)
def test_an_account_that_cannot_be_made_says_why(
    app: Flask, email: str, password: str, role: str, error: type[errors.ForumError]
) -> None:
    accounts.create("anne@example.org", "Anne Martin", PASSWORD)
    with app.test_request_context(), pytest.raises(error):
        accounts.create(email, "Tom Reed", password, role)


def test_a_member_is_promoted_once(app: Flask) -> None:
    accounts.create("anne@example.org", "Anne Martin", PASSWORD)
    for _ in range(2):
        member = accounts.promote("anne@example.org", "moderator")
    assert [role.name for role in member.roles] == ["member", "moderator"]
    with app.test_request_context(), pytest.raises(errors.NotFound):
        accounts.promote("nobody@example.org", "moderator")


@pytest.mark.parametrize("address", ["/moderation", "/notifications?page=2"])
def test_whoever_logs_in_comes_back_to_the_very_address(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert parse_qs(urlsplit(response.location).query)["next"] == [address]


def test_each_wrong_field_of_a_registration_says_so_and_keeps_what_was_typed(
    client: FlaskClient,
) -> None:
    page = client.post("/account/register", data={"name": "Anne Martin", "email": "no address"})
    assert 'value="Anne Martin"' in page.text
    assert 'value="no address"' in page.text
    for wrong in ("email", "password", "availability"):
        assert f'id="{wrong}-error"' in page.text
    assert page.text.count('aria-invalid="true"') == 4  # the password twice
    assert page.text.count('name="charter_number"') == 1
