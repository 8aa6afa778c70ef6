"""Members leave and take their data along; accounts are put to rest and woken up."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Availability, Event, Follow, Invitation, Member, Notification
from qaforum.models.role import ADMINISTRATOR
from qaforum.services import (
    acceptance,
    availability,
    departures,
    follows,
    mentions,
    own_data,
    questions,
    votes,
)
from qaforum.services.invitations import Chosen
from tests.factories import PASSWORD, Factory, log_in


def events() -> list[tuple[object, ...]]:
    columns = [column for column in Event.__table__.c if column.name != "id"]
    return sorted(db.session.execute(db.select(*columns)).all(), key=str)


def test_a_member_closes_their_account_and_what_they_solved_stays(
    app: Flask, client: FlaskClient, make: Factory
) -> None:
    house = make.institution("Les Tilleuls")
    claire = make.member("Claire Fontaine", institution_id=house.id, about="Twenty years of nights")
    asker = make.member()
    question = make.question(by=asker)
    acceptance.accept(asker, make.answer(question, "On the north side.", by=claire).id)
    before, email = events(), claire.email
    log_in(client, claire)

    page = client.post("/account/leave", data={"password": PASSWORD, "posts": "named"},
                       follow_redirects=True).text  # fmt: skip

    assert "Your account is closed." in page
    assert client.get("/account/profile").status_code == 302  # the session is over
    page = client.get(f"/questions/{question.id}/{question.slug}").text
    assert "On the north side." in page
    assert "Claire Fontaine" in page
    assert events() == before
    assert (claire.email, claire.password, claire.about, claire.roles) == (None, None, "", [])
    assert "This account is closed." in client.get("/members/claire.fontaine").text
    assert "Claire" not in client.get("/members").text
    answer = app.test_client().post("/account/login", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 200  # refused
    assert make.member("Claire again", willing=None).id != claire.id


def test_whoever_wants_no_name_under_what_they_posted_gets_none(
    client: FlaskClient, make: Factory
) -> None:
    claire = make.member("Claire Fontaine")
    question = make.question(by=claire)
    log_in(client, claire)

    client.post("/account/leave", data={"password": PASSWORD, "posts": "unnamed"})

    page = client.get(f"/questions/{question.id}/{question.slug}").text
    assert "A former member" in page
    assert "Claire" not in page
    assert client.get("/members/claire.fontaine").status_code == 404
    assert claire.folded == "a former member"


def test_the_password_is_asked_again(client: FlaskClient, make: Factory) -> None:
    claire = make.member()
    log_in(client, claire)

    for password in ("", "another-password"):
        data = {"password": password, "posts": "unnamed"}
        response = client.post("/account/leave", data=data)
        assert response.status_code == 422
        assert "This is not your password." in response.text
        assert (
            'value="unnamed" checked' in " ".join(response.text.split())
            or "checked" in response.text
        )

    assert claire.active
    assert claire.email


def test_the_last_administrator_stays(make: Factory) -> None:
    one = make.member(role=ADMINISTRATOR)
    with pytest.raises(errors.Conflict):
        departures.close(one, PASSWORD, named=True)
    assert db.session.get_one(Member, one.id).active

    make.member(role=ADMINISTRATOR)
    departures.close(one, PASSWORD, named=True)
    assert not db.session.get_one(Member, one.id).active


def test_what_waited_for_who_leaves_falls_back_to_everybody(make: Factory) -> None:
    asker, claire, reader = make.member(), make.member(), make.member()
    question = questions.ask(
        asker, "How do you keep it cool?", "It is hot.", "", chosen=[Chosen(claire)], first_days=3
    )
    with pytest.raises(errors.NotFound):
        questions.load(question.id, reader)

    departures.close(claire, PASSWORD, named=True)

    assert db.session.query(Invitation.state).scalar() == "declined"
    assert questions.load(question.id, reader)


def test_nobody_turns_to_who_left(make: Factory) -> None:
    claire, reader = make.member("Claire"), make.member()
    follows.follow(reader, claire)
    departures.close(claire, PASSWORD, named=True)

    assert availability.willing([claire.id], viewer=reader) == set()
    assert availability.invitable([claire.id], viewer=reader) == set()
    assert mentions.starting_with("clai", reader) == []
    for table in (Availability, Follow, Notification):
        assert db.session.query(table).count() == (1 if table is Availability else 0)


def test_a_member_takes_their_data_along(client: FlaskClient, make: Factory) -> None:
    claire = make.member("Claire Fontaine")
    question = make.question("How do you keep medicines cool?", by=claire)
    make.question("Who waters the plants?")
    votes.cast(claire, make.answer(question), 1)

    response = log_in(client, claire).get("/account/data.json")

    assert response.headers["Content-Disposition"].startswith("attachment")
    data = response.get_json()
    assert [row["title"] for row in data["questions"]] == ["How do you keep medicines cool?"]
    assert len(data["votes"]) == 1
    assert data["profile"]["email"] == claire.email
    assert "password" not in data["profile"]
    assert own_data.of(claire)["questions"] == data["questions"]


def test_an_administrator_puts_an_account_to_rest_and_wakes_it_up(
    app: Flask, client: FlaskClient, make: Factory
) -> None:
    boss, claire = make.member(role=ADMINISTRATOR), make.member("Claire")
    theirs = log_in(app.test_client(), claire)
    log_in(client, boss)

    page = client.post(f"/members/{claire.username}/deactivate", follow_redirects=True).text

    assert "Claire cannot log in any more." in page
    assert "This account is deactivated." in page
    assert theirs.get("/account/profile").status_code == 302
    assert availability.willing([claire.id], viewer=boss) == set()
    page = client.post(f"/members/{claire.username}/reactivate", follow_redirects=True).text
    assert "Claire can log in again." in page
    assert log_in(app.test_client(), claire).get("/account/profile").status_code == 200


def test_who_may_put_accounts_to_rest(client: FlaskClient, make: Factory) -> None:
    boss, moderator = make.member(role=ADMINISTRATOR), make.moderator()
    member, other = make.member(), make.member()
    departures.deactivate(moderator, member.username)
    for acting, about in ((member, other), (moderator, boss), (boss, boss)):
        with pytest.raises(errors.NotAllowed):
            departures.deactivate(acting, about.username)
    departures.close(other, PASSWORD, named=True)
    with pytest.raises(errors.NotAllowed):  # nothing is left to wake up
        departures.reactivate(boss, other.username)
