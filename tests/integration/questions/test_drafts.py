"""The browser forgets its copy of a text only when the forum has taken it."""

from flask.testing import FlaskClient

from tests.factories import Factory, log_in


def test_a_posted_text_is_confirmed_by_the_name_of_its_draft(
    client: FlaskClient, make: Factory
) -> None:
    log_in(client, make.member())
    question = {"title": "Which gate keeps children in?", "body": "We have a road in front."}
    answer = client.post("/ask", data={**question, "draft": "ask"})
    assert answer.status_code == 303
    assert "posted=ask" in answer.headers["Set-Cookie"]


def test_a_refused_text_is_not_confirmed(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    answer = client.post("/ask", data={"title": "Short", "body": "", "draft": "ask"})
    assert answer.status_code == 422
    assert not [line for line in answer.headers.getlist("Set-Cookie") if "posted" in line]


def test_only_a_plain_name_is_handed_back(client: FlaskClient, make: Factory) -> None:
    log_in(client, make.member())
    question = {"title": "Which gate keeps children in?", "body": "We have a road in front."}
    answer = client.post("/ask", data={**question, "draft": "x; Domain=elsewhere"})
    assert answer.status_code == 303
    assert not [line for line in answer.headers.getlist("Set-Cookie") if "posted" in line]
