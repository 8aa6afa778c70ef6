"""A page costs a handful of queries, however much there is."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from qaforum.extensions import db
from tests.factories import log_in
from tests.integration.conftest import Village

MOST = 12


LARGE = "question|answer|comment|vote|question_tag|embedding|sentence_embedding|notification|event"
# What is read from its first row to its last, by no index
WHOLE = re.compile(rf"^SCAN ((?:{LARGE})(?:_\d+)?$|question_tag)")
READ_WHOLE = {
    "impact.show": "figures are of everything that happened in a period",
    "knowledge_map.show": "a map is of everything",
}

# Pages that none of the three opens like this, and why
NOT_CRAWLED = {
    "security.login": "whoever is logged in is sent on",
    "security.register": "as above",
    "leaving.data": "all that is kept of a member, table by table: a download, and rare",
    "notifications.show": "marks as read and leads on",
    "mails.unsubscribe": "behind a signed link in a mail",
    "reports.unsubscribe": "as above",
    "attachments.show": "a file",
    "similar.Similar": "as suggestions.similar, but answers 503 where there is no index",
    "static": "files",
    "security.static": "files",
    "api-docs.openapi_json": "described once, from the code alone",
    "knowledge_map.area": "needs a map, which is made in the background",
    "health.alive": "for machines: asks nothing",
    "health.ready": "for machines",
    "health.metrics": "for machines: counts, on purpose",
}

Statement = tuple[str, Any]  # with its parameters


@contextmanager
def executed() -> Iterator[list[Statement]]:
    """The statements executed in the block."""
    statements: list[Statement] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        statements.append((sql, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Their SQL alone, there when the block has ended."""
    texts: list[str] = []
    with executed() as statements:
        yield texts
    texts.extend(sql for sql, _ in statements)


def addresses_of(client: FlaskClient, village: Village, role: str) -> dict[str, str]:
    """The pages that somebody in this role opens, by name; they are logged in."""
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
    return addresses


def test_every_page_is_in_the_village_that_is_crawled(app: Flask, village: Village) -> None:
    crawled = {
        name.split()[0]
        for name in (village.pages | village.members_pages | village.moderators_pages)
    }
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert pages - crawled - NOT_CRAWLED.keys() == set(), (
        "add its address to Village in tests/integration/conftest.py, or its reason to NOT_CRAWLED"
    )
    assert NOT_CRAWLED.keys() - pages == set(), "these are no pages any more"
    assert crawled & NOT_CRAWLED.keys() == set(), "these are crawled after all"


@pytest.mark.parametrize("role", ["guest", "member", "moderator"])
def test_no_page_needs_more_than_a_dozen_queries(
    client: FlaskClient, village: Village, role: str
) -> None:
    for name, address in addresses_of(client, village, role).items():
        with counted() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= MOST, "\n".join([name, *statements])


@pytest.mark.parametrize("role", ["guest", "member", "moderator"])
def test_no_page_reads_the_whole_of_a_table_that_grows(
    client: FlaskClient, village: Village, role: str
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by its statistics, which a handful of rows do not make")
    read = []
    for name, address in addresses_of(client, village, role).items():
        with executed() as statements:
            client.get(address)
        if name not in READ_WHOLE:
            read += [f"{name}: {step}: {sql}" for sql, step in whole_tables(statements)]
    assert read == [], "an index or another statement: a hundred thousand questions are too many"


def whole_tables(statements: Iterable[Statement]) -> Iterator[tuple[str, str]]:
    """Statements that read one, and the step of their plan that does.

    Rows in the order of their ids, which end where enough are found, are not the whole.
    """
    with db.engine.connect() as connection:
        for sql, parameters in statements:
            if sql.startswith("SELECT"):
                plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
                steps = [step for *_, step in plan]
                ends = "LIMIT" in sql and not any("TEMP B-TREE" in step for step in steps)
                yield from ((sql, step) for step in steps if WHOLE.match(step) and not ends)
