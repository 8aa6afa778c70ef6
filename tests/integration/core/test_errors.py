"""What goes wrong is said in words, in the right form and status, and nothing typed is lost."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from qaforum.extensions import db
from qaforum.models import Answer, Comment, Question, Tag, Vote
from tests.conftest import DATABASE
from tests.factories import Factory, log_in

FETCH = {"X-Requested-With": "fetch"}
BODY = "What I have been typing since noon. " * 800
_DISKS = {
    "sqlite": {
        "a full disk": "PRAGMA max_page_count=1",
        "a disk to read": "PRAGMA query_only=ON",
    },
    "postgresql": {"a database to read": "SET default_transaction_read_only = on"},
}
DISKS = _DISKS[DATABASE]


@pytest.fixture(params=list(DISKS.values()), ids=list(DISKS))
def break_disk(app: Flask, request: pytest.FixtureRequest) -> Iterator[Callable[[], None]]:
    """Makes the database refuse to write, as it does on a full or read-only disk."""
    engine = db.engine

    def refuse(connection: Any, _record: object) -> None:
        connection.execute(request.param)
        connection.commit()

    def act() -> None:
        db.session.remove()
        engine.dispose()
        event.listen(engine, "connect", refuse)

    yield act
    event.remove(engine, "connect", refuse)
    db.session.remove()
    engine.dispose()


def rows() -> list[int | None]:
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Question, Answer, Comment, Vote, Tag)
    ]


def test_a_question_that_cannot_be_saved_stays_in_the_form(
    client: FlaskClient, make: Factory, break_disk: Callable[[], None]
) -> None:
    log_in(client, make.member())
    break_disk()
    title = "Where do you keep the keys at night?"
    answer = client.post("/ask", data={"title": title, "body": BODY, "tags": "keys night"})
    assert answer.status_code == 503
    assert "cannot save this right now" in answer.text
    for typed in (title, BODY.strip(), "keys night"):
        assert typed in answer.text
    assert rows() == [0, 0, 0, 0, 0]


def test_an_answer_that_cannot_be_saved_stays_in_the_form(
    client: FlaskClient, make: Factory, break_disk: Callable[[], None]
) -> None:
    question_id = make.question().id
    log_in(client, make.member())
    break_disk()
    answer = client.post(f"/questions/{question_id}/answers", data={"body": BODY})
    assert answer.status_code == 503
    assert BODY.strip() in answer.text
    assert rows() == [1, 0, 0, 0, 0]
    assert db.session.get_one(Question, question_id).answer_count == 0


def test_an_edit_that_cannot_be_saved_stays_in_the_form(
    client: FlaskClient, make: Factory, break_disk: Callable[[], None]
) -> None:
    asker = make.member()
    question = make.question(by=asker)
    question_id, answer_id = question.id, make.answer(question, by=asker).id
    log_in(client, asker)
    break_disk()
    typed = {"title": "Where do you keep the keys?", "body": BODY, "revision": "1"}
    for address in (f"/questions/{question_id}/edit", f"/answers/{answer_id}/edit"):
        answer = client.post(address, data=typed)
        assert answer.status_code == 503
        assert BODY.strip() in answer.text
    assert db.session.get_one(Question, question_id).revision == 1
    assert db.session.get_one(Answer, answer_id).revision == 1


def test_the_forum_can_be_read_while_it_cannot_write(
    client: FlaskClient, make: Factory, break_disk: Callable[[], None]
) -> None:
    question = make.question()
    address = f"/questions/{question.id}/{question.slug}"
    log_in(client, make.member())
    break_disk()
    for page in ("/", "/questions", address, "/members", "/ask"):
        assert client.get(page).status_code == 200


def test_the_next_act_works_when_the_disk_does(
    client: FlaskClient, make: Factory, app: Flask
) -> None:
    log_in(client, make.member())
    engine = db.engine

    def refuse(connection: Any, _record: object) -> None:
        connection.execute(list(DISKS.values())[-1])
        connection.commit()

    db.session.remove()
    engine.dispose()
    event.listen(engine, "connect", refuse)
    data = {"title": "Where do you keep the keys?", "body": "By the door?"}
    assert client.post("/ask", data=data).status_code == 503
    event.remove(engine, "connect", refuse)
    engine.dispose()
    assert client.post("/ask", data=data).status_code == 303


@pytest.mark.parametrize("address", ["/", "/members", "/questions/1/x", "/api/v1/questions"])
def test_a_ruined_database_is_said_in_words(
    client: FlaskClient, make: Factory, lose_database: Callable[[], None], address: str
) -> None:
    log_in(client, make.member())
    lose_database()
    for browser in (client, client.application.test_client()):
        answer = browser.get(address)
        assert answer.status_code in (302, 500, 503)
        assert "Traceback" not in answer.text
        assert not re.search("sqlite|psycopg", answer.text.lower())
        if answer.status_code != 302:
            assert "try again" in answer.text.lower() or "written down" in answer.text


def test_an_unknown_page_says_so_and_shows_the_way(client: FlaskClient) -> None:
    answer = client.get("/nosuchpage")
    assert answer.status_code == 404
    assert "does not exist" in answer.text
    assert 'href="/"' in answer.text


def test_a_script_gets_a_fragment(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    answer = client.post("/questions/77/vote", data={"value": "1"}, headers=FETCH)
    assert answer.status_code == 404
    assert "<html" not in answer.text
    assert "does not exist" in answer.text


def test_the_wrong_method_is_told_so(client: FlaskClient) -> None:
    answer = client.get("/answers/1/vote")
    assert answer.status_code == 405
    assert "does not take such a request" in answer.text
    assert "POST" in answer.headers["Allow"]


def test_a_message_is_in_the_readers_language(client: FlaskClient) -> None:
    page = client.get("/nosuchpage", headers={"Accept-Language": "fr"}).text
    assert '<html lang="fr">' in page


def test_what_was_typed_is_escaped_in_a_message(client: FlaskClient) -> None:
    page = client.get("/questions?tag=<script>alert(1)</script>").text
    assert "<script>alert" not in page


def test_every_answer_says_what_a_browser_may_do(client: FlaskClient) -> None:
    for address in ("/", "/nosuchpage", "/api/v1/questions", "/ask", "/healthz"):
        headers = client.get(address).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


class TestWithCsrf:
    """Forms carry a token; what comes without it was not sent from our page."""

    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"WTF_CSRF_ENABLED": True}

    @staticmethod
    def token(client: FlaskClient) -> str:
        page = client.get("/account/login").text
        return page.split('name="csrf-token" content="')[1].split('"')[0]

    def log_in(self, client: FlaskClient, make: Factory) -> str:
        member = make.member()
        fields = {"email": member.email, "password": "a-long-password"}
        answer = client.post("/account/login", data={**fields, "csrf_token": self.token(client)})
        assert answer.status_code == 302
        return client.get("/").text.split('name="csrf-token" content="')[1].split('"')[0]

    def test_an_act_without_the_token_is_refused_in_words(
        self, client: FlaskClient, make: Factory
    ) -> None:
        question = make.question()
        self.log_in(client, make)
        for token in ({}, {"csrf_token": ""}, {"csrf_token": "made up \x00 é"}):
            answer = client.post(f"/questions/{question.id}/vote", data={"value": "1", **token})
            assert answer.status_code == 400
            assert "Reload the page" in answer.text
        assert question.score == 0

    def test_an_act_with_the_token_is_done(self, client: FlaskClient, make: Factory) -> None:
        question = make.question()
        token = self.log_in(client, make)
        data = {"value": "1", "csrf_token": token}
        assert client.post(f"/questions/{question.id}/vote", data=data).status_code == 303
        headers = {**FETCH, "X-CSRFToken": token}
        again = client.post(f"/questions/{question.id}/vote", data={"value": "-1"}, headers=headers)
        assert again.status_code == 200
        assert question.score == -1

    def test_the_token_of_the_page_posts_a_question(
        self, client: FlaskClient, make: Factory
    ) -> None:
        data = {"title": "Where do you keep the keys?", "body": "By the door?"}
        data["csrf_token"] = self.log_in(client, make)
        assert client.post("/ask", data=data).status_code == 303

    def test_a_guest_changes_the_language_with_the_token_alone(self, client: FlaskClient) -> None:
        assert client.post("/language", data={"locale": "fr"}).status_code == 400
        data = {"locale": "fr", "csrf_token": self.token(client)}
        assert client.post("/language", data=data).status_code == 303

    def test_a_log_in_without_the_token_is_refused(
        self, client: FlaskClient, make: Factory
    ) -> None:
        data = {"email": make.member().email, "password": "a-long-password"}
        assert client.post("/account/login", data=data).status_code == 400
        assert client.get("/account/profile").status_code == 302
