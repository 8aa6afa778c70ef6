"""For machines: is the process there, can it serve, and its counters."""

from collections.abc import Callable

from flask.testing import FlaskClient


def test_the_process_is_there(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_it_is_not_ready_before_the_index_is(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"database": "ok", "index": "off"})


def test_it_is_ready_with_the_index(client: FlaskClient, index: Callable[[], None]) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"database": "ok", "index": "ready"})


def test_it_is_not_ready_without_a_database(
    client: FlaskClient, lose_database: Callable[[], None]
) -> None:
    lose_database()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] == "unreachable"
    assert client.get("/healthz").status_code == 200


def test_counters_are_there_for_prometheus(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    assert "process_" in answer.text
