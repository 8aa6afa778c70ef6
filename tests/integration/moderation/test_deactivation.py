"""A moderator shuts a member out, and lets them in again."""

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum import errors
from qaforum.cli.user import group
from qaforum.extensions import db
from qaforum.models import Availability, Invitation, Member
from qaforum.models.people.role import ADMINISTRATOR
from qaforum.services.directory import member_lists
from qaforum.services.directory.member_lists import Filters
from qaforum.services.invitations import invitations
from qaforum.services.invitations.invitations import Chosen
from qaforum.services.moderation import deactivation
from qaforum.services.people import availability
from qaforum.services.privacy import leaving
from qaforum.services.questions import questions
from tests.concurrency import meanwhile
from tests.factories import PASSWORD, Factory, log_in

WHY = {"reason": "Advertises in every answer."}


def test_a_moderator_shuts_a_spammer_out(app: Flask, client: FlaskClient, make: Factory) -> None:
    spammer = make.member("Sam Spam", about="Buy now!", function="Seller")
    theirs = log_in(app.test_client(), spammer)
    log_in(client, make.moderator("Mona"))
    assert "Deactivate this account" in client.get("/members/sam.spam").text
    done = client.post("/members/sam.spam/deactivate", data=WHY, follow_redirects=True)
    assert "Sam Spam cannot log in any more." in done.text
    assert theirs.get("/account/profile").status_code == 302
    theirs.post("/account/login", data={"email": spammer.email, "password": PASSWORD})
    assert theirs.get("/account/profile").status_code == 302
    assert spammer not in member_lists.list_members(Filters()).rows


def test_the_reason_is_for_moderators_alone(app: Flask, client: FlaskClient, make: Factory) -> None:
    spammer, moderator = make.member("Sam Spam", about="Buy now!"), make.moderator("Mona")
    deactivation.deactivate(moderator, spammer, WHY["reason"])
    log_in(client, moderator)
    for address in ("/members/sam.spam", "/moderation"):
        assert WHY["reason"] in client.get(address).text
    for reader in (app.test_client(), log_in(app.test_client(), make.member())):
        page = reader.get("/members/sam.spam").text
        assert "is not here at present" in page
        assert WHY["reason"] not in page
        assert "Buy now!" not in page


def test_who_is_let_in_again_has_all_they_had(client: FlaskClient, make: Factory) -> None:
    member, moderator = make.member("Eva", about="Nights."), make.moderator()
    deactivation.deactivate(moderator, member, "Left her house.")
    assert availability.willing([member.id], viewer=moderator) == set()
    log_in(client, moderator)
    client.post("/members/eva/reactivate")
    assert availability.willing([member.id], viewer=moderator) == {member.id}
    assert (member.about, member.deactivation_reason) == ("Nights.", "")
    client.post("/account/logout")
    assert log_in(client, member).get("/account/profile").status_code == 200


def test_what_waited_for_them_goes_to_the_community(make: Factory) -> None:
    member, asker = make.member(), make.member()
    question = questions.ask(
        asker, "Where do you keep the keys?", "By the door?", chosen=[Chosen(member)], first_days=3
    )
    deactivation.deactivate(make.moderator(), member, "Left the house.")
    assert questions.load(question.id, None)
    assert db.session.scalar(select(Availability.willing)) is True


def test_whoever_invites_them_at_the_same_moment_is_refused(app: Flask, make: Factory) -> None:
    member, asker, moderator = make.member(), make.member(), make.moderator()
    question = make.question(by=asker)

    def go() -> None:
        by, gone = (db.session.get_one(Member, row.id) for row in (moderator, member))
        deactivation.deactivate(by, gone, "Left the house.")

    with meanwhile(app, "UPDATE question", go), pytest.raises(errors.Invalid):
        invitations.invite(asker, question.id, [Chosen(member)])
    assert db.session.scalar(select(Invitation.id)) is None


