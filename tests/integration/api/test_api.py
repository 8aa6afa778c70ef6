"""/api/v1: the same forum as JSON."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from qaforum.services.questions import questions
from tests.factories import Factory, log_in
from tests.integration.search.test_suggestions import SOLUTION, TITLE, eventually

LINE = {"id", "title", "url", "author", "created_at", "language", "tags", "score", "answers",
        "solved"}  # fmt: skip


def test_questions_are_listed(client: FlaskClient, make: Factory) -> None:
    make.solved("How do you cool the cupboard?", "North side.", tags="heat care")
    body = client.get("/api/v1/questions").json
    assert body is not None
    assert set(body) == {"questions", "next"}
    (line,) = body["questions"]
    assert set(line) == LINE
    assert line["tags"] == ["care", "heat"]
    assert line["solved"] is True
    assert line["url"].startswith("http://localhost/questions/")


def test_pages_follow_each_other(client: FlaskClient, make: Factory) -> None:
    asker = make.member()
    ids = [make.question(f"Who has the key to room {n}?", by=asker).id for n in range(45)]
    after, seen = "", []
    for _ in range(3):
        body: Any = client.get(f"/api/v1/questions?after={after}").json
        seen += [line["id"] for line in body["questions"]]
        after = body["next"]
    assert after is None
    assert seen == ids[::-1]


def test_a_question_comes_with_its_answers(client: FlaskClient, make: Factory) -> None:
    question = make.solved("How do you cool the cupboard?", "*North* side.")
    body: Any = client.get(f"/api/v1/questions/{question.id}").json
    assert set(body) == LINE | {"body", "html", "posts"}
    (answer,) = body["posts"]
    assert answer["body"] == "*North* side."
    assert "<em>North</em>" in answer["html"]
    assert answer["accepted"] is True
    assert answer["url"].endswith(f"#answer-{answer['id']}")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/questions/77", 404),
        ("/api/v1/questions/99999999999999999999", 404),
        ("/api/v1/questions/x", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/questions?tag=nosuch", 404),
        ("/api/v1/questions?sort=oldest", 422),
        ("/api/v1/questions?after=broken", 422),
        ("/api/v1/similar", 422),
        ("/api/v1/similar?title=short", 422),
        ("/api/v1/similar?title=%00%00%00%00%00%00%00%00%00%00%00", 422),
        ("/api/v1/similar?title=" + "x" * 1001, 422),
        ("/api/v1/similar?title=long+enough+to+compare&limit=0", 422),
        ("/api/v1/similar?title=long+enough+to+compare&limit=21", 422),
        ("/api/v1/similar?title=long+enough+to+compare&limit=x", 422),
        ("/api/v1/similar?title=long+enough+to+compare&body=" + "x" * 30_001, 422),
        ("/api/v1/similar?title=long+enough+to+compare", 503),
    ],
)
def test_a_refusal_is_json_with_status_and_message(
    client: FlaskClient, make: Factory, address: str, status: int
) -> None:
    for language in ("en", "fr"):
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == status
        assert answer.content_type == "application/json"
        assert answer.json is not None
        assert answer.json["status"] == status
        assert answer.json["message"]


def test_a_refusal_names_the_parameter(client: FlaskClient) -> None:
    for address, name in (("similar", "title"), ("questions?sort=oldest", "sort")):
        answer = client.get(f"/api/v1/{address}")
        assert answer.json is not None
        assert name in str(answer.json)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_api_only_reads(client: FlaskClient, make: Factory, method: str) -> None:
    question = make.question()
    log_in(client, make.moderator())
    answer = client.open(f"/api/v1/questions/{question.id}", method=method.upper())
    assert answer.status_code == 405
    assert answer.json is not None


def test_nobodys_email_is_told(client: FlaskClient, make: Factory) -> None:
    question = make.question()
    for address in ("/api/v1/questions", f"/api/v1/questions/{question.id}"):
        assert "example.org" not in client.get(address).text


def test_openapi_describes_every_path(client: FlaskClient, app: Flask) -> None:
    body: Any = client.get("/api/openapi.json").json
    assert set(body["paths"]) == {
        "/api/v1/similar",
        "/api/v1/questions",
        "/api/v1/questions/{question_id}",
    }
    (number,) = body["paths"]["/api/v1/questions/{question_id}"]["parameters"]
    assert number["schema"]["type"] == "integer"


@pytest.mark.usefixtures("index")
def test_similar_problems_and_peers_have_the_keys_of_the_contract(
    client: FlaskClient, make: Factory
) -> None:
    institution = make.institution("Les Tilleuls")
    solver = make.member("Tom Reed", institution_id=institution.id)
    question = make.solved(TITLE, SOLUTION, by=solver)
    address = "/api/v1/similar"
    query = {"title": "How to keep medicines cool in the heat?", "limit": "3"}

    def body() -> Any:
        answer = client.get(address, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.json

    assert eventually(lambda: bool(body()["questions"]))
    found = body()
    assert set(found) == {"state", "questions", "practices", "nearest", "peers", "took_ms"}
    (line,) = found["questions"]
    assert set(line) == {
        "id", "title", "url", "solved", "confidence", "excerpt", "solution", "language",
    }  # fmt: skip
    assert line["id"] == question.id
    assert 0 <= line["confidence"] <= 1
    assert "north side" in line["excerpt"]
    assert "#answer-" in line["solution"]
    assert found["nearest"] == []
    (peer,) = found["peers"]
    assert set(peer) == {"id", "name", "institution", "url", "reason", "solved"}
    assert (peer["name"], peer["institution"], peer["solved"]) == ("Tom Reed", "Les Tilleuls", 1)
    questions.delete(make.moderator(), question.id)
    assert body()["questions"] == body()["peers"] == []
