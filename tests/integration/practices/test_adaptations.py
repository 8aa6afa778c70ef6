"""What other houses made of a solution or practice, and whether it still holds."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum import clock, errors
from qaforum.extensions import db
from qaforum.models import Adaptation, Answer, Member, Notification, Practice, Revalidation
from qaforum.services.practices import adaptations, practices, revalidation
from qaforum.services.practices.adaptations import Report
from qaforum.services.questions import acceptance
from tests.factories import Factory, log_in

NEXT_YEAR = clock.now() + timedelta(days=400)


def told(member: Member) -> list[str]:
    rows = select(Notification.kind).where(Notification.member_id == member.id)
    return list(db.session.scalars(rows.order_by(Notification.id)))


@pytest.fixture
def reporter(make: Factory) -> Member:
    institution = make.institution("Elm House")
    return make.member("Tom Reed", institution_id=institution.id)


class TestReporting:
    def test_a_practice_shows_in_which_houses_it_worked(
        self, client: FlaskClient, make: Factory, reporter: Member
    ) -> None:
        practice = make.practice()
        log_in(client, reporter)
        sent = {"outcome": "partly", "used_on": "2025-03-04", "changes": "We *halved* it.",
                "evidence": "https://elm.example/report"}  # fmt: skip
        answer = client.post(f"/practices/{practice.id}/adaptations", data=sent)
        make.used(practice)
        page = client.get(answer.location).text
        for words in ("Elm House", "Worked in part", "<em>halved</em>", "Mar 4, 2025"):
            assert words in page
        for words in ("Used in 2 houses", "worked in 1", 'href="https://elm.example/report"'):
            assert words in page
        assert "Used in 2 houses" in client.get("/practices").text

    def test_so_does_an_accepted_solution(
        self, client: FlaskClient, make: Factory, reporter: Member
    ) -> None:
        question = make.solved("Who has the key to the linen room?", "A board by the door.")
        answer = db.session.scalars(select(Answer)).one()
        log_in(client, reporter)
        sent = {"outcome": "worked"}
        back = client.post(f"/answers/{answer.id}/adaptations", data=sent)
        assert back.location.endswith(f"#answer-{answer.id}")
        page = client.get(f"/questions/{question.id}/{question.slug}").text
        assert "Elm House" in page
        assert "Used in 1 house" in page

    def test_what_was_used_shows_with_the_member_and_the_house(
        self, client: FlaskClient, make: Factory, reporter: Member
    ) -> None:
        practice = make.practice("A practice from another house")
        make.solved("Who has the key to the linen room?", "A board by the door.")
        make.used(practice, by=reporter)
        make.used(db.session.scalars(select(Answer)).one(), by=reporter)
        assert reporter.institution is not None
        for address in (
            f"/members/{reporter.username}",
            f"/institutions/{reporter.institution.slug}",
        ):
            page = client.get(address).text
            assert "A practice from another house" in page
            assert "linen room" in page

    def test_the_institution_is_the_one_at_that_time(self, make: Factory, reporter: Member) -> None:
        before = reporter.institution_id
        adaptation = make.used(make.practice(), by=reporter)
        reporter.institution_id = make.institution("Oak House").id
        db.session.commit()
        assert db.session.get_one(Adaptation, adaptation.id).institution_id == before

    def test_a_house_counts_once_however_often_it_reports(
        self, make: Factory, reporter: Member
    ) -> None:
        practice = make.practice()
        today = clock.now().date()
        for days, outcome in enumerate(("failed", "worked", "worked")):
            make.used(practice, outcome, by=reporter, used_on=today - timedelta(days=days))
        db.session.refresh(practice)
        assert (practice.institution_count, practice.worked_count) == (1, 1)

    def test_a_report_can_be_taken_back(
        self, client: FlaskClient, make: Factory, reporter: Member
    ) -> None:
        practice = make.practice()
        adaptation = make.used(practice, by=reporter)
        log_in(client, reporter)
        assert client.post(f"/adaptations/{adaptation.id}/delete").status_code == 303
        assert practices.load(practice.id).institution_count == 0
        page = client.get(f"/practices/{practice.id}/{practice.slug}").text
        assert "Nobody has reported yet" in page
        assert client.post(f"/adaptations/{adaptation.id}/delete").status_code == 404
        make.used(practice, by=reporter)

    def test_others_cannot_take_it_back(self, make: Factory, reporter: Member) -> None:
        adaptation = make.used(make.practice(), by=reporter)
        with pytest.raises(errors.NotAllowed):
            adaptations.delete(make.member(), adaptation)
        adaptations.delete(make.moderator(), adaptation)


class TestBadInput:
    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"outcome": ""}, "outcome"),
            ({"outcome": "wonderful"}, "outcome"),
            ({"outcome": "failed"}, "changes"),
            ({"outcome": "worked", "used_on": "2999-01-01"}, "used_on"),
            ({"outcome": "worked", "used_on": "0001-01-01"}, "used_on"),
            ({"outcome": "worked", "used_on": "yesterday"}, "used_on"),
            ({"outcome": "worked", "evidence": "x" * 4001}, "evidence"),
        ],
    )
    def test_is_said_at_its_field_and_nothing_typed_is_lost(
        self,
        client: FlaskClient,
        make: Factory,
        reporter: Member,
        wrong: dict[str, str],
        field: str,
    ) -> None:
        practice = make.practice()
        make.solved("Who has the key to the linen room?", "A board by the door.")
        answer = db.session.scalars(select(Answer)).one()
        log_in(client, reporter)
        typed = {"changes": "We used a lighter door." if field != "changes" else "", **wrong}
        for kind, id_ in (("practices", practice.id), ("answers", answer.id)):
            page = client.post(f"/{kind}/{id_}/adaptations", data=typed)
            assert page.status_code == 422
            assert f'{field}-{kind[:-1]}-{id_}-error"' in page.text
            assert typed["changes"] in page.text
        assert db.session.scalars(select(Adaptation)).all() == []

    def test_the_same_house_reports_once_a_day(
        self, client: FlaskClient, make: Factory, reporter: Member
    ) -> None:
        practice = make.practice()
        make.used(practice, by=reporter)
        colleague = make.member(institution_id=reporter.institution_id)
        log_in(client, colleague)
        sent = {"outcome": "worked", "changes": "With a longer cable."}
        page = client.post(f"/practices/{practice.id}/adaptations", data=sent)
        assert page.status_code == 409
        assert "has reported this for that day already" in page.text
        assert "With a longer cable." in page.text

    def test_the_same_report_sent_twice_is_one(self, make: Factory, reporter: Member) -> None:
        practice = make.practice()
        assert make.used(practice, by=reporter).id == make.used(practice, by=reporter).id

    def test_a_practice_deleted_meanwhile_is_gone_and_the_text_is_shown(
        self, client: FlaskClient, make: Factory, reporter: Member
    ) -> None:
        practice = make.practice()
        log_in(client, reporter)
        practices.delete(make.moderator(), practice.id)
        sent = {"outcome": "worked", "changes": "With a longer cable."}
        page = client.post(f"/practices/{practice.id}/adaptations", data=sent)
        assert page.status_code == 404
        assert "With a longer cable." in page.text

    def test_an_answer_that_is_no_solution_was_not_used(
        self, make: Factory, reporter: Member
    ) -> None:
        answer = make.answer(make.question())
        with pytest.raises(errors.NotAllowed):
            adaptations.report(reporter, answer, Report("worked"))

    def test_who_names_no_institution_is_told_where_to(
        self, client: FlaskClient, make: Factory
    ) -> None:
        practice = make.practice()
        log_in(client, make.member())
        page = client.post(f"/practices/{practice.id}/adaptations", data={"outcome": "worked"})
        assert page.status_code == 422
        assert "Say in your profile which institution" in page.text


class TestNotices:
    def test_the_author_hears_of_a_use_and_is_asked_to_look_at_a_failure(
        self, make: Factory, reporter: Member
    ) -> None:
        author = make.member()
        practice = make.practice(by=author)
        make.used(practice, by=reporter)
        make.used(practice, "failed")
        assert told(author) == ["used", "use_failed"]

    def test_so_does_who_solved_a_question(self, make: Factory) -> None:
        solver = make.member()
        make.solved("Who has the key to the linen room?", "A board by the door.", by=solver)
        make.used(db.session.scalars(select(Answer)).one(), "failed")
        assert told(solver)[-1] == "use_failed"

    def test_a_notice_leads_to_the_practice_and_is_read_there(
        self, client: FlaskClient, make: Factory
    ) -> None:
        author = make.member()
        practice = make.practice("A practice that failed elsewhere", by=author)
        make.used(practice, "failed")
        log_in(client, author)
        page = client.get("/notifications").text
        assert "please have a look" in page
        assert "A practice that failed elsewhere" in page
        notice = db.session.scalars(select(Notification.id)).one()
        location = client.get(f"/notifications/{notice}").location
        assert location.endswith(f"/practices/{practice.id}/{practice.slug}")
        make.used(practice)
        client.get(location)
        assert db.session.get_one(Member, author.id).unread_count == 0


class TestStillValid:
    @pytest.fixture
    def old(self, make: Factory) -> tuple[Practice, Member]:
        """A practice that nobody confirmed for a year, and its author."""
        author = make.member("Anne Martin")
        practice = make.practice(by=author)
        self.age(practice)
        return practice, author

    def age(self, thing: Practice | Answer, days: int = 400) -> None:
        thing.confirmed_at = clock.now() - timedelta(days=days)
        db.session.commit()

    def test_its_author_is_asked_once(self, old: tuple[Practice, Member]) -> None:
        now = clock.now()
        assert [revalidation.ask_for_revalidation(now) for _ in range(3)] == [1, 0, 0]
        assert told(old[1]) == ["still_valid"]

    def test_what_is_in_use_is_not_asked_about(
        self, old: tuple[Practice, Member], make: Factory
    ) -> None:
        make.used(old[0])
        assert revalidation.ask_for_revalidation(clock.now()) == 0

    def test_a_solution_is_asked_about_too(self, make: Factory) -> None:
        solver = make.member()
        make.solved("Who has the key to the linen room?", "A board by the door.", by=solver)
        assert revalidation.ask_for_revalidation(clock.now()) == 0
        assert revalidation.ask_for_revalidation(NEXT_YEAR) == 1
        assert told(solver)[-1] == "still_valid"

    def test_a_user_is_asked_where_the_author_says_nothing_or_left(
        self, old: tuple[Practice, Member], make: Factory, reporter: Member
    ) -> None:
        practice, _author = old
        make.used(practice, by=reporter)
        self.age(practice)
        now = clock.now()
        revalidation.ask_for_revalidation(now)
        assert told(reporter) == []
        assert revalidation.ask_for_revalidation(now + timedelta(days=31)) == 1
        assert told(reporter) == ["still_valid"]
        assert revalidation.ask_for_revalidation(now + timedelta(days=62)) == 0

    def test_nobody_is_asked_about_two_things_in_a_week(
        self, old: tuple[Practice, Member], make: Factory
    ) -> None:
        self.age(make.practice("Another practice of the same author", by=old[1]))
        now = clock.now()
        assert revalidation.ask_for_revalidation(now) == 1
        assert revalidation.ask_for_revalidation(now + timedelta(days=1)) == 0
        assert revalidation.ask_for_revalidation(now + timedelta(days=8)) == 1

    class TestNever:
        @pytest.fixture
        def settings(self) -> dict[str, object]:
            return {"REVALIDATE_MONTHS": 0}

        def test_unless_the_forum_does_not_want_it(self, make: Factory) -> None:
            make.practice()
            assert revalidation.ask_for_revalidation(NEXT_YEAR) == 0

    @pytest.mark.parametrize(
        ("verdict", "shown"),
        [("outdated", "It was right once"), ("needs-work", "Read the reports")],
    )
    def test_who_is_asked_answers_in_one_click(
        self, app: Flask, make: Factory, reporter: Member, verdict: str, shown: str
    ) -> None:
        author = make.member()
        practice = make.practice(by=author)
        make.used(practice, by=reporter)
        author.active = False
        self.age(practice)
        revalidation.ask_for_revalidation(clock.now())
        address = f"/practices/{practice.id}/{practice.slug}"
        client = log_in(app.test_client(), reporter)
        assert "Is this still valid?" in client.get(address).text
        sent = {"verdict": verdict}
        assert client.post(f"/practices/{practice.id}/validity", data=sent).status_code == 303
        page = app.test_client().get(address).text
        assert shown in page
        assert "Is this still valid?" not in client.get(address).text
        row = db.session.scalars(select(Revalidation)).one()
        assert (row.member_id, row.verdict, row.asked) == (reporter.id, verdict, True)

    def test_valid_means_valid_for_another_year(
        self, client: FlaskClient, old: tuple[Practice, Member]
    ) -> None:
        practice, author = old
        revalidation.ask_for_revalidation(clock.now())
        log_in(client, author)
        client.post(f"/practices/{practice.id}/validity", data={"verdict": "valid"})
        assert revalidation.ask_for_revalidation(clock.now() + timedelta(days=300)) == 0
        assert revalidation.ask_for_revalidation(NEXT_YEAR) == 1

    def test_an_author_hears_what_others_say(
        self, old: tuple[Practice, Member], make: Factory
    ) -> None:
        revalidation.answer(make.moderator(), old[0], "outdated")
        assert told(old[1]) == ["said-outdated"]

    def test_an_outdated_solution_is_not_asked_about_again(
        self, old: tuple[Practice, Member]
    ) -> None:
        revalidation.answer(old[1], old[0], "outdated")
        assert revalidation.ask_for_revalidation(NEXT_YEAR) == 0

    def test_who_was_not_asked_has_no_say(
        self, client: FlaskClient, make: Factory, old: tuple[Practice, Member]
    ) -> None:
        log_in(client, make.member())
        address = f"/practices/{old[0].id}/validity"
        assert client.post(address, data={"verdict": "outdated"}).status_code == 403

    def test_another_verdict_is_refused(
        self, client: FlaskClient, old: tuple[Practice, Member]
    ) -> None:
        log_in(client, old[1])
        address = f"/practices/{old[0].id}/validity"
        assert client.post(address, data={"verdict": "wonderful"}).status_code == 422

    def test_a_solution_accepted_long_ago_by_import_counts_from_then(self, make: Factory) -> None:
        asker = make.member()
        answer = acceptance.accept(asker, make.answer(make.question(by=asker)).id)
        self.age(answer)
        assert revalidation.is_due(answer, datetime.now(UTC))
