"""Which act tells whom."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from qaforum import clock
from qaforum.extensions import db
from qaforum.models import Member, Notification
from qaforum.services.core import tags
from qaforum.services.notifications import follows
from qaforum.services.operations import consistency, maintenance
from qaforum.services.questions import acceptance, answers, comments, questions
from qaforum.services.search import thanks
from tests.factories import Factory, log_in


def told(member: Member) -> list[str]:
    """The kinds of what the member was told, in order."""
    return list(
        db.session.scalars(
            select(Notification.kind)
            .where(Notification.member_id == member.id)
            .order_by(Notification.id)
        )
    )


def test_who_asked_is_told_of_an_answer_and_so_is_who_answered_before(make: Factory) -> None:
    asker, first, second = make.member(), make.member(), make.member()
    question = make.question(by=asker)
    make.answer(question, by=first)
    make.answer(question, by=second)
    assert told(asker) == ["answer_to_you", "answer_to_you"]
    assert told(first) == ["answer"]
    assert told(second) == []


def test_who_no_longer_follows_their_own_question_is_left_in_peace(make: Factory) -> None:
    asker = make.member()
    question = make.question(by=asker)
    follows.unfollow(asker, question)
    make.answer(question)
    assert told(asker) == []


def test_a_comment_is_told_to_the_author_and_to_who_commented_before(make: Factory) -> None:
    solver, first, second = make.member(), make.member(), make.member()
    answer = make.answer(make.question(), by=solver)
    comments.post(first, answer, "Which floor?")
    comments.post(second, answer, "And which room?")
    assert told(solver) == ["comment_to_you", "comment_to_you"]
    assert told(first) == ["comment"]
    assert told(second) == []


def test_who_solved_it_is_told_and_who_follows_too(make: Factory) -> None:
    asker, solver, follower = make.member(), make.member(), make.member()
    question = make.question(by=asker)
    follows.follow(follower, question)
    answer = make.answer(question, by=solver)
    acceptance.accept(asker, answer.id)
    acceptance.withdraw(asker, answer.id)
    acceptance.accept(asker, answer.id)
    assert told(solver) == ["accepted"]
    assert told(follower) == ["answer", "solved"]
    assert "solved" not in told(asker)


def test_a_solver_is_told_that_somebody_did_not_need_to_ask(make: Factory) -> None:
    solver = make.member()
    question = make.solved("How do you cool the cupboard?", "Move it north.", by=solver)
    thanks.give(make.member(), question.id)
    assert told(solver) == ["accepted", "thanks"]


def test_a_new_question_is_told_once_to_who_follows_its_author_and_a_tag(make: Factory) -> None:
    follower, by_tag, asker = make.member(), make.member(), make.member()
    make.question(tags="heat")
    heat = tags.find("heat")
    assert heat is not None
    follows.follow(follower, asker)
    follows.follow(follower, heat)
    follows.follow(by_tag, heat)
    make.question("What cools a cupboard?", by=asker, tags="heat care")
    assert told(follower) == ["question_by"]
    assert told(by_tag) == ["question_tagged"]


def test_an_author_is_told_what_a_moderator_does_to_their_post(make: Factory) -> None:
    author, moderator = make.member(), make.moderator()
    question = make.question(by=author)
    answer = make.answer(question, by=author)
    answers.edit(author, answer.id, 1, "My own other words.")
    answers.edit(moderator, answer.id, 2, "The moderator's words.")
    answers.delete(moderator, answer.id)
    answers.restore(moderator, answer.id)
    questions.delete(moderator, question.id)
    questions.restore(moderator, question.id)
    assert told(author) == ["edited", "deleted", "restored", "deleted", "restored"]


def test_of_a_deleted_question_the_list_says_so_without_a_link(
    client: FlaskClient, make: Factory
) -> None:
    author, moderator = make.member(), make.moderator("Mona Keller")
    question = make.question("Who sells cheap watches?", by=author)
    questions.delete(moderator, question.id)
    page = log_in(client, author).get("/notifications").text
    assert "Mona Keller deleted your post as a moderator" in page
    assert "/notifications/1" not in page.replace("/notifications/1/read", "")
    assert client.get("/notifications/1").location == "/notifications"


def test_the_counts_stay_what_they_count(make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    comments.post(solver, question, "Which floor?")
    acceptance.accept(asker, answer.id)
    assert consistency.wrong_numbers() == {}


@pytest.mark.parametrize("kind", ["question", "tag", "member"])
def test_a_member_follows_and_no_longer_follows(
    client: FlaskClient, make: Factory, kind: str
) -> None:
    member, asker = make.member(), make.member("Anne Martin")
    question = make.question("What cools a cupboard?", by=asker, tags="heat")
    page, action, shown = {
        "question": (
            f"/questions/{question.id}/{question.slug}",
            f"/questions/{question.id}/follow",
            "What cools a cupboard?",
        ),
        "tag": ("/questions?tag=heat", "/tags/heat/follow", ">heat<"),
        "member": (
            f"/members/{asker.username}",
            f"/members/{asker.username}/follow",
            "Anne Martin",
        ),
    }[kind]
    log_in(client, member)
    assert f'action="{action}"' in client.get(page).text
    for _ in range(2):  # a double click
        assert client.post(action, data={"on": "1", "next": page}).location == page
    assert "Following" in client.get(page).text
    assert shown in client.get("/account/following").text
    client.post(action, data={"on": "0"})
    assert "Following" not in client.get(page).text
    assert shown not in client.get("/account/following").text


def test_a_script_gets_the_button(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member())
    answer = client.post(
        f"/questions/{question.id}/follow", data={"on": "1"}, headers={"X-Requested-With": "fetch"}
    )
    assert "Following" in answer.text
    assert "<html" not in answer.text


def test_nobody_follows_themselves(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    log_in(client, member)
    assert client.post(f"/members/{member.username}/follow", data={"on": "1"}).status_code == 422
    assert client.post("/tags/nothing/follow", data={"on": "1"}).status_code == 404


def test_followers_hear_of_a_question_once_it_opens_by_itself(make: Factory) -> None:
    follower, asker = make.member(), make.member()
    follows.follow(follower, asker)
    question = make.question(by=asker)
    db.session.execute(delete(Notification))
    question.opens_at = clock.now() + timedelta(hours=1)
    db.session.commit()
    maintenance.run_due(clock.now())
    assert told(follower) == []
    question.opens_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    maintenance.run_due(clock.now())
    maintenance.run_due(clock.now())
    assert told(follower) == ["question_by"]
