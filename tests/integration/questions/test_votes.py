"""Votes: one a member and post, up, down or taken back."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Vote
from qaforum.services.questions import answers, questions, votes
from tests.concurrency import meanwhile
from tests.factories import Factory, log_in

FETCH = {"X-Requested-With": "fetch"}


def value_of(member: Member, question: Question) -> int | None:
    return db.session.scalar(
        select(Vote.value).where(Vote.member_id == member.id, Vote.question_id == question.id)
    )


def test_a_member_votes_and_comes_back_to_the_post(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member())
    answer = client.post(f"/questions/{question.id}/vote", data={"value": "1"})
    assert answer.status_code == 303
    assert answer.location == f"/questions/{question.id}/{question.slug}"
    assert question.score == 1


def test_a_vote_on_an_answer_comes_back_to_the_answer(client: FlaskClient, make: Factory) -> None:
    answer = make.answer(make.question())
    log_in(client, make.member())
    response = client.post(f"/answers/{answer.id}/vote", data={"value": "-1"})
    assert response.status_code == 303
    assert response.location.endswith(f"#answer-{answer.id}")
    assert answer.score == -1


def test_a_script_gets_the_new_score(client: FlaskClient, make: Factory) -> None:
    answer = make.answer(make.question())
    log_in(client, make.member())
    response = client.post(f"/answers/{answer.id}/vote", data={"value": "1"}, headers=FETCH)
    assert response.status_code == 200
    assert "<html" not in response.text
    assert 'aria-pressed="true"' in response.text


def test_a_second_equal_vote_is_refused_and_does_not_count(
    client: FlaskClient, make: Factory
) -> None:
    question = make.question()
    log_in(client, make.member())
    client.post(f"/questions/{question.id}/vote", data={"value": "1"})
    again = client.post(f"/questions/{question.id}/vote", data={"value": "1"})
    assert again.status_code == 409
    assert "second vote" in again.text
    assert question.score == 1


def test_a_vote_can_be_turned_and_taken_back(make: Factory) -> None:
    question, voter = make.question(), make.member()
    assert votes.cast(voter, question, 1) == 1
    assert votes.cast(voter, question, -1) == -1
    assert votes.cast(voter, question, 0) == 0
    assert value_of(voter, question) is None


def test_there_must_be_a_vote_to_take_back(make: Factory) -> None:
    with pytest.raises(errors.Conflict):
        votes.cast(make.member(), make.question(), 0)


def test_nobody_votes_on_their_own_post(client: FlaskClient, make: Factory) -> None:
    member = make.member()
    question = make.question(by=member)
    answer = make.answer(make.question(), by=member)
    log_in(client, member)
    for address in (f"/questions/{question.id}/vote", f"/answers/{answer.id}/vote"):
        assert client.post(address, data={"value": "1"}).status_code == 403
    assert (question.score, answer.score) == (0, 0)


@pytest.mark.parametrize(
    "value", ["2", "-2", "1.5", "", "up", "\x00", "9" * 30, "9" * 6000, "NaN", "١٢"]
)
def test_any_other_value_is_refused(client: FlaskClient, make: Factory, value: str) -> None:
    question = make.question()
    log_in(client, make.member())
    assert client.post(f"/questions/{question.id}/vote", data={"value": value}).status_code == 422
    assert question.score == 0


def test_a_vote_without_a_value_is_refused(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member())
    assert client.post(f"/questions/{question.id}/vote").status_code == 422


def test_there_is_no_vote_on_what_is_not_there(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    for address in ("/questions/77/vote", "/answers/77/vote"):
        assert client.post(address, data={"value": "1"}).status_code == 404


def test_there_is_no_vote_on_what_was_deleted(client: FlaskClient, make: Factory) -> None:
    moderator = make.moderator()
    question = make.question()
    answer = make.answer(question)
    answers.delete(moderator, answer.id)
    log_in(client, make.member())
    assert client.post(f"/answers/{answer.id}/vote", data={"value": "1"}).status_code == 404
    questions.delete(moderator, question.id)
    assert client.post(f"/questions/{question.id}/vote", data={"value": "1"}).status_code == 404


def test_the_same_vote_from_two_windows_counts_once(app: Flask, make: Factory) -> None:
    question, voter = make.question(), make.member()
    question_id, voter_id = question.id, voter.id

    def other_window() -> None:
        votes.cast(db.session.get_one(Member, voter_id), questions.load(question_id), 1)

    with meanwhile(app, "INSERT INTO vote", other_window), pytest.raises(errors.Conflict):
        votes.cast(voter, question, 1)
    db.session.expire_all()
    assert question.score == 1


@pytest.mark.parametrize(("mine", "theirs"), [(-1, 0), (0, -1)])
def test_a_vote_that_changed_meanwhile_is_not_changed_twice(
    app: Flask, make: Factory, mine: int, theirs: int
) -> None:
    question, voter = make.question(), make.member()
    votes.cast(voter, question, 1)
    question_id, voter_id = question.id, voter.id

    def other_window() -> None:
        votes.cast(db.session.get_one(Member, voter_id), questions.load(question_id), theirs)

    statement = "DELETE FROM vote" if mine == 0 else "UPDATE vote"
    with meanwhile(app, statement, other_window), pytest.raises(errors.Conflict):
        votes.cast(voter, question, mine)
    db.session.expire_all()
    assert question.score == theirs


def test_a_score_is_the_sum_of_its_votes_whoever_votes_at_once(app: Flask, make: Factory) -> None:
    question = make.question()
    first, second = make.member(), make.member()
    question_id, second_id = question.id, second.id

    def somebody_else() -> None:
        votes.cast(db.session.get_one(Member, second_id), questions.load(question_id), 1)

    with meanwhile(app, "INSERT INTO vote", somebody_else):
        assert votes.cast(first, question, 1) == 2
    total: Any = db.session.scalar(select(func.sum(Vote.value)))
    assert total == 2


def test_my_votes_are_shown_pressed(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    answer = make.answer(question)
    voter = make.member()
    votes.cast(voter, question, -1)
    votes.cast(voter, answer, 1)
    page = log_in(client, voter).get(f"/questions/{question.id}/{question.slug}").text
    assert len(re.findall(r'name="value"[^>]*aria-pressed="true"', page)) == 2
    other = votes.mine(make.member(), question, list(db.session.scalars(select(Answer))))
    assert other == {}
