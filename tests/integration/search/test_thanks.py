"""A question that needed no asking: recorded once, and its solver thanked."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Answer, Member, Question, Thanks
from qaforum.services.questions import acceptance, answers, questions
from qaforum.services.search import thanks
from tests.concurrency import meanwhile
from tests.factories import Factory, log_in

FETCH = {"X-Requested-With": "fetch"}


def count() -> int:
    return db.session.scalar(select(func.count(Thanks.id))) or 0


@pytest.fixture
def solver(make: Factory) -> Member:
    return make.member("Tom Reed")


@pytest.fixture
def solved(make: Factory, solver: Member) -> Question:
    return make.solved("How do you cool the cupboard?", "Move it to the north side.", by=solver)


def test_a_solution_found_while_typing_is_thanked(
    client: FlaskClient, make: Factory, solved: Question, solver: Member
) -> None:
    log_in(client, make.member("Anne Martin"))
    response = client.post("/ask/solved", data={"question_id": solved.id})
    assert response.status_code == 303
    assert f"/questions/{solved.id}/" in response.location
    page = client.get(f"/members/{solver.username}").text
    assert "Anne Martin" in page
    assert "How do you cool the cupboard?" in page
    assert solver.thanks_count == 1


def test_a_script_is_told_who_was_thanked(
    client: FlaskClient, make: Factory, solved: Question
) -> None:
    log_in(client, make.member())
    response = client.post("/ask/solved", data={"question_id": solved.id}, headers=FETCH)
    assert response.status_code == 200
    assert "Tom Reed" in response.text
    assert "<html" not in response.text


def test_thanking_twice_changes_nothing(
    client: FlaskClient, make: Factory, solved: Question, solver: Member
) -> None:
    log_in(client, make.member())
    for _ in range(2):
        response = client.post("/ask/solved", data={"question_id": solved.id}, headers=FETCH)
        assert response.status_code == 200
    assert (count(), solver.thanks_count) == (1, 1)


def test_thanking_twice_at_once_counts_once(
    app: Flask, make: Factory, solved: Question, solver: Member
) -> None:
    member = make.member()
    member_id, solved_id = member.id, solved.id

    def other_window() -> None:
        thanks.give(db.session.get_one(Member, member_id), solved_id)

    with meanwhile(app, "INSERT INTO thanks", other_window), pytest.raises(errors.Conflict):
        thanks.give(member, solved_id)
    db.session.expire_all()
    assert (count(), solver.thanks_count) == (1, 1)


def test_the_first_page_counts_what_needed_no_asking(
    client: FlaskClient, make: Factory, solved: Question
) -> None:
    before = client.get("/").text
    thanks.give(make.member(), solved.id)
    assert client.get("/").text != before
    assert thanks.counts([solved.id]) == {solved.id: 1}


def test_the_solution_that_helped_can_be_named(make: Factory) -> None:
    asker, first, second = make.member(), make.member(), make.member()
    question = make.question(by=asker)
    one, two = make.answer(question, by=first), make.answer(question, by=second)
    acceptance.accept(asker, one.id)
    acceptance.accept(asker, two.id)
    assert thanks.give(make.member(), question.id, two.id).solver_id == second.id


def test_nobody_is_thanked_for_an_answer_that_solved_nothing(
    client: FlaskClient, make: Factory, solved: Question
) -> None:
    open_question = make.question()
    not_accepted = make.answer(solved)
    elsewhere = db.session.scalars(select(Answer.id).where(Answer.question_id == solved.id)).first()
    log_in(client, make.member())
    for data in (
        {"question_id": open_question.id},
        {"question_id": solved.id, "answer_id": not_accepted.id},
        {"question_id": open_question.id, "answer_id": elsewhere},
        {"question_id": solved.id, "answer_id": 77},
    ):
        assert client.post("/ask/solved", data=data).status_code == 422
    assert count() == 0


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "1.5", "9" * 20, "9" * 5000, "\x00"])
def test_a_senseless_question_is_refused(
    client: FlaskClient, make: Factory, solved: Question, number: str
) -> None:
    log_in(client, make.member())
    assert client.post("/ask/solved", data={"question_id": number}).status_code == 422
    data = {"question_id": str(solved.id), "answer_id": number}
    assert client.post("/ask/solved", data=data).status_code in (303, 422)
    assert count() == (number == "")


def test_an_unknown_question_is_not_found(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    assert client.post("/ask/solved", data={"question_id": 77}).status_code == 404


def test_nobody_collects_thanks_from_themselves(solved: Question, solver: Member) -> None:
    with pytest.raises(errors.NotAllowed):
        thanks.give(solver, solved.id)
    db.session.expire_all()
    assert solver.thanks_count == 0
    assert thanks.received(solver) == []


def test_thanks_can_be_taken_back_once(make: Factory, solved: Question, solver: Member) -> None:
    member = make.member()
    thanks.give(member, solved.id)
    thanks.take_back(member, solved.id)
    db.session.expire_all()
    assert solver.thanks_count == 0
    assert thanks.counts([solved.id]) == {}
    with pytest.raises(errors.NotFound):
        thanks.take_back(member, solved.id)


def test_thanks_for_what_was_deleted_are_not_shown(
    make: Factory, solved: Question, solver: Member
) -> None:
    thanks.give(make.member(), solved.id)
    questions.delete(make.moderator(), solved.id)
    assert thanks.received(solver) == []


def test_a_deleted_solution_cannot_be_thanked(make: Factory, solved: Question) -> None:
    solution = db.session.scalars(select(Answer.id)).one()
    answers.delete(make.moderator(), solution)
    with pytest.raises(errors.Invalid):
        thanks.give(make.member(), solved.id)


def test_thanks_for_one_solution_stand_together(make: Factory) -> None:
    solver = make.member()
    first, second = (
        make.solved(f"What about case number {n}?", f"This is way number {n}.", by=solver)
        for n in range(2)
    )
    givers = [make.member() for _ in range(3)]
    for giver, question in zip(givers, (first, second, first), strict=True):
        thanks.give(giver, question.id)
    assert [(one.question_id, one.members) for one in thanks.reused(solver)] == [
        (first.id, [givers[2], givers[0]]),
        (second.id, [givers[1]]),
    ]
