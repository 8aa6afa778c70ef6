"""Somebody takes their data along and closes their account: they are gone, what they gave stays."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import (
    Availability,
    Follow,
    Institution,
    Invitation,
    Mail,
    Member,
    Mentorship,
    Notification,
    ReportRecipient,
    Welcome,
)
from qaforum.models.people.role import ADMINISTRATOR
from qaforum.services.activity import events
from qaforum.services.directory import helped_members, member_lists
from qaforum.services.directory.member_lists import Filters
from qaforum.services.impact import impact, preset, reports
from qaforum.services.invitations import invitation_replies, invitations
from qaforum.services.invitations.invitations import Chosen
from qaforum.services.moderation import flags
from qaforum.services.notifications import follows, mails, mentions, notifications
from qaforum.services.onboarding import mentorships, welcomes
from qaforum.services.onboarding.welcomes import Saying
from qaforum.services.people import accounts, administrators, availability, institutions
from qaforum.services.privacy import leaving
from qaforum.services.questions import acceptance, answers, comments, questions, votes
from qaforum.services.search import thanks
from tests.concurrency import meanwhile
from tests.factories import PASSWORD, Factory, log_in

UNNAMED = {"posts": "unnamed", "password": PASSWORD}
NAMED = {"posts": "named", "password": PASSWORD}


@pytest.fixture
def institution(make: Factory) -> Institution:
    return make.institution("Les Tilleuls")


@pytest.fixture
def tom(make: Factory, institution: Institution) -> Member:
    """Has solved a problem, says much of himself, is told of things and waited for."""
    tom = make.member(
        "Tom Reed", institution_id=institution.id, function="Head of care", about="Heat."
    )
    make.solved("How do you cool the cupboard?", "North side.", by=tom)
    welcomes.say(tom, Saying("Head of care", institution.id, "heat", "keys", "Hello.", True))
    mentorships.offer(tom, willing=True)
    return tom


def leave(client: FlaskClient, member: Member, data: dict[str, str] = UNNAMED) -> str:
    log_in(client, member)
    answer = client.post("/account/leave", data=data)
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


class TestWhatGoes:
    def test_nothing_that_was_theirs_alone_is_left(
        self, client: FlaskClient, make: Factory, tom: Member, institution: Institution
    ) -> None:
        follows.follow(tom, make.member("Whom Tom follows"))
        follows.follow(make.member("A follower"), tom)
        reports.name(tom, institution.slug, "Tom Reed", (tom.email or "").title(), "en")
        assert "Your account is closed" in leave(client, tom)
        said = [tom.email, tom.password, tom.function, tom.about, tom.locale, tom.mail_problem]
        assert not any(said)
        assert (tom.active, tom.mentor, tom.unread_count, tom.roles) == (False, False, 0, [])
        for table in (Availability, Follow, Welcome, Notification, ReportRecipient):
            column = getattr(table, "member_id", None)
            left = select(table) if column is None else select(table).where(column == tom.id)
            assert db.session.execute(left).first() is None, table
        assert db.session.scalar(select(Follow.id).where(Follow.followed_id == tom.id)) is None

    def test_every_device_is_logged_out_and_nobody_logs_in(
        self, app: Flask, client: FlaskClient, tom: Member
    ) -> None:
        phone, address = log_in(app.test_client(), tom), tom.email
        leave(client, tom)
        for browser in (client, phone):
            assert browser.get("/account/profile").status_code == 302
        browser = app.test_client()
        browser.post("/account/login", data={"email": address, "password": PASSWORD})
        assert browser.get("/account/profile").status_code == 302

    def test_the_same_address_can_register_anew(self, make: Factory, tom: Member) -> None:
        address = tom.email or ""
        leaving.close(tom, PASSWORD, named=True)
        again = accounts.create(address, "Tom Reed", PASSWORD)
        assert (again.id == tom.id, again.username) == (False, "tom.reed.2")

    def test_mails_that_wait_are_not_sent(self, make: Factory, tom: Member) -> None:
        mails.order(tom, "reset_instructions")
        leaving.close(tom, PASSWORD, named=True)
        assert db.session.scalars(select(Mail.state)).all() == ["dropped"]

    def test_nobody_finds_mentions_follows_or_asks_them(
        self, client: FlaskClient, make: Factory, tom: Member, institution: Institution
    ) -> None:
        leaving.close(tom, PASSWORD, named=True)
        other = make.member("Somebody else")
        assert tom not in member_lists.list_members(Filters()).rows
        assert tom not in member_lists._named("Tom", Filters())
        assert mentions.starting_with("tom", other) == []
        assert mentions.unknown_in("Ask @tom.reed!") == ["tom.reed"]
        assert tom not in mentorships.mentors(other)
        assert list(institutions.members_of(institution)) == []
        assert institutions.figures(institution) == {"members": 0, "asked": 0, "solved": 1}
        assert availability.willing([tom.id], viewer=other) == set()
        with pytest.raises(errors.Invalid):
            follows.follow(other, tom)
        with pytest.raises(errors.Invalid):
            invitations.invite(other, make.question(by=other).id, [Chosen(tom)])
        log_in(client, other)
        page = client.get(f"/members/{tom.username}").text
        assert "Ask me about" not in page
        assert 'id="follow"' not in page

    def test_who_asked_them_to_be_a_mentor_hears_of_it(self, make: Factory, tom: Member) -> None:
        newcomer = make.member("Anne Martin")
        mentorships.ask(newcomer, tom.id, "Would you?")
        leaving.close(tom, PASSWORD, named=False)
        assert mentorships.mentorships_of(newcomer).mentor.status == "declined"  # type: ignore[union-attr]
        told = db.session.query(Notification).filter_by(member_id=newcomer.id).one()
        assert told.kind == "mentor_declined"
        assert db.session.scalar(select(Mentorship.word)) == "Would you?"


class TestWhatStays:
    def test_the_solution_and_every_figure(
        self, client: FlaskClient, make: Factory, tom: Member, institution: Institution
    ) -> None:
        question = make.question("Where do you keep the keys?", by=tom)
        votes.cast(tom, make.answer(question), 1)
        thanks.give(make.member(), 1)

        def figures() -> Any:
            return impact(preset("all"), institution), tom.solved_count, tom.thanks_count

        before = figures()
        leave(client, tom)
        assert figures() == before
        events.rebuild()
        assert figures() == before
        assert answers.load(1).accepted
        assert db.session.get(Member, tom.id).institution_id == institution.id  # type: ignore[union-attr]

    def test_under_their_name_with_a_page_that_says_that_they_left(
        self, client: FlaskClient, tom: Member
    ) -> None:
        leave(client, tom, NAMED)
        assert "Tom Reed" in client.get("/questions/1/x", follow_redirects=True).text
        page = client.get("/members/tom.reed").text
        assert "Tom Reed left on" in page
        assert "How do you cool the cupboard?" in page
        assert "Head of care" not in page

    @pytest.mark.parametrize(("language", "name"), [("en", "A former member"), ("fr", "Ex-membre")])
    def test_or_under_that_of_a_former_member_in_the_readers_language(
        self, client: FlaskClient, tom: Member, language: str, name: str
    ) -> None:
        leave(client, tom)
        page = client.get(
            "/questions/1/x", follow_redirects=True, headers={"Accept-Language": language}
        ).text
        assert name in page
        assert "Tom Reed" not in page
        assert "Les Tilleuls" not in page
        api = client.get("/api/v1/questions/1", headers={"Accept-Language": language}).text
        assert "Tom Reed" not in api

    def test_then_nothing_leads_to_who_they_were(
        self, client: FlaskClient, make: Factory, tom: Member, institution: Institution
    ) -> None:
        question = make.question("Where do you keep the keys?", by=tom)
        comments.post(make.member(), question, "As @tom.reed says.")
        make.solved("Who has the keys?", "Me, or @tom.reed.", by=make.member("Eva"))
        leave(client, tom)
        for address in (f"/members/~{tom.id}", "/members/tom.reed"):
            assert client.get(address).status_code == 404
        page = client.get(f"/questions/{question.id}/x", follow_redirects=True).text
        assert "/members/tom.reed" not in page
        assert f"/members/~{tom.id}" in page  # in what another member wrote, and leads nowhere
        assert (
            "Where do you keep the keys?"
            not in client.get(f"/institutions/{institution.slug}").text
        )

    def test_whom_others_helped_is_named_without_a_house(self, make: Factory, tom: Member) -> None:
        solver, question = make.member("Eva"), make.question("What of the keys?", by=tom)
        acceptance.accept(tom, make.answer(question, by=solver).id)
        leaving.close(tom, PASSWORD, named=False)
        with force_locale("en"):
            line = helped_members.helped_by(solver)[0]
            assert (line.institution, [one.name for one in line.members]) == (
                None, ["A former member"],
            )  # fmt: skip


class TestWhoWaitsForThem:
    def test_their_question_falls_back_to_the_community(self, make: Factory, tom: Member) -> None:
        asker = make.member()
        question = questions.ask(
            asker, "Where do you keep the keys?", "By the door?", chosen=[Chosen(tom)], first_days=3
        )
        leaving.close(tom, PASSWORD, named=False)
        assert client_sees(question.id)
        assert db.session.scalars(select(Invitation.state)).all() == ["declined"]

    def test_a_deleted_question_keeps_nobody_here(self, make: Factory, tom: Member) -> None:
        asker = make.member()
        question = questions.ask(
            asker, "Where do you keep the keys?", "By the door?", chosen=[Chosen(tom)]
        )
        questions.delete(asker, question.id)
        leaving.close(tom, PASSWORD, named=True)
        assert tom.closed_at is not None

    def test_who_passed_a_question_on_to_them_names_them_no_more(
        self, make: Factory, tom: Member
    ) -> None:
        asker, first = make.member(), make.member()
        question = make.question(by=asker)
        mine = invitations.invite(asker, question.id, [Chosen(first)])[0]
        invitation_replies.pass_on(first, mine.id, Chosen(tom))
        leaving.close(tom, PASSWORD, named=False)
        told = [
            line
            for line in notifications.list_notifications(asker).rows
            if "passed" in line.latest.kind
        ]
        assert [line.sentence.endswith("on to A former member") for line in told] == [True]
        with force_locale("fr"):
            assert "Ex-membre" in told[0].sentence

    def test_whoever_invites_them_at_the_same_moment_is_refused(
        self, app: Flask, make: Factory, tom: Member
    ) -> None:
        asker = make.member()
        question = make.question(by=asker)

        def go() -> None:
            leaving.close(db.session.get_one(Member, tom.id), PASSWORD, named=True)

        with meanwhile(app, "UPDATE question", go), pytest.raises(errors.Invalid):
            invitations.invite(asker, question.id, [Chosen(tom)])
        assert db.session.scalar(select(Invitation.id)) is None

    def test_or_is_done_before_and_then_nobody_waits(
        self, app: Flask, make: Factory, tom: Member
    ) -> None:
        asker = make.member()
        question = make.question(by=asker)

        def ask() -> None:
            chosen = [Chosen(db.session.get_one(Member, tom.id))]
            invitations.invite(db.session.get_one(Member, asker.id), question.id, chosen)

        with meanwhile(app, "UPDATE availability", ask):
            leaving.close(tom, PASSWORD, named=True)
        assert db.session.scalars(select(Invitation.state)).all() == ["declined"]


def _twice(password: str) -> dict[str, str]:
    return {"password": password, "password_confirm": password}


def client_sees(question_id: int) -> bool:
    return questions.load(question_id, None) is not None


class TestTheirWill:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({**NAMED, "password": "another-password"}, "This is not your password."),
            ({**NAMED, "password": ""}, "Your password is needed for this."),
            ({"password": PASSWORD}, "Please choose one."),
            ({"posts": "forgotten", "password": PASSWORD}, "Not a valid choice."),
        ],
    )
    def test_it_needs_the_password_and_a_choice(
        self, client: FlaskClient, make: Factory, data: dict[str, str], words: str
    ) -> None:
        member = make.member()
        log_in(client, member)
        answer = client.post("/account/leave", data=data)
        assert answer.status_code == 422
        assert words in answer.text
        assert client.get("/account/profile").status_code == 200

    def test_a_password_may_have_accents(self, client: FlaskClient) -> None:
        phrase, address = "une-mélodie-de-noël", "anne@example.org"
        new = {"name": "Anne", "email": address, "availability": "no"}
        client.post("/account/register", data={**new, **_twice(phrase)})
        answer = client.post("/account/leave", data={**NAMED, "password": phrase})
        assert answer.status_code == 303

    def test_nothing_is_chosen_before(self, client: FlaskClient, make: Factory) -> None:
        page = log_in(client, make.member()).get("/account/leave").text
        assert "Close my account" in page
        assert "checked" not in page

    def test_it_is_final(self, make: Factory) -> None:
        member = make.member()
        leaving.end(member, named=True)
        with pytest.raises(errors.Conflict):
            leaving.end(member, named=False)


class TestTheLastAdministrator:
    def test_stays_until_there_is_another(self, client: FlaskClient, make: Factory) -> None:
        boss = make.member("The boss", role=ADMINISTRATOR)
        log_in(client, boss)
        assert "You are the only administrator here" in client.get("/account/leave").text
        answer = client.post("/account/leave", data=NAMED)
        assert answer.status_code == 409
        make.member(role=ADMINISTRATOR)
        assert "Close my account" in client.get("/account/leave").text
        assert client.post("/account/leave", data=NAMED).status_code == 303

    def test_one_who_is_not_here_any_more_is_no_other(self, make: Factory) -> None:
        boss, gone = make.member(role=ADMINISTRATOR), make.member(role=ADMINISTRATOR)
        assert not administrators.is_last(boss)
        leaving.end(gone, named=True)
        assert administrators.is_last(boss)

    def test_two_who_leave_at_once_are_not_both_gone(self, app: Flask, make: Factory) -> None:
        one, other = make.member(role=ADMINISTRATOR), make.member(role=ADMINISTRATOR)

        def go() -> None:
            leaving.end(db.session.get_one(Member, other.id), named=True)

        with meanwhile(app, "UPDATE role", go), pytest.raises(errors.Conflict):
            leaving.end(one, named=True)
        assert one.active


class TestTheirData:
    def test_is_one_file_with_all_of_it(
        self, client: FlaskClient, make: Factory, tom: Member
    ) -> None:
        question = make.question("Where do you keep the keys?", by=tom)
        comments.post(tom, question, "On the first floor.")
        votes.cast(tom, given := make.answer(question), 1)
        flags.flag(tom, "answer", given.id, "spam")
        practice = make.practice("Keys by the door", by=tom, results="None lost.")
        make.used(make.practice(), by=tom)
        follows.follow(tom, make.member("Eva"))
        answer = log_in(client, tom).get("/account/data")
        assert answer.headers["Content-Disposition"] == "attachment; filename=tom.reed.json"
        assert answer.headers["Cache-Control"] == "no-store"
        data = json.loads(answer.text)
        assert data["profile"]["email"] == tom.email
        assert data["availability"]["may_be_asked"] is True
        assert data["profile"]["word_to_the_others"] == "Hello."
        assert [row["title"] for row in data["questions"]] == ["Where do you keep the keys?"]
        assert data["answers"][0]["question_title"] == "How do you cool the cupboard?"
        assert [row["body"] for row in data["comments"]] == ["On the first floor."]
        assert [row["value"] for row in data["votes"]] == [1]
        assert [(row["answer"], row["reason"]) for row in data["flags"]] == [(given.id, "spam")]
        assert [row["id"] for row in data["practices"]] == [practice.id]
        assert data["practices"][0]["details"] == {"results": "None lost."}
        assert [row["outcome"] for row in data["uses_reported"]] == ["worked"]
        assert any(row["member"] == "Eva" for row in data["follows"])
        assert "password" not in answer.text

    def test_has_nothing_that_they_may_not_read(
        self, client: FlaskClient, make: Factory, tom: Member
    ) -> None:
        asker, other = make.member(), make.member()
        questions.ask(
            asker, "A secret among very few", "Please.", chosen=[Chosen(tom), Chosen(other)],
            first_days=3,
        )  # fmt: skip
        mine = db.session.query(Invitation).filter_by(member_id=tom.id).one()
        log_in(client, tom)
        assert "A secret among very few" in client.get("/account/data").text
        invitation_replies.decline(tom, mine.id)
        data = client.get("/account/data").text
        assert "A secret among very few" not in data
        assert [row["state"] for row in json.loads(data)["invitations"]] == ["declined"]

    def test_is_for_nobody_else(self, client: FlaskClient) -> None:
        assert client.get("/account/data").status_code == 302
