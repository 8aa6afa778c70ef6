"""A page costs a handful of queries, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from qaforum.extensions import db
from tests.factories import log_in
from tests.integration.conftest import Village

MOST = 12


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements executed in the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        statements.append(sql)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("role", ["guest", "member", "moderator"])
def test_no_page_needs_more_than_a_dozen_queries(
    client: FlaskClient, village: Village, role: str
) -> None:
    addresses = dict(village.pages)
    if role != "guest":
        log_in(client, village.solver if role == "member" else village.moderator)
        addresses.update(village.members_pages)
    if role == "moderator":
        addresses.update(village.moderators_pages)
    addresses["questions.index by tag"] = "/questions?tag=keys&sort=votes"
    addresses["members.index found"] = "/members?q=an"
    # What is new on a question is marked as read once, by whoever opens it first
    client.get(village.pages["questions.show"])
    for name, address in addresses.items():
        with counted() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= MOST, "\n".join([name, *statements])
