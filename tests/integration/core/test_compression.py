"""What travels compressed, and what must not."""

from flask.testing import FlaskClient


def test_styles_travel_compressed(client: FlaskClient) -> None:
    answer = client.get("/static/css/qaforum.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_page_that_holds_a_token_does_not(client: FlaskClient) -> None:
    answer = client.get("/questions", headers={"Accept-Encoding": "gzip"})
    assert "csrf_token" in answer.text
    assert "Content-Encoding" not in answer.headers
