"""Tags: all of them, and completing one."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from qaforum.extensions import db
from qaforum.models import Tag
from qaforum.services import questions, tags
from tests.factories import Factory


@pytest.fixture(autouse=True)
def some_questions(make: Factory) -> None:
    asker = make.member()
    for words in ("night planning", "night keys", "midnight été"):
        make.question(by=asker, tags=words)


def test_tags_are_listed_with_their_number(client: FlaskClient) -> None:
    page = client.get("/tags").text
    assert page.index("night") < page.index("planning")
    assert "2 questions" in page


def test_a_beginning_is_completed_the_most_used_first(client: FlaskClient) -> None:
    answer = client.get("/tags/complete?q=NIGHT")
    assert answer.json == [{"name": "night", "count": 2}, {"name": "midnight", "count": 1}]


@pytest.mark.parametrize(
    ("text", "names"),
    [("é", ["été"]), ("É", ["été"]), ("%", []), ("_", []), ("\x00plan", ["planning"])],
)
def test_completing_takes_signs_as_they_are(
    client: FlaskClient, text: str, names: list[str]
) -> None:
    answer = client.get("/tags/complete", query_string={"q": text})
    assert [row["name"] for row in answer.json or []] == names


def test_completing_an_endless_text_is_answered(client: FlaskClient) -> None:
    assert client.get("/tags/complete", query_string={"q": "x" * 100_000}).json == []


def test_counts_follow_edits_deletions_and_restorations(make: Factory) -> None:
    asker, moderator = make.member(), make.moderator()
    question = make.question(by=asker, tags="one two")

    def counts() -> dict[str, int]:
        db.session.expire_all()
        rows = db.session.scalars(select(Tag).where(Tag.name.in_(["one", "two", "three"])))
        return {tag.name: tag.question_count for tag in rows}

    assert counts() == {"one": 1, "two": 1}
    questions.edit(asker, question.id, 1, "The same as before", "With other tags", "two three")
    assert counts() == {"one": 0, "two": 1, "three": 1}
    questions.delete(moderator, question.id)
    assert counts() == {"one": 0, "two": 0, "three": 0}
    questions.restore(moderator, question.id)
    assert counts() == {"one": 0, "two": 1, "three": 1}
    assert "one" not in [line.tag.name for line in tags.popular()]
