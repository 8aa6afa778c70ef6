"""Comments under questions and answers."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from qaforum import errors
from qaforum.extensions import db
from qaforum.models import Comment, Member
from qaforum.services.questions import comments, questions
from tests.concurrency import meanwhile
from tests.factories import Factory, log_in

FETCH = {"X-Requested-With": "fetch"}


def count() -> int:
    return db.session.scalar(select(func.count(Comment.id))) or 0


def test_a_member_comments_on_a_question(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member("Tom Reed"))
    response = client.post(f"/questions/{question.id}/comments", data={"body": "Which *floor*?"})
    assert response.status_code == 303
    page = client.get(response.location).text
    assert "Which <em>floor</em>?" in page
    assert "Tom Reed" in page
    assert question.comment_count == 1


def test_a_member_comments_on_an_answer(client: FlaskClient, make: Factory) -> None:
    answer = make.answer(make.question())
    log_in(client, make.member())
    response = client.post(f"/answers/{answer.id}/comments", data={"body": "That helped."})
    assert response.status_code == 303
    assert response.location.endswith(f"#answer-{answer.id}")
    assert "That helped." in client.get(response.location).text


@pytest.mark.parametrize("kind", ["questions", "answers"])
def test_a_script_gets_the_list(client: FlaskClient, make: Factory, kind: str) -> None:
    question = make.question()
    post = question if kind == "questions" else make.answer(question)
    log_in(client, make.member())
    for text in ("The first one", "The second one"):
        response = client.post(f"/{kind}/{post.id}/comments", data={"body": text}, headers=FETCH)
        assert response.status_code == 200
    assert "<html" not in response.text
    assert response.text.index("The first one") < response.text.index("The second one")


@pytest.mark.parametrize(
    "body", ["", " \n", "\x00\u202e", "x" * 1_201, "x" * 1_000_000, "Broken \ufffd bytes"]
)
def test_what_cannot_be_taken_is_refused(client: FlaskClient, make: Factory, body: str) -> None:
    question = make.question()
    log_in(client, make.member())
    for headers in ({}, FETCH):
        response = client.post(
            f"/questions/{question.id}/comments", data={"body": body}, headers=headers
        )
        assert response.status_code == 422
    assert (count(), question.comment_count) == (0, 0)


def test_scripts_are_shown_and_never_run(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    log_in(client, make.member())
    body = "<script>alert(1)</script> [x](javascript:alert(1)) \u202eback 👍"
    page = client.post(
        f"/questions/{question.id}/comments", data={"body": body}, follow_redirects=True
    ).text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page
    assert "👍" in page


def test_there_is_no_comment_on_what_is_not_there(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    answer = make.answer(question)
    questions.delete(make.moderator(), question.id)
    log_in(client, make.member())
    for address in (
        f"/questions/{question.id}/comments",
        f"/answers/{answer.id}/comments",
        "/questions/77/comments",
        "/answers/77/comments",
        "/comments/77/delete",
    ):
        assert client.post(address, data={"body": "Hello?"}).status_code == 404


def test_who_wrote_it_or_a_moderator_deletes_it(client: FlaskClient, make: Factory) -> None:
    question, author = make.question(), make.member()
    first = comments.post(author, question, "One remark")
    second = comments.post(author, question, "Another remark")
    log_in(stranger := client.application.test_client(), make.member())
    assert stranger.post(f"/comments/{first.id}/delete").status_code == 403
    log_in(client, author)
    page = client.post(f"/comments/{first.id}/delete", follow_redirects=True).text
    assert "One remark" not in page
    assert "Another remark" in page
    log_in(moderator := client.application.test_client(), make.moderator())
    assert moderator.post(f"/comments/{second.id}/delete", headers=FETCH).text.count("<li") == 0
    assert (count(), question.comment_count) == (0, 0)


def test_a_comment_under_an_answer_is_deleted(client: FlaskClient, make: Factory) -> None:
    answer, author = make.answer(make.question()), make.member()
    comment = comments.post(author, answer, "One remark")
    log_in(client, author)
    assert client.post(f"/comments/{comment.id}/delete").status_code == 303
    assert answer.comment_count == 0


def test_deleting_a_comment_twice_at_once_counts_once(app: Flask, make: Factory) -> None:
    question, author = make.question(), make.member()
    comment = comments.post(author, question, "One remark")
    comments.post(author, question, "Another remark")
    comment_id, author_id = comment.id, author.id

    def other_window() -> None:
        comments.delete(db.session.get_one(Member, author_id), comment_id)

    with meanwhile(app, "DELETE FROM comment", other_window), pytest.raises(errors.NotFound):
        comments.delete(author, comment_id)
    db.session.expire_all()
    assert question.comment_count == 1
