"""The charter: writing it, accepting it, changing it, proposing a change."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Answer, CharterVersion, Member, Notification, Question
from qaforum.services.charter import charter_status, charters, proposals
from qaforum.web.charter.charter_first import FREE, FREE_ENDPOINTS
from tests.factories import Factory, log_in
from tests.integration.core.test_queries import counted

FIRST = "We answer from experience.\n\nNo names of residents."
SECOND = "We answer from experience, kindly.\n\nNo names of residents."


@pytest.fixture
def moderator(make: Factory) -> Member:
    return make.moderator("Mona Keller")


@pytest.fixture
def charter(moderator: Member) -> CharterVersion:
    return charters.adopt(moderator, 0, FIRST, "")


def questions() -> int:
    return db.session.scalar(select(func.count()).select_from(Question)) or 0


def carried(page: str) -> dict[str, str]:
    """The fields of the form that accepts and sends on."""
    form = re.search(r'<form class="accept-charter".*?</form>', page, re.DOTALL)
    assert form, page
    found = re.findall(r'name="([^"]+)"\s+value="([^"]*)"', form[0])
    return {name: value.replace("&#39;", "'").replace("&amp;", "&") for name, value in found}


def test_a_forum_without_a_charter_works_and_moderators_are_invited_to_write_one(
    client: FlaskClient, make: Factory, moderator: Member
) -> None:
    log_in(client, make.member())
    assert "Write the first charter" not in client.get("/community").text
    data = {"title": "Who has the key to room 5?", "body": "It is locked."}
    assert client.post("/ask", data=data).status_code == 303
    client.post("/account/logout")
    log_in(client, moderator)
    assert "Write the first charter" in client.get("/community").text
    assert "What we are here for" in client.get("/community/charter/edit").text


def test_the_beginning_is_in_the_readers_language(client: FlaskClient, moderator: Member) -> None:
    log_in(client, moderator)
    page = client.get("/community/charter/edit", headers={"Accept-Language": "fr"}).text
    assert "Pourquoi nous sommes ici" in page


def test_a_moderator_puts_the_first_charter_in_force(
    client: FlaskClient, moderator: Member
) -> None:
    log_in(client, moderator)
    data = {"body": FIRST, "revision": "0"}
    assert client.post("/community/charter/edit", data=data).status_code == 303
    assert "No names of residents." in client.get("/community").text
    assert moderator.charter_number == 1


def test_only_moderators_adopt(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    assert client.get("/community/charter/edit").status_code == 403
    assert client.post("/community/charter/edit", data={"body": FIRST}).status_code == 403


def test_members_read_everything_and_are_told_of_the_charter(
    client: FlaskClient, make: Factory, charter: CharterVersion
) -> None:
    log_in(client, make.member())
    assert "Read and accept it before your first post" in client.get("/questions").text


def test_what_was_typed_is_posted_once_the_charter_is_accepted(
    client: FlaskClient, make: Factory, charter: CharterVersion
) -> None:
    member = make.member()
    log_in(client, member)
    data = {"title": "Who has the key to room 5?", "body": "It's locked & dark.", "tags": "keys"}
    asked = client.post("/ask", data=data)
    assert asked.status_code == 403
    assert "No names of residents." in asked.text
    assert questions() == 0
    answer = client.post("/ask", data=carried(asked.text))
    assert answer.status_code == 303
    question = db.session.scalars(select(Question)).one()
    assert (question.title, question.body) == (data["title"], data["body"])
    assert member.charter_number == 1
    assert member.charter_accepted_at is not None


def test_an_answer_waits_just_the_same(
    client: FlaskClient, make: Factory, moderator: Member
) -> None:
    question = make.question()
    charters.adopt(moderator, 0, FIRST, "")
    log_in(client, make.member())
    address = f"/questions/{question.id}/answers"
    asked = client.post(address, data={"body": "North side."})
    assert asked.status_code == 403
    assert client.post(address, data=carried(asked.text)).status_code == 303
    assert db.session.scalars(select(Answer)).one().body == "North side."


def test_a_script_gets_the_charter_in_place_of_the_page(
    client: FlaskClient, make: Factory, moderator: Member
) -> None:
    question = make.question()
    charters.adopt(moderator, 0, FIRST, "")
    log_in(client, make.member())
    asked = client.post(
        f"/questions/{question.id}/comments",
        data={"body": "Which floor?"},
        headers={"HX-Request": "true", "X-Requested-With": "fetch"},
    )
    assert asked.status_code == 403
    assert asked.headers["HX-Retarget"] == "#main"
    assert carried(asked.text)["body"] == "Which floor?"
    assert "<html" not in asked.text


def test_settings_and_votes_do_not_wait(
    client: FlaskClient, make: Factory, charter: CharterVersion
) -> None:
    log_in(client, make.member())
    data = {"name": "Anne", "function": "", "about": "", "institution": "0", "locale": ""}
    assert client.post("/account/profile", data=data).status_code == 303
    assert client.post("/language", data={"locale": "fr"}).status_code == 303


def test_what_waits_for_nobody_is_still_there(app: Flask) -> None:
    assert set(app.blueprints) >= FREE
    assert set(app.view_functions) >= FREE_ENDPOINTS


def test_a_change_is_shown_word_by_word_and_accepted_anew(
    client: FlaskClient, make: Factory, moderator: Member, charter: CharterVersion
) -> None:
    member = make.member()
    charters.accept(member, 1)
    charters.adopt(moderator, 1, SECOND, "More kindness")
    log_in(client, member)
    assert "Our charter has changed." in client.get("/").text
    page = client.get("/community/charter/changes").text
    assert "More kindness" in page
    assert re.search(r"<ins>.*, kindly", page)
    answer = client.post("/community/charter/accept", data={"charter_number": "2", "next": "/tags"})
    assert answer.location == "/tags"
    assert member.charter_number == 2
    assert "Our charter has changed." not in client.get("/").text


def test_who_accepts_an_old_version_is_asked_for_the_newer_one(
    client: FlaskClient, make: Factory, moderator: Member, charter: CharterVersion
) -> None:
    member = make.member()
    log_in(client, member)
    data = {"title": "Who has the key to room 5?", "body": "It is locked."}
    fields = carried(client.post("/ask", data=data).text)
    charters.adopt(moderator, 1, SECOND, "More kindness")
    asked = client.post("/ask", data=fields)
    assert asked.status_code == 403
    assert "More kindness" in asked.text
    assert member.charter_number == 1
    assert client.post("/ask", data=carried(asked.text)).status_code == 303
    assert member.charter_number == 2


@pytest.mark.parametrize("number", ["3", "0", "-1", "x", "9" * 40, ""])
def test_a_version_that_does_not_exist_cannot_be_accepted(
    client: FlaskClient, make: Factory, charter: CharterVersion, number: str
) -> None:
    member = make.member()
    log_in(client, member)
    answer = client.post("/community/charter/accept", data={"charter_number": number})
    assert answer.status_code == 422
    assert member.charter_number == 0


def test_accepting_again_an_older_version_takes_nothing_back(
    make: Factory, moderator: Member, charter: CharterVersion
) -> None:
    charters.adopt(moderator, 1, SECOND, "More kindness")
    charters.accept(moderator, 1)
    assert moderator.charter_number == 2


REGISTRATION = {
    "name": "Élodie Marchand",
    "email": "elodie@example.org",
    "password": "une-longue-phrase",
    "password_confirm": "une-longue-phrase",
    "availability": "no",
}


def test_newcomers_read_and_accept_when_they_register(
    client: FlaskClient, charter: CharterVersion
) -> None:
    assert "No names of residents." in client.get("/account/register").text
    refused = client.post("/account/register", data={**REGISTRATION, "charter_number": "1"})
    assert "say that you want to keep to it" in refused.text
    assert "Élodie Marchand" in refused.text
    accepted = {**REGISTRATION, "charter_number": "1", "charter_accepted": "y"}
    assert client.post("/account/register", data=accepted).status_code == 302
    member = db.session.scalars(select(Member).where(Member.name == "Élodie Marchand")).one()
    assert member.charter_number == 1
    assert member.charter_accepted_at is not None


def test_who_registers_accepts_what_they_saw(
    client: FlaskClient, moderator: Member, charter: CharterVersion
) -> None:
    charters.adopt(moderator, 1, SECOND, "More kindness")
    accepted = {**REGISTRATION, "charter_number": "1", "charter_accepted": "y"}
    assert client.post("/account/register", data=accepted).status_code == 302
    member = db.session.scalars(select(Member).where(Member.name == "Élodie Marchand")).one()
    assert member.charter_number == 1
    assert "Our charter has changed." in client.get("/").text


def test_who_began_to_register_before_there_was_a_charter_accepts_it_later(
    client: FlaskClient, charter: CharterVersion
) -> None:
    data = {**REGISTRATION, "charter_number": "0"}
    assert client.post("/account/register", data=data).status_code == 302
    assert "This community has a charter." in client.get("/").text


@pytest.mark.parametrize("number", ["7", "-1", "x"])
def test_nobody_registers_with_a_charter_that_was_never_shown(
    client: FlaskClient, charter: CharterVersion, number: str
) -> None:
    answer = client.post("/account/register", data={**REGISTRATION, "charter_number": number})
    assert answer.status_code == 200
    assert "No names of residents." in answer.text


def test_an_edit_on_an_older_version_is_a_conflict_that_keeps_the_text(
    client: FlaskClient, moderator: Member, charter: CharterVersion
) -> None:
    charters.adopt(moderator, 1, SECOND, "More kindness")
    log_in(client, moderator)
    data = {"body": "Mine alone.", "note": "Mine", "revision": "1"}
    refused = client.post("/community/charter/edit", data=data)
    assert refused.status_code == 409
    for part in ("Mine alone.", "kindly", 'value="2"'):
        assert part in refused.text
    assert client.post(
        "/community/charter/edit", data={**data, "revision": "2"}
    ).status_code == 303  # fmt: skip


@pytest.mark.parametrize(
    ("body", "note"),
    [("", "x"), (" \x00 ", "x"), ("x" * 30_001, "x"), (FIRST, "same"), (SECOND, ""),
     (SECOND, "x" * 301), ("caf\ufffd", "x")],
)  # fmt: skip
def test_a_text_that_cannot_be_taken_comes_back(
    client: FlaskClient, moderator: Member, charter: CharterVersion, body: str, note: str
) -> None:
    log_in(client, moderator)
    data = {"body": body, "note": note, "revision": "1"}
    assert client.post("/community/charter/edit", data=data).status_code == 422
    assert charter_status.now().charter == 1


def test_versions_and_their_differences_can_be_read(
    client: FlaskClient, moderator: Member, charter: CharterVersion
) -> None:
    charters.adopt(moderator, 1, SECOND, "More kindness")
    page = client.get("/community/charter").text
    for part in ("Version 1", "Version 2", "More kindness", "adopted by Mona Keller"):
        assert part in page
    assert "<ins>" in client.get("/community/charter/2").text
    assert "<del>" in client.get("/community/charter/1?from=2").text
    assert "<ins>" not in client.get("/community/charter/1").text
    for number in ("3", "0", "2?from=7"):
        assert client.get(f"/community/charter/{number}").status_code == 404


def test_a_member_proposes_and_a_moderator_adopts(
    client: FlaskClient, make: Factory, moderator: Member, charter: CharterVersion
) -> None:
    member = make.member("Tom Reed")
    charters.accept(member, 1)
    log_in(client, member)
    data = {"body": SECOND, "reason": "We are too curt.", "revision": "1"}
    proposed = client.post("/community/charter/propose", data=data)
    assert proposed.status_code == 303
    assert db.session.scalars(select(Notification.member_id)).all() == [moderator.id]
    client.post("/account/logout")
    log_in(client, moderator)
    page = client.get(proposed.location).text
    assert "<ins>" in page
    assert "We are too curt." in page
    number = proposed.location.rsplit("/", 1)[1]
    form = client.get(f"/community/charter/edit?proposal={number}").text
    assert "kindly" in form
    data = {"body": SECOND, "note": "More kindness", "revision": "1", "proposal": number}
    assert client.post("/community/charter/edit", data=data).status_code == 303
    assert "proposed by Tom Reed, adopted by Mona Keller" in client.get("/community").text
    told = select(Notification.kind).where(Notification.member_id == member.id)
    assert db.session.scalars(told).all() == ["charter_adopted"]


def test_a_proposal_is_declined_with_a_reason(
    client: FlaskClient, make: Factory, moderator: Member, charter: CharterVersion
) -> None:
    proposal = proposals.make(make.member(), 1, SECOND, "We are too curt.")
    log_in(client, moderator)
    address = f"/community/charter/proposals/{proposal.id}"
    assert client.post(f"{address}/decline", data={"reply": " "}).status_code == 422
    assert client.post(f"{address}/decline", data={"reply": "Later."}).status_code == 303
    assert "Later." in client.get(address).text
    again = client.post(f"{address}/decline", data={"reply": "Never."})
    assert again.status_code == 409
    with pytest.raises(errors.Conflict):
        charters.adopt(moderator, 1, SECOND, "More kindness", proposal.id)


def test_who_proposed_may_withdraw(
    client: FlaskClient, make: Factory, charter: CharterVersion
) -> None:
    member = make.member()
    charters.accept(member, 1)
    proposal = proposals.make(member, 1, SECOND, "We are too curt.")
    address = f"/community/charter/proposals/{proposal.id}/withdraw"
    other = make.member()
    charters.accept(other, 1)
    log_in(client, other)
    assert client.post(address).status_code == 403
    client.post("/account/logout")
    log_in(client, member)
    assert client.post(address).status_code == 303
    assert "Withdrawn" in client.get("/community/charter").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"body": FIRST}, 422),
        ({"reason": ""}, 422),
        ({"reason": "x" * 601}, 422),
        ({"body": ""}, 422),
        ({"revision": "9"}, 404),
        ({"revision": "x"}, 404),
    ],
)
def test_a_proposal_that_cannot_be_taken_comes_back(
    client: FlaskClient, make: Factory, charter: CharterVersion, fields: dict[str, str], status: int
) -> None:
    member = make.member()
    charters.accept(member, 1)
    log_in(client, member)
    data = {"body": SECOND, "reason": "We are too curt.", "revision": "1", **fields}
    answer = client.post("/community/charter/propose", data=data)
    assert answer.status_code == status
    for value in (data["reason"], data["body"]):
        assert value.split("\n")[0] in answer.text


def test_a_reader_sees_their_own_language_first(client: FlaskClient, moderator: Member) -> None:
    text = "Welcome.\n\n## Français\n\nBienvenue.\n\n### Règles\n\n## English\n\nBe kind."
    charters.adopt(moderator, 0, text, "")
    page = client.get("/community", headers={"Accept-Language": "en"}).text
    assert page.index("Be kind.") < page.index("other-language") < page.index("Bienvenue.")
    page = client.get("/community", headers={"Accept-Language": "fr"}).text
    assert page.index("Bienvenue.") < page.index("other-language") < page.index("Be kind.")
    assert re.search(r'<div class="prose"\s+lang="fr">', page)


def test_the_charter_costs_no_query_a_page(
    client: FlaskClient, make: Factory, charter: CharterVersion
) -> None:
    log_in(client, make.member())
    client.get("/tags")
    with counted() as statements:
        client.get("/tags")
    assert not [sql for sql in statements if "charter_version" in sql or "review" in sql]


def test_what_is_written_in_the_charter_is_harmless(client: FlaskClient, moderator: Member) -> None:
    charters.adopt(moderator, 0, "<script>alert(1)</script> [x](javascript:alert(1))", "")
    page = client.get("/community").text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
