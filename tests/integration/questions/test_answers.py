"""Answering, editing an answer, deleting it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Answer, Member
from qaforum.services.questions import acceptance, answers, questions
from tests.concurrency import meanwhile
from tests.factories import Factory, log_in

BODY = "Move it to the north side."


def test_a_member_answers_and_sees_the_answer(client: FlaskClient, make: Factory) -> None:
    question, solver = make.question(), make.member("Tom Reed")
    log_in(client, solver)
    response = client.post(f"/questions/{question.id}/answers", data={"body": f"**{BODY}**"})
    assert response.status_code == 303
    assert "#answer-" in response.location
    page = client.get(response.location).text
    assert f"<strong>{BODY}</strong>" in page
    assert "Tom Reed" in page
    assert (question.answer_count, solver.answer_count) == (1, 1)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "a few words"),
        ("\x00\u202e \n", "a few words"),
        ("👍", "a few words"),
        ("x" * 1_000_000, "at most 30000 fit"),
        ("Broken \ufffd bytes", "bytes that are not text"),
    ],
)
def test_what_cannot_be_taken_stays_in_the_form(
    client: FlaskClient, make: Factory, body: str, sentence: str
) -> None:
    question = make.question()
    log_in(client, make.member())
    response = client.post(f"/questions/{question.id}/answers", data={"body": body})
    assert response.status_code == 422
    assert sentence in response.text
    assert body.replace("\x00", "") in response.text.replace("\x00", "")
    assert question.answer_count == 0


def test_there_is_no_answer_to_what_is_not_there(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    questions.delete(make.moderator(), question.id)
    log_in(client, make.member())
    for number in (question.id, 77):
        response = client.post(f"/questions/{number}/answers", data={"body": BODY})
        assert response.status_code == 404
    assert db.session.scalar(select(func.count(Answer.id))) == 0


def test_a_question_deleted_meanwhile_takes_no_answer(app: Flask, make: Factory) -> None:
    question, moderator = make.question(), make.moderator()
    question_id, moderator_id = question.id, moderator.id

    def moderator_deletes() -> None:
        questions.delete(db.session.get_one(Member, moderator_id), question_id)

    with (
        meanwhile(app, "UPDATE question", moderator_deletes),
        pytest.raises(errors.NotFound),
    ):
        answers.post(make.member(), question_id, BODY)
    assert db.session.scalar(select(func.count(Answer.id))) == 0


def test_two_who_answer_at_once_are_both_counted(app: Flask, make: Factory) -> None:
    question, first, second = make.question(), make.member(), make.member()
    question_id, second_id = question.id, second.id

    def somebody_else() -> None:
        answers.post(db.session.get_one(Member, second_id), question_id, "Keep it in the cellar.")

    with meanwhile(app, "UPDATE question", somebody_else):
        answers.post(first, question_id, BODY)
    db.session.expire_all()
    assert question.answer_count == 2
    assert db.session.scalar(select(func.count(Answer.id))) == 2


def test_an_author_edits_and_the_old_text_is_kept(client: FlaskClient, make: Factory) -> None:
    solver = make.member()
    question = make.question()
    answer = make.answer(question, "The first thing I thought of", by=solver)
    log_in(client, solver)
    assert "The first thing I thought of" in client.get(f"/answers/{answer.id}/edit").text
    response = client.post(
        f"/answers/{answer.id}/edit", data={"body": "The second thing", "revision": "1"}
    )
    assert response.status_code == 303
    assert "The second thing" in client.get(response.location).text
    history = client.get(f"/answers/{answer.id}/history").text
    assert "The first thing I thought of" in history
    assert "The second thing" in history


def test_the_form_knows_the_revision_it_was_opened_on(client: FlaskClient, make: Factory) -> None:
    solver = make.member()
    answer = make.answer(make.question(), by=solver)
    answers.edit(solver, answer.id, 1, "A second text")
    page = log_in(client, solver).get(f"/answers/{answer.id}/edit").text
    assert 'name="revision" type="hidden" value="2"' in page


def test_an_edit_of_an_older_revision_is_a_conflict_and_keeps_the_text(
    client: FlaskClient, make: Factory
) -> None:
    solver = make.member()
    answer = make.answer(make.question(), by=solver)
    answers.edit(make.moderator(), answer.id, 1, "What the moderator wrote")
    log_in(client, solver)
    response = client.post(
        f"/answers/{answer.id}/edit", data={"body": "What I had typed", "revision": "1"}
    )
    assert response.status_code == 409
    assert "What I had typed" in response.text
    assert "What the moderator wrote" in response.text
    assert answer.body == "What the moderator wrote"


def test_only_the_author_or_a_moderator_edits(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    answer = make.answer(question)
    log_in(client, db.session.get_one(Member, question.author_id))
    address = f"/answers/{answer.id}/edit"
    assert client.get(address).status_code == 403
    assert client.post(address, data={"body": "Mine now", "revision": "1"}).status_code == 403
    log_in(moderator := client.application.test_client(), make.moderator())
    assert moderator.post(address, data={"body": "Tidied up", "revision": "1"}).status_code == 303
    assert answer.body == "Tidied up"


def test_an_edit_cannot_empty_an_answer(client: FlaskClient, make: Factory) -> None:
    solver = make.member()
    answer = make.answer(make.question(), BODY, by=solver)
    log_in(client, solver)
    response = client.post(f"/answers/{answer.id}/edit", data={"body": " ", "revision": "1"})
    assert response.status_code == 422
    assert answer.body == BODY


def test_an_author_deletes_an_answer_that_solved_nothing(
    client: FlaskClient, make: Factory
) -> None:
    question, solver = make.question(), make.member()
    answer = make.answer(question, "Nobody needs this answer", by=solver)
    log_in(client, solver)
    assert client.post(f"/answers/{answer.id}/delete").status_code == 303
    page = client.get(f"/questions/{question.id}/{question.slug}").text
    assert "Nobody needs this answer" not in page
    assert (question.answer_count, solver.answer_count) == (0, 0)
    assert client.post(f"/answers/{answer.id}/delete").status_code == 404
    assert client.get(f"/answers/{answer.id}/history").status_code == 404


def test_an_author_does_not_delete_a_solution(client: FlaskClient, make: Factory) -> None:
    asker, solver = make.member(), make.member()
    answer = make.answer(make.question(by=asker), by=solver)
    acceptance.accept(asker, answer.id)
    log_in(client, solver)
    assert client.post(f"/answers/{answer.id}/delete").status_code == 403
    assert answer.deleted_at is None


def test_nobody_deletes_somebody_elses_answer(client: FlaskClient, make: Factory) -> None:
    answer = make.answer(make.question())
    log_in(client, make.member())
    assert client.post(f"/answers/{answer.id}/delete").status_code == 403


def test_an_answer_accepted_meanwhile_is_not_deleted(app: Flask, make: Factory) -> None:
    asker, solver = make.member(), make.member()
    answer = make.answer(make.question(by=asker), by=solver)
    answer_id, asker_id = answer.id, asker.id

    def asker_accepts() -> None:
        acceptance.accept(db.session.get_one(Member, asker_id), answer_id)

    with meanwhile(app, "UPDATE question", asker_accepts), pytest.raises(errors.NotAllowed):
        answers.delete(solver, answer_id)
    db.session.expire_all()
    assert answer.deleted_at is None
    assert answer.accepted


def test_a_moderator_who_deletes_a_solution_leaves_the_question_unsolved(make: Factory) -> None:
    asker, solver = make.member(), make.member()
    question = make.question(by=asker)
    answer = make.answer(question, by=solver)
    acceptance.accept(asker, answer.id)
    answers.delete(make.moderator(), answer.id)
    db.session.expire_all()
    assert not question.solved
    assert (question.answer_count, solver.answer_count, solver.solved_count) == (0, 0, 0)


def test_accepted_answers_come_first_then_the_best_voted(
    client: FlaskClient, make: Factory
) -> None:
    asker = make.member()
    question = make.question(by=asker)
    rows = [make.answer(question, f"Way number {number}.") for number in range(3)]
    rows[1].score = 5
    db.session.commit()
    acceptance.accept(asker, rows[2].id)
    page = client.get(f"/questions/{question.id}/{question.slug}").text
    places = [page.index(f"Way number {number}.") for number in (2, 1, 0)]
    assert places == sorted(places)