class TestWhoMay:
    def test_nobody_but_moderators(self, client: FlaskClient, make: Factory) -> None:
        other = make.member("Eva")
        log_in(client, make.member())
        assert "Deactivate" not in client.get("/members/eva").text
        assert client.post("/members/eva/deactivate", data=WHY).status_code == 403
        assert client.post("/members/eva/reactivate").status_code == 403
        assert other.active

    def test_a_moderator_not_those_who_moderate(self, make: Factory) -> None:
        moderator, other = make.moderator(), make.moderator()
        boss, chief = make.member(role=ADMINISTRATOR), make.member(role=ADMINISTRATOR)
        for one in (other, boss, moderator):
            with pytest.raises(errors.NotAllowed):
                deactivation.deactivate(moderator, one, "Why not?")
        for one in (other, chief):
            deactivation.deactivate(boss, one, "Went to another house.")
        with pytest.raises(errors.NotAllowed):
            deactivation.reactivate(moderator, chief)

    def test_nobody_comes_back_who_left_by_themselves(self, make: Factory) -> None:
        member, boss = make.member(), make.member(role=ADMINISTRATOR)
        leaving.end(member, named=True)
        with pytest.raises(errors.Conflict):
            deactivation.reactivate(boss, member)

    def test_a_missing_reason_is_asked_for_where_it_belongs(
        self, client: FlaskClient, make: Factory
    ) -> None:
        member = make.member()
        log_in(client, make.moderator())
        address = f"/members/{member.username}/deactivate"
        answer = client.post(address, data={"reason": "x" * 301})
        assert answer.status_code == 422
        assert 'id="reason-error"' in answer.text
        assert "x" * 301 in answer.text
        assert "Say why" in client.post(address, data={"reason": " "}).text
        assert member.active

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
    def test_without_a_reason_nothing_happens(self, make: Factory, reason: str) -> None:
        member = make.member()
        with pytest.raises(errors.Invalid):
            deactivation.deactivate(make.moderator(), member, reason)
        assert member.active

    def test_twice_is_said(self, make: Factory) -> None:
        member, moderator = make.member(), make.moderator()
        deactivation.deactivate(moderator, member, "Spam.")
        with pytest.raises(errors.Conflict):
            deactivation.deactivate(moderator, member, "Spam.")
        deactivation.reactivate(moderator, member)
        with pytest.raises(errors.Conflict):
            deactivation.reactivate(moderator, member)


class TestByCommand:
    def run(self, app: Flask, *words: str) -> tuple[int, str]:
        found = CliRunner().invoke(group, words, obj=lambda: app)
        db.session.expire_all()
        return found.exit_code, found.output

    def test_out_and_in_again(self, app: Flask, make: Factory) -> None:
        member = make.member("Eva")
        address = str(member.email)
        assert self.run(app, "deactivate", address, "--reason", "Left.") == (
            0, "Eva cannot log in any more.\n",
        )  # fmt: skip
        assert (member.active, member.deactivation_reason) == (False, "Left.")
        assert self.run(app, "reactivate", address) == (0, "Eva can log in again.\n")
        assert member.active

    def test_the_last_administrator_stays(self, app: Flask, make: Factory) -> None:
        boss = make.member("The boss", role=ADMINISTRATOR)
        code, words = self.run(app, "deactivate", str(boss.email), "--reason", "Left.")
        assert (code, boss.active) == (1, True)
        assert "Name another one first" in words

    def test_for_somebody_who_asks_to_be_forgotten(self, app: Flask, make: Factory) -> None:
        member = make.member("Eva")
        code, _ = self.run(app, "close", str(member.email), "--without-name", "--yes")
        assert (code, member.email, member.name) == (0, None, "A former member")

    def test_an_unknown_address_is_said(self, app: Flask) -> None:
        for command in (("reactivate",), ("deactivate", "--reason", "x")):
            assert self.run(app, *command, "nobody@example.org")[0] == 1
