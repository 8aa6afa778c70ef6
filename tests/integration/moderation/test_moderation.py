"""What moderators look after."""

import pytest
from flask.testing import FlaskClient

from qaforum import errors
from qaforum.extensions import db
from qaforum.models.people.role import ADMINISTRATOR
from qaforum.services.questions import answers, questions
from tests.factories import Factory, log_in


def test_guests_log_in_and_members_are_refused(client: FlaskClient, make: Factory) -> None:
    assert client.get("/moderation").status_code == 302
    log_in(client, make.member())
    answer = client.get("/moderation")
    assert answer.status_code == 403
    assert "for moderators" in answer.text


@pytest.mark.parametrize("role", ["moderator", ADMINISTRATOR])
def test_moderators_see_what_was_deleted(client: FlaskClient, make: Factory, role: str) -> None:
    question = make.question("Nobody needs <b>this</b> one", tags="odd")
    questions.delete(make.moderator(), question.id)
    log_in(client, make.member(role=role))
    page = client.get("/moderation").text
    assert "Nobody needs &lt;b&gt;this&lt;/b&gt; one" in page
    assert f"/questions/{question.id}/restore" in page


def test_the_header_shows_the_way_to_moderators_alone(client: FlaskClient, make: Factory) -> None:
    assert "/moderation" not in client.get("/").text
    assert "/moderation" not in log_in(client, make.member()).get("/").text
    moderator = log_in(client.application.test_client(), make.moderator())
    assert "/moderation" in moderator.get("/").text


def test_restoring_what_is_there_changes_nothing(client: FlaskClient, make: Factory) -> None:
    question = make.question(tags="keys")
    log_in(client, make.moderator())
    assert client.post(f"/questions/{question.id}/restore").status_code == 303
    assert "1 question" in client.get("/tags").text


def test_a_deleted_question_is_closed_to_everybody(client: FlaskClient, make: Factory) -> None:
    moderator = make.moderator()
    question = make.question()
    answer = make.answer(question)
    questions.delete(moderator, question.id)
    log_in(client, moderator)
    for address in (
        f"/questions/{question.id}/{question.slug}",
        f"/questions/{question.id}/edit",
        f"/questions/{question.id}/history",
        f"/questions/{question.id}/related",
        f"/answers/{answer.id}/edit",
        f"/answers/{answer.id}/history",
        f"/api/v1/questions/{question.id}",
    ):
        assert client.get(address).status_code == 404, address


def test_a_moderator_restores_an_answer(make: Factory, client: FlaskClient) -> None:
    moderator, author = make.moderator("Grace Okafor"), make.member()
    answer = make.answer(make.question(), "Ask the pharmacy for a cool box.", by=author)
    answers.delete(moderator, answer.id)
    log_in(client, moderator)
    page = client.get("/moderation").text
    assert "Ask the pharmacy for a cool box." in page
    assert "Grace Okafor" in page
    assert client.post(f"/answers/{answer.id}/restore").status_code == 303
    db.session.expire_all()
    assert author.answer_count == 1
    assert answers.load(answer.id).question.answer_count == 1


def test_a_member_restores_no_answer(make: Factory) -> None:
    answer = make.answer(make.question())
    answers.delete(make.moderator(), answer.id)
    with pytest.raises(errors.NotAllowed):
        answers.restore(make.member(), answer.id)
