"""Accepting answers as solutions, with the context each fits, and taking that back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Member
from qaforum.services.questions import acceptance, answers
from tests.concurrency import meanwhile
from tests.factories import Factory, log_in


def test_the_asker_accepts_and_the_question_is_solved(client: FlaskClient, make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    log_in(client, asker)
    response = client.post(f"/answers/{answer.id}/accept", data={"context": "a small house"})
    assert response.status_code == 303
    assert response.location.endswith(f"#answer-{answer.id}")
    page = client.get(response.location).text
    assert "Accepted solution" in page
    assert "a small house" in page
    assert question.solved
    assert solver.solved_count == 1


def test_a_moderator_accepts_for_a_silent_asker(client: FlaskClient, make: Factory) -> None:
    question, moderator = make.question(), make.moderator("Mona Keller")
    answer = make.answer(question)
    log_in(client, moderator)
    response = client.post(f"/answers/{answer.id}/accept")
    assert response.status_code == 303
    assert "Mona Keller" in client.application.test_client().get(response.location).text
    assert answer.accepted_by_id == moderator.id


def test_nobody_else_accepts_not_even_who_answered(client: FlaskClient, make: Factory) -> None:
    solver = make.member()
    question = make.question()
    answer = make.answer(question, by=solver)
    log_in(client, solver)
    for act in ("accept", "withdraw"):
        response = client.post(f"/answers/{answer.id}/{act}")
        assert response.status_code == 403
        assert "Only who asked" in response.text
    assert not question.solved


def test_several_answers_solve_a_question_each_where_it_fits(make: Factory) -> None:
    asker = make.member()
    question = make.question(by=asker)
    first, second = make.answer(question), make.answer(question)
    acceptance.accept(asker, first.id, "small houses")
    acceptance.accept(asker, second.id, "large houses")
    assert question.accepted_count == 2


def test_accepting_again_changes_the_context_and_counts_once(make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    acceptance.accept(asker, answer.id, "small houses")
    acceptance.accept(asker, answer.id, "houses with a night nurse")
    with pytest.raises(errors.Conflict):
        acceptance.accept(asker, answer.id, "houses with a night nurse")
    db.session.expire_all()
    assert (question.accepted_count, solver.solved_count) == (1, 1)
    assert answer.accepted_context == "houses with a night nurse"


@pytest.mark.parametrize("context", ["x" * 201, "x" * 1_000_000, "broken \ufffd bytes"])
def test_a_context_that_cannot_be_taken_is_refused(
    client: FlaskClient, make: Factory, context: str
) -> None:
    asker = make.member()
    answer = make.answer(make.question(by=asker))
    log_in(client, asker)
    response = client.post(f"/answers/{answer.id}/accept", data={"context": context})
    assert response.status_code == 422
    assert not answer.accepted


def test_a_context_is_one_clean_line(client: FlaskClient, make: Factory) -> None:
    asker = make.member()
    answer = make.answer(make.question(by=asker))
    log_in(client, asker)
    client.post(f"/answers/{answer.id}/accept", data={"context": " <b>a\u202e\x00\n house</b> 🏠 "})
    assert answer.accepted_context == "<b>a house</b> 🏠"
    page = client.get(f"/questions/{answer.question_id}/", follow_redirects=True).text
    assert "<b>a house" not in page
    assert "&lt;b&gt;a house" in page


def test_an_acceptance_can_be_withdrawn(client: FlaskClient, make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    acceptance.accept(asker, answer.id, "small houses")
    log_in(client, asker)
    assert client.post(f"/answers/{answer.id}/withdraw").status_code == 303
    assert not question.solved
    assert (answer.accepted, answer.accepted_context) == (False, "")
    assert solver.solved_count == 0
    assert client.post(f"/answers/{answer.id}/withdraw").status_code == 409


def test_what_is_not_there_cannot_be_accepted(client: FlaskClient, make: Factory) -> None:
    asker = make.member()
    answer = make.answer(make.question(by=asker))
    answers.delete(make.moderator(), answer.id)
    log_in(client, asker)
    for number in (answer.id, 77):
        assert client.post(f"/answers/{number}/accept").status_code == 404


def test_two_who_accept_at_once_count_once(app: Flask, make: Factory) -> None:
    asker, moderator, solver = make.member(), make.moderator(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    answer_id, moderator_id = answer.id, moderator.id

    def moderator_accepts() -> None:
        acceptance.accept(db.session.get_one(Member, moderator_id), answer_id)

    with (
        meanwhile(app, "UPDATE question", moderator_accepts),
        pytest.raises(errors.Conflict),
    ):
        acceptance.accept(asker, answer_id)
    db.session.expire_all()
    assert (question.accepted_count, solver.solved_count) == (1, 1)
    assert answer.accepted_by_id == moderator.id


def test_two_who_accept_different_answers_at_once_are_both_heard(app: Flask, make: Factory) -> None:
    asker, moderator = make.member(), make.moderator()
    question = make.question(by=asker)
    first, second = make.answer(question), make.answer(question)
    second_id, moderator_id = second.id, moderator.id

    def moderator_accepts() -> None:
        acceptance.accept(db.session.get_one(Member, moderator_id), second_id)

    with meanwhile(app, "UPDATE question", moderator_accepts):
        acceptance.accept(asker, first.id)
    db.session.expire_all()
    assert question.accepted_count == 2


def test_an_answer_edited_while_it_is_accepted_is_both(app: Flask, make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    answer_id, solver_id = answer.id, solver.id
    before = question.content_hash

    def solver_edits() -> None:
        answers.edit(db.session.get_one(Member, solver_id), answer_id, 1, "A better text")

    with meanwhile(app, "UPDATE question", solver_edits):
        acceptance.accept(asker, answer_id)
    db.session.expire_all()
    assert (answer.accepted, answer.body, answer.revision) == (True, "A better text", 2)
    with_old_text = question.content_hash
    answers.edit(solver, answer_id, 2, "Another text")
    assert len({before, with_old_text, question.content_hash}) == 3


def test_an_answer_deleted_meanwhile_is_not_accepted(app: Flask, make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    answer_id, solver_id = answer.id, solver.id

    def solver_deletes() -> None:
        answers.delete(db.session.get_one(Member, solver_id), answer_id)

    with meanwhile(app, "UPDATE question", solver_deletes), pytest.raises(errors.Conflict):
        acceptance.accept(asker, answer_id)
    db.session.expire_all()
    assert (question.accepted_count, solver.solved_count) == (0, 0)
